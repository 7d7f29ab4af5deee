// Ordering of expressions.

#include "frontend/lower/order/orderer.h"
#include "frontend/lower/query.h"
#include "frontend/lower/walk/layouts.h"
#include "frontend/lower/walk/walk.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

// The target of an assignment, if it is a plain variable.
static bool is_variable(const Node* target) {
  return target != nullptr && target->op == Op::Name;
}

void Orderer::exprs(Nodes& list) {
  for (Node*& n : list) {
    n = expr(n);
  }
}

// What the expression needs first stays with it, to run each time it is evaluated.
Node* Orderer::expr_in_place(Node* n) {
  if (n == nullptr) {
    return nullptr;
  }
  Orderer inner(cx_, free_);
  n = inner.expr(n);
  n = cx_.with_init(std::move(inner.out_), n);
  temps_.insert(temps_.end(), inner.temps_.begin(), inner.temps_.end());
  return n;
}

Node* Orderer::expr(Node* n, const Node* target) {
  if (n == nullptr) {
    return nullptr;
  }
  PosScope scope(cx_, n);
  return expr_body(n, target);
}

// One arm an operation. NOLINTNEXTLINE(readability-function-size)
Node* Orderer::expr_body(Node* n, const Node* target) {
  take_init(n);
  switch (n->op) {
    case Op::Name:
    case Op::Literal:
    case Op::Nil:
      return n;
    case Op::InlinedCall:
      stmts(n->body);
      return n->list[0];
    case Op::AddStr:
      return add_strings(n);
    case Op::IndexMap:
      return index_map(n);
    case Op::ConvIface:
      n->x = expr(n->x);
      if (!is_interface(n->x->type) &&
          (boxing(cx_.types, n->x->type).needs_address || is_static_literal(n->x) ||
           (cx_.module.dialect->boxes_make_interfaces && !is_direct_interface(n->x->type)))) {
        n->x = addressable(n->x);
      }
      return n;
    case Op::ConvNop: {
      const bool call_result = n->x->op == Op::CallFunc || n->x->op == Op::CallInter;
      if (n->type->kind == Kind::UnsafePointer && n->x->type->kind == Kind::Uintptr &&
          call_result) {
        take_init(n->x);
        call(n->x);
        return is_variable(target) ? n : copy_expr(n);
      }
      n->x = expr(n->x);
      return n;
    }
    case Op::AndAnd:
    case Op::OrOr:
      return logical(n);
    case Op::CallFunc:
    case Op::CallInter:
    case Op::Cap:
    case Op::Complex:
    case Op::Copy:
    case Op::Imag:
    case Op::Len:
    case Op::MakeChan:
    case Op::MakeMap:
    case Op::MakeSlice:
    case Op::MakeSliceCopy:
    case Op::New:
    case Op::Real:
    case Op::Recover:
    case Op::StrToBytes:
    case Op::StrToBytesTmp:
    case Op::StrToRunes:
      if (is_rune_count(cx_, n)) {
        n->x->x = expr(n->x->x);
      } else {
        call(n);
      }
      return is_variable(target) ? n : copy_expr(n);
    case Op::Append:
      if (is_append_of_make(cx_, n)) {
        n->list[0] = expr(n->list[0]);
        n->list[1]->x = expr(n->list[1]->x);
      } else {
        exprs(n->list);
      }
      if (target == nullptr || (!is_variable(target) && !is_same_safe(target, n->list[0]))) {
        return copy_expr(n);
      }
      return n;
    case Op::Slice:
    case Op::SliceArr:
    case Op::SliceStr:
    case Op::Slice3:
    case Op::Slice3Arr:
      return slice(n, target);
    case Op::Closure:
      if (n->transient && !n->func->closure_vars.empty()) {
        n->prealloc = new_temp(closure_type(cx_, n), false);
      }
      return n;
    case Op::MethodValue:
      n->x = expr(n->x);
      if (n->transient) {
        n->prealloc = new_temp(method_value_type(cx_, n), false);
      }
      return n;
    case Op::SliceLit:
      exprs(n->list);
      if (n->transient) {
        n->prealloc = new_temp(cx_.types.array_of(n->type->elem, n->offset), false);
      }
      return n;
    case Op::DotType:
    case Op::DotType2:
      n->x = expr(n->x);
      return is_direct_interface(n->type) ? n : copy_expr(n, true);
    case Op::Recv:
      n->x = expr(n->x);
      return copy_expr(n, true);
    case Op::Eq:
    case Op::Ne:
    case Op::Lt:
    case Op::Le:
    case Op::Gt:
    case Op::Ge:
      return compare(n);
    case Op::MapLit:
      return map_literal(n);
    default:
      each_child(n, [this](Node*& child) { child = expr(child); });
      return n;
  }
}

