#include "frontend/lower/query.h"

#include <algorithm>

#include "frontend/lower/conversions.h"
#include "frontend/lower/types.h"
#include "ir/dialect.h"

namespace prologo::lower {

bool is_blank(const Node* n) {
  return n != nullptr && n->op == Op::Name && n->name->name == "_";
}

bool is_auto_temp(const Node* n) {
  return n != nullptr && n->op == Op::Name && n->name->is_autotmp;
}

bool is_nil(const Node* n) { return n->op == Op::Nil; }

bool is_literal(const Node* n, Constant::Kind kind) {
  return n->op == Op::Literal && n->value->kind == kind;
}

bool is_small_int(const Node* n) {
  return is_literal(n, Constant::Kind::Int) && n->value->i == static_cast<int32_t>(n->value->i);
}

namespace {

bool is_zero_value(const Constant& value) {
  switch (value.kind) {
    case Constant::Kind::Float:
      return value.re == 0;
    case Constant::Kind::Complex:
      return value.re == 0 && value.im == 0;
    case Constant::Kind::String:
      return value.s.empty();
    default:
      return value.i == 0;
  }
}

const Node* element_value(const Node* n) {
  switch (n->op) {
    case Op::KeyValue:
      return n->y;
    case Op::StructKey:
      return n->x;
    default:
      return n;
  }
}

}  // namespace

bool is_zero(const Node* n) {
  switch (n->op) {
    case Op::Nil:
      return true;
    case Op::Literal:
      return is_zero_value(*n->value);
    case Op::ArrayLit:
    case Op::StructLit:
      for (const Node* element : n->list) {
        if (!is_zero(element_value(element))) {
          return false;
        }
      }
      return true;
    default:
      return false;
  }
}

bool is_constant(const Node* n) { return n->op == Op::Literal || n->op == Op::Nil; }

bool may_be_shared(const Node* n) {
  return n->op == Op::Name || n->op == Op::Literal || n->op == Op::Nil;
}

bool is_addressable(const Node* n) {
  switch (n->op) {
    case Op::Index:
      if (n->x->type->kind == ir::Kind::Array) {
        return is_addressable(n->x);
      }
      return n->x->type->kind != ir::Kind::String;
    case Op::Deref:
    case Op::DotPtr:
    case Op::LinkSym:
      return true;
    case Op::Dot:
      return is_addressable(n->x);
    case Op::Name:
      return n->name->cls != Name::Class::Func;
    default:
      return false;
  }
}

bool is_same_safe(const Node* l, const Node* r) {
  while (l->op == Op::ConvNop) {
    l = l->x;
  }
  while (r->op == Op::ConvNop) {
    r = r->x;
  }
  if (l->op != r->op || !is_identical(l->type, r->type)) {
    return false;
  }
  switch (l->op) {
    case Op::Name:
      return l->name == r->name;
    case Op::Dot:
    case Op::DotPtr:
      return l->index == r->index && is_same_safe(l->x, r->x);
    case Op::Deref:
    case Op::Not:
    case Op::BitNot:
    case Op::Plus:
    case Op::Neg:
      return is_same_safe(l->x, r->x);
    case Op::Conv:
      return is_simple(l->type) && is_same_safe(l->x, r->x);
    case Op::Index:
    case Op::IndexMap:
    case Op::Add:
    case Op::Sub:
    case Op::Or:
    case Op::Xor:
    case Op::Mul:
    case Op::Lsh:
    case Op::Rsh:
    case Op::And:
    case Op::AndNot:
    case Op::Div:
    case Op::Mod:
      return is_same_safe(l->x, r->x) && is_same_safe(l->y, r->y);
    case Op::Literal:
      return *l->value == *r->value;
    case Op::Nil:
      return true;
    default:
      return false;
  }
}

Node* outer_value(Node* n) {
  while (n->op == Op::Dot || n->op == Op::ConvNop ||
         (n->op == Op::Index && n->x->type->kind == ir::Kind::Array)) {
    n = n->x;
  }
  return n;
}

bool is_trivial_closure(const Node* n) { return n->func->closure_vars.empty(); }

// A table of operations. NOLINTNEXTLINE(readability-function-size)
bool has_side_effects(const Node* n) {
  return any_node(n, [](const Node* m) {
    switch (m->op) {
      case Op::Name:
      case Op::Literal:
      case Op::Nil:
      case Op::Add:
      case Op::Sub:
      case Op::Or:
      case Op::Xor:
      case Op::AddStr:
      case Op::Addr:
      case Op::AndAnd:
      case Op::BytesToStr:
      case Op::RunesToStr:
      case Op::StrToBytes:
      case Op::StrToRunes:
      case Op::Cap:
      case Op::MapLit:
      case Op::StructLit:
      case Op::ArrayLit:
      case Op::SliceLit:
      case Op::PtrLit:
      case Op::Conv:
      case Op::ConvIface:
      case Op::ConvNop:
      case Op::Dot:
      case Op::Eq:
      case Op::Ne:
      case Op::Lt:
      case Op::Le:
      case Op::Gt:
      case Op::Ge:
      case Op::KeyValue:
      case Op::StructKey:
      case Op::Len:
      case Op::Mul:
      case Op::Lsh:
      case Op::Rsh:
      case Op::And:
      case Op::AndNot:
      case Op::New:
      case Op::Not:
      case Op::BitNot:
      case Op::Plus:
      case Op::Neg:
      case Op::OrOr:
      case Op::RuneToStr:
      case Op::Real:
      case Op::Imag:
      case Op::Complex:
        return false;
      case Op::Div:
      case Op::Mod:
        return m->y->op != Op::Literal || is_zero(m->y);
      case Op::MakeChan:
      case Op::MakeMap:
        return !is_zero(m->x);
      default:
        return true;
    }
  });
}

namespace {

void each_in(Nodes& list, const std::function<void(Node*&)>& visit) {
  for (Node*& n : list) {
    if (n != nullptr) {
      visit(n);
    }
  }
}

}  // namespace

void each_child(Node* n, const std::function<void(Node*&)>& visit) {
  each_in(n->init, visit);
  each_in(n->lhs, visit);
  if (n->x != nullptr) {
    visit(n->x);
  }
  if (n->y != nullptr) {
    visit(n->y);
  }
  each_in(n->list, visit);
  each_in(n->body, visit);
  each_in(n->else_body, visit);
  each_in(n->late, visit);
}

bool any_node(const Node* n, const std::function<bool(const Node*)>& test) {
  if (n == nullptr) {
    return false;
  }
  if (test(n)) {
    return true;
  }
  bool found = false;
  each_child(const_cast<Node*>(n),
             [&](Node*& child) { found = found || any_node(child, test); });
  return found;
}

bool is_static_literal(const Node* n) {
  switch (n->op) {
    case Op::ArrayLit:
    case Op::StructLit:
      for (const Node* element : n->list) {
        if (!is_static_literal(element_value(element))) {
          return false;
        }
      }
      return true;
    case Op::Literal:
    case Op::Nil:
      return true;
    case Op::ConvIface: {
      const Node* value = n;
      while (value->op == Op::ConvIface) {
        value = value->x;
      }
      if (is_interface(value->type)) {
        return value->op == Op::Nil;
      }
      return (is_direct_interface(value->type) && value->op == Op::Nil) ||
             is_static_literal(value);
    }
    default:
      return false;
  }
}

bool needs_defer_wrapper(const Node* call) {
  return call->op != Op::CallFunc || !call->sig->params.empty() || !call->sig->results.empty();
}

size_t result_number(const ir::Dialect& dialect, const Func* fn) {
  if (!dialect.numbers_results_behind_parameters) {
    return fn->results.size();
  }
  const auto unnamed = std::count_if(
      fn->results.begin(), fn->results.end(),
      [](const Name* result) { return result != nullptr && result->name.starts_with('~'); });
  return fn->params.size() - (fn->sig.has_receiver ? 1 : 0) + static_cast<size_t>(unnamed);
}

}  // namespace prologo::lower
