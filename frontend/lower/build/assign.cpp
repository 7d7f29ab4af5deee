// Assignments; the memory operations under them are in stores.cpp.

#include "frontend/lower/build/builder.h"
#include "frontend/lower/query.h"
#include "frontend/lower/types.h"
#include "support/ensure.h"

namespace prologo::lower {

// The whole local variable that an assignment to `n` overwrites, or null.
const Name* Builder::clobbered_name(const Node* n) {
  while (
      (n->op == Op::Dot && n->x->type->fields.size() == 1) ||
      (n->op == Op::Index && n->x->type->kind == ir::Kind::Array && n->x->type->length == 1)) {
    n = n->x;
  }
  return n->op == Op::Name && is_on_stack(n->name) ? n->name : nullptr;
}

// left = right; with `deref` left = *right, or left = zero if right is null.
void Builder::assign(const Node* left, Value* right, bool deref, uint8_t skip,
                     bool may_overlap) {
  if (left == nullptr || is_blank(left)) {
    return;
  }
  if (can_ssa(left)) {
    ENSURE(!deref);
    assign_ssa(left, right);
    return;
  }
  bool is_temp = is_auto_temp(left);
  if (const Name* name = clobbered_name(left); name != nullptr && skip == 0) {
    var_def_marked(variable_of(name), !name->is_autotmp);
  }
  Value* to = address(left);
  if (!deref) {
    store_type(left->type, to, right, skip, !is_temp);
  } else if (right == nullptr) {
    zero(left->type, to);
  } else {
    move(left->type, to, right, may_overlap);
  }
}

void Builder::assign_ssa(const Node* left, Value* right) {
  if (left->op == Op::Dot) {
    assign_ssa_field(left, right);
  } else if (left->op == Op::Index) {
    assign_ssa_element(left, right);
  } else {
    Variable* variable = variable_of(left->name);
    define(variable, right);
    name_value(variable, right);
  }
}

// x.f = v makes a new struct of the new field and the old others.
void Builder::assign_ssa_field(const Node* left, Value* right) {
  const Type* type = left->x->type;
  Value* old = expr(left->x);
  static constexpr ir::Op kMake[] = {ir::Op::StructMake0, ir::Op::StructMake1,
                                     ir::Op::StructMake2, ir::Op::StructMake3,
                                     ir::Op::StructMake4};
  Value* made = value(kMake[type->fields.size()], type);
  for (size_t i = 0; i < type->fields.size(); i++) {
    if (static_cast<int>(i) == left->index) {
      ir::add_arg(made, right);
    } else {
      ir::add_arg(made, value_i(ir::Op::StructSelect, type->fields[i].type,
                                static_cast<int64_t>(i), {old}));
    }
  }
  assign(left->x, made);
}

void Builder::assign_ssa_element(const Node* left, Value* right) {
  At at(*this, left->pos);
  const Type* type = left->x->type;
  Value* index = expr(left->y);
  if (type->length == 0) {
    Value* z = constant_int(0);
    bounds_check(z, z, ir::BoundsKind::Index, false);
    return;
  }
  bounds_check(index, constant_int(1), ir::BoundsKind::Index, false);
  assign(left->x, value(ir::Op::ArrayMake1, type, {right}));
}

// Assigns to a whole local variable that has no node.
void Builder::assign_variable(Variable* variable, Value* v) {
  if (can_ssa(variable)) {
    define(variable, v);
    name_value(variable, v);
    return;
  }
  var_def_marked(variable, !variable->is_autotmp);
  Value* to = variable->cls == Variable::Class::Result
                  ? value_marked(ir::Op::LocalAddr, pointer_to(variable->type), variable,
                                 {sp_, memory()}, true)
                  : local_address(variable);
  store_type(variable->type, to, v, 0, !variable->is_autotmp);
}

// Left and right may be parts of overlapping memory.
bool Builder::may_overlap(const Node* n) {
  const Node* right = n->y;
  if (right == nullptr || n->def) {
    return false;
  }
  if (n->x->op == Op::Name && right->op == Op::Name) {
    return false;
  }
  switch (right->op) {
    case Op::Deref: {
      const Node* pointer = right->x;
      while (pointer->op == Op::ConvNop) {
        pointer = pointer->x;
      }
      return !(pointer->op == Op::Sptr && pointer->x->type->kind == ir::Kind::String);
    }
    case Op::Result:
    case Op::CallFunc:
    case Op::CallInter:
      return false;
    default:
      return true;
  }
}

// `s = s[:j]` leaves the pointer, and what has no index, as it is.
uint8_t Builder::skip_mask(const Node* n) {
  const Node* right = n->y;
  if (right == nullptr ||
      (right->op != Op::Slice && right->op != Op::Slice3 && right->op != Op::SliceStr) ||
      !is_same_safe(right->x, n->x)) {
    return 0;
  }
  const Node* low = right->list[0];
  if (low != nullptr && !(is_literal(low, Constant::Kind::Int) && low->value->i == 0)) {
    return 0;
  }
  uint8_t mask = kSkipPtr;
  if (right->list[1] == nullptr) {
    mask |= kSkipLen;
  }
  if (right->list.size() < 3 || right->list[2] == nullptr) {
    mask |= kSkipCap;
  }
  return mask;
}

// Optimised: `s = append(s, ...)` on a slice in memory writes the pointer only when it grows.
bool Builder::append_in_place(const Node* n) {
  const Node* right = n->y;
  if (right == nullptr || right->op != Op::Append || !options_.optimise ||
      !is_same_safe(n->x, right->list[0]) || can_ssa(n->x)) {
    return false;
  }
  append(right, true);
  return true;
}

void Builder::assign_statement(const Node* n) {
  if (n->x != nullptr && n->x == n->y && n->x->op == Op::Name) {
    return;
  }
  const Node* right = n->y;
  if (right != nullptr && (right->op == Op::StructLit || right->op == Op::ArrayLit)) {
    ENSURE_MSG(is_zero(right), "a composite literal survived walk");
    right = nullptr;
  }
  if (n->x != nullptr && append_in_place(n)) {
    return;
  }
  if (n->x == nullptr || is_blank(n->x)) {
    if (right != nullptr) {
      expr(right);
    }
    return;
  }
  const Type* type = n->y != nullptr ? n->y->type : n->x->type;
  bool deref = !can_be_ssa(type);
  Value* v = nullptr;
  if (deref) {
    v = right != nullptr ? address(right) : nullptr;
  } else {
    v = right != nullptr ? expr(right) : zero_value(type);
  }
  assign(n->x, v, deref, right == nullptr ? 0 : skip_mask(n), may_overlap(n));
}

}  // namespace prologo::lower