Node* Orderer::add_strings(Node* n) {
  exprs(n->list);
  if (n->list.size() > 5) {
    n->prealloc = new_temp(
        cx_.types.array_of(cx_.basic(Kind::String), static_cast<int64_t>(n->list.size())),
        false);
  }
  // A literal part makes sure that the result is a copy: the bytes need not be copied twice.
  bool has_bytes = false;
  bool has_literal = false;
  for (const Node* part : n->list) {
    has_bytes = has_bytes || part->op == Op::BytesToStr;
    has_literal = has_literal || (part->op == Op::Literal && !part->value->s.empty());
  }
  for (Node* part : n->list) {
    if (has_bytes && has_literal && part->op == Op::BytesToStr) {
      part->op = Op::BytesToStrTmp;
    }
  }
  return n;
}

// A key made from bytes is only looked at: the string may share them.
bool use_bytes_as_key(Node* key) {
  bool used = false;
  switch (key->op) {
    case Op::BytesToStr:
      key->op = Op::BytesToStrTmp;
      return true;
    case Op::StructLit:
      for (Node* element : key->list) {
        used = use_bytes_as_key(element->x) || used;
      }
      return used;
    case Op::ArrayLit:
      for (Node* element : key->list) {
        used = use_bytes_as_key(element->op == Op::KeyValue ? element->y : element) || used;
      }
      return used;
    default:
      return false;
  }
}

Node* Orderer::index_map(Node* n) {
  n->x = expr(n->x);
  n->y = expr(n->y);
  const bool needs_copy = !n->assigned && use_bytes_as_key(n->y);
  n->y = map_key(n->x->type, n->y);
  return needs_copy ? copy_expr(n) : n;
}

// r = X; if r { r = Y }, the other way round for ||.
Node* Orderer::logical(Node* n) {
  if (cx_.module.dialect->logical_without_temporaries) {
    n->x = expr(n->x);
    n->y = expr_in_place(n->y);
    return n;
  }
  Node* result = new_temp(n->type, false);
  Node* left = expr(n->x);
  out_.push_back(cx_.assign(result, left));
  Nodes before = std::exchange(out_, {});
  const Mark top = mark();
  Node* right = expr(n->y);
  out_.push_back(cx_.assign(result, right));
  clean(top);
  Nodes second = std::exchange(out_, std::move(before));
  Node* test = cx_.if_(result);
  (n->op == Op::AndAnd ? test->body : test->else_body) = std::move(second);
  out_.push_back(test);
  return result;
}

Node* Orderer::slice(Node* n, const Node* target) {
  n->x = expr(n->x);
  for (Node*& bound : n->list) {
    bound = cheap(expr(bound));
  }
  if (target == nullptr || (!is_variable(target) && !is_same_safe(target, n->x))) {
    return copy_expr(n);
  }
  return n;
}

Node* Orderer::compare(Node* n) {
  n->x = expr(n->x);
  n->y = expr(n->y);
  const ir::Type* type = n->x->type;
  if (type->kind == Kind::String) {
    for (Node* operand : {n->x, n->y}) {
      if (operand->op == Op::BytesToStr) {
        operand->op = Op::BytesToStrTmp;
      }
    }
  } else if (type->kind == Kind::Struct || type->kind == Kind::Array) {
    n->x = addressable(n->x);
    n->y = addressable(n->y);
  }
  return n;
}

// Constant entries stay in the literal; the others are assigned one by one.
Node* Orderer::map_literal(Node* n) {
  Nodes statics;
  Nodes dynamics;
  for (Node* entry : n->list) {
    bool is_static = is_static_literal(entry->x) && is_static_literal(entry->y);
    if (is_static) {
      entry = expr(entry);
      is_static = is_static_literal(entry->x) && is_static_literal(entry->y);
    }
    (is_static ? statics : dynamics).push_back(entry);
  }
  n->list = std::move(statics);
  if (dynamics.empty()) {
    return n;
  }
  Node* map = new_temp(n->type, false);
  stmt(cx_.assign(map, n));
  for (Node* entry : dynamics) {
    Node* element = cx_.binary(Op::IndexMap, map, entry->x, n->type->elem);
    element->assigned = true;
    stmt(cx_.assign(element, entry->y));
  }
  // A size hint for all of them.
  n->offset += static_cast<int64_t>(dynamics.size());
  return map;
}

}  // namespace prologo::lower
