// Ordering of assignments.

#include "frontend/lower/conversions.h"
#include "frontend/lower/order/orderer.h"
#include "frontend/lower/query.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

void Orderer::assign_from_call(Node* n) {
  exprs(n->lhs);
  take_init(n->list[0]);
  if (n->list[0]->op == Op::InlinedCall) {
    stmts(n->list[0]->body);
    n->op = Op::As2;
    n->list = Nodes(n->list[0]->list);
    exprs(n->list);
    out_.push_back(n);
  } else {
    call(n->list[0]);
    assign_results(n);
  }
}

void Orderer::assign(Node* n) {
  const Mark top = mark();
  n->x = expr(n->x);
  n->y = expr(n->y, n->x);
  keep_map_assign(n);
  clean(top);
}

// The value of m[k] = v must not move the element between the two.
void Orderer::keep_map_assign(Node* n) {
  if (n->x->op == Op::IndexMap && n->y != nullptr) {
    n->y = safe_map_value(n->y);
  }
  out_.push_back(n);
}

Node* Orderer::safe_map_value(Node* n) {
  if (n->op != Op::Append) {
    return cheap(n);
  }
  for (size_t i = 1; i < n->list.size(); ++i) {
    n->list[i] = cheap(n->list[i]);
  }
  return n;
}

// The parts of a sum of strings, or one string.
static void append_strings(Nodes& parts, Node* n) {
  if (n->op == Op::AddStr) {
    parts.insert(parts.end(), n->list.begin(), n->list.end());
  } else {
    parts.push_back(n);
  }
}

void Orderer::assign_op(Node* n) {
  const Mark top = mark();
  const bool keeps_value = cx_.module.dialect->op_assigns_keep_value;
  n->x = expr(n->x);
  if (!keeps_value) {
    n->y = expr(n->y);
  }
  const bool may_panic = n->sub_op == Op::Div || n->sub_op == Op::Mod;
  if (keeps_value || (n->x->op == Op::IndexMap && may_panic)) {
    // Read first: a failing division must not leave a new element behind.
    Node* target = safe(n->x);
    Node* value = cx_.copy(target);
    value->assigned = false;
    Node* current = copy_expr(value);
    Node* operation = cx_.unit.node(n->sub_op, n->pos, target->type);
    if (n->sub_op == Op::AddStr) {
      operation->list = {current};
      append_strings(operation->list, n->y);
    } else {
      operation->x = current;
      operation->y = n->y;
    }
    Node* as = cx_.unit.node(Op::As, n->pos);
    as->x = target;
    as->y = expr(operation);
    keep_map_assign(as);
    return clean(top);
  }
  keep_map_assign(n);
  clean(top);
}

// a, m[k], b = x, y, z. Where values are copied first, the first element of a map and what
// follows come last, from temporaries: finding the element may panic, and then a has been
// assigned.
void Orderer::assign_list(Node* n) {
  exprs(n->lhs);
  exprs(n->list);
  Nodes last;
  for (Node*& target : n->lhs) {
    if (last.empty() &&
        !(cx_.module.dialect->list_values_are_copied && target->op == Op::IndexMap)) {
      continue;
    }
    if (!is_blank(target)) {
      Node* element = kept_target(target);
      target = new_temp(element->type, false);
      last.push_back(cx_.assign(element, target));
    }
  }
  out_.push_back(n);
  out_.insert(out_.end(), last.begin(), last.end());
}

// The target with its operands as they are now.
Node* Orderer::kept_target(Node* n) {
  const auto keep = [this](Node*& operand) {
    operand = is_auto_temp(operand) ? operand : copy_expr(operand);
  };
  switch (n->op) {
    case Op::Name:
      break;
    case Op::Dot:
      n->x = kept_target(n->x);
      break;
    case Op::DotPtr:
    case Op::Deref:
      keep(n->x);
      break;
    case Op::Index:
      if (n->x->type->kind == Kind::Array) {
        n->x = kept_target(n->x);
        if (is_constant(n->y)) {
          break;
        }
      } else {
        keep(n->x);
      }
      keep(n->y);
      break;
    case Op::IndexMap:
      keep(n->x);
      keep(n->y);
      break;
    default:
      UNREACHABLE("order: unexpected target");
  }
  return n;
}

// v, ok = x.(T), v, ok = m[k] and v, ok = <-c.
void Orderer::assign_pair(Node* n) {
  const Mark top = mark();
  exprs(n->lhs);
  Node* value = n->list[0];
  value->x = expr(value->x);
  if (value->op == Op::IndexMap) {
    value->y = expr(value->y);
    use_bytes_as_key(value->y);
    value->y = map_key(value->x->type, value->y);
  }
  assign_ok(n);
  clean(top);
}

// Results go to temporaries, and from there to their targets.
void Orderer::assign_results(Node* n) {
  Node* as = cx_.unit.node(Op::As2, n->pos);
  const ir::Signature& sig = *n->list[0]->sig;
  for (size_t i = 0; i < n->lhs.size(); ++i) {
    if (is_blank(n->lhs[i])) {
      continue;
    }
    const ir::Type* type = sig.results[i].type;
    Node* temp = new_temp(type, type->has_pointers());
    as->lhs.push_back(n->lhs[i]);
    as->list.push_back(temp);
    n->lhs[i] = temp;
  }
  out_.push_back(n);
  stmt(as);
}

void Orderer::assign_ok(Node* n) {
  Node* as = cx_.unit.node(Op::As2, n->pos);
  const ir::Type* parts[] = {n->list[0]->type, cx_.basic(Kind::Bool)};
  for (size_t i = 0; i < 2; ++i) {
    Node* target = n->lhs[i];
    if (is_blank(target)) {
      continue;
    }
    Node* temp = new_temp(parts[i], parts[i]->has_pointers());
    n->lhs[i] = temp;
    as->lhs.push_back(target);
    const bool named_bool = i == 1 && !is_interface(target->type);
    as->list.push_back(named_bool ? cx_.conv(temp, target->type)
                                  : assign_conv(cx_, temp, target->type));
  }
  out_.push_back(n);
  stmt(as);
}

}  // namespace prologo::lower
