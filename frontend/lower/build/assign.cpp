// Assignments and the memory operations under them.

#include "frontend/lower/build/builder.h"
#include "frontend/lower/query.h"
#include "frontend/lower/types.h"
#include "support/ensure.h"

namespace prologo::lower {

// ---- Memory operations ----

ir::Value* Builder::load(const Type* type, Value* address) {
  return value(ir::Op::Load, type, {address, memory()});
}

void Builder::store(const Type* type, Value* address, Value* v) {
  set_memory(value_a(ir::Op::Store, memory_type(), type, {address, v, memory()}));
}

void Builder::zero(const Type* type, Value* address) {
  Value* v = value_i(ir::Op::Zero, memory_type(), type->size, {address, memory()});
  v->aux = type;
  set_memory(v);
}

void Builder::var_def(Variable* variable) { var_def_marked(variable, true); }

void Builder::var_def_marked(Variable* variable, bool may_mark) {
  set_memory(value_marked(ir::Op::VarDef, memory_type(), variable, {memory()}, may_mark));
}

static ir::Value* base_and_offset(ir::Value* v, int64_t& offset) {
  offset = 0;
  while (v->op == ir::Op::OffPtr) {
    offset += v->aux_int;
    v = v->arg(0);
  }
  return v;
}

// The same address whatever happens in between: one value, or two of one variable or symbol.
static bool is_same_pointer(const ir::Value* a, const ir::Value* b) {
  if (a == b) {
    return true;
  }
  if (a->op != b->op) {
    return false;
  }
  switch (a->op) {
    case ir::Op::OffPtr:
      return a->aux_int == b->aux_int && is_same_pointer(a->arg(0), b->arg(0));
    case ir::Op::Addr:
    case ir::Op::LocalAddr:
      return a->aux == b->aux;
    case ir::Op::AddPtr:
      return a->arg(1) == b->arg(1) && is_same_pointer(a->arg(0), b->arg(0));
    default:
      return false;
  }
}

// Two objects of `size` bytes certainly have no byte in common.
static bool are_disjoint(ir::Value* a, ir::Value* b, int64_t size) {
  if (a == b) {
    return false;
  }
  int64_t offset_a = 0;
  int64_t offset_b = 0;
  a = base_and_offset(a, offset_a);
  b = base_and_offset(b, offset_b);
  if (is_same_pointer(a, b)) {
    return offset_a + size <= offset_b || offset_b + size <= offset_a;
  }
  auto is_argument = [](const ir::Value* v) {
    return v->op == ir::Op::Arg || v->op == ir::Op::ArgIntReg;
  };
  switch (a->op) {
    case ir::Op::Addr:
    case ir::Op::LocalAddr:
      return b->op == ir::Op::Addr || b->op == ir::Op::LocalAddr || b->op == ir::Op::SP ||
             (is_argument(b) && a->arg(0)->op == ir::Op::SP);
    case ir::Op::Arg:
    case ir::Op::ArgIntReg:
      return b->op == ir::Op::SP || b->op == ir::Op::LocalAddr;
    default:
      return false;
  }
}

void Builder::move(const Type* type, Value* to, Value* from, bool may_overlap) {
  constexpr int64_t kAlwaysWhole = 16;
  constexpr int64_t kLargestInline = 1024;
  if (may_overlap && type->kind == ir::Kind::Array && type->length > 1 &&
      type->size > kAlwaysWhole &&
      !(type->size < kLargestInline && are_disjoint(to, from, type->size))) {
    move_overlapping(type, to, from);
    return;
  }
  Value* v = value_i(ir::Op::Move, memory_type(), type->size, {to, from, memory()});
  v->aux = type;
  set_memory(v);
}

// Arrays seen through pointers made from slices may overlap in part; Move cannot do that.
void Builder::move_overlapping(const Type* type, Value* to, Value* from) {
  if (type->has_pointers()) {
    runtime_call("typedmemmove", true, {}, {reflect_type(type), to, from});
  } else {
    runtime_call("memmove", true, {}, {to, from, constant_int(uintptr_type(), type->size)});
  }
}

static bool is_stack_address(const ir::Value* v) {
  while (v->op == ir::Op::OffPtr || v->op == ir::Op::AddPtr || v->op == ir::Op::PtrIndex ||
         v->op == ir::Op::Copy) {
    v = v->arg(0);
  }
  return v->op == ir::Op::SP || v->op == ir::Op::LocalAddr || v->op == ir::Op::SelectNAddr ||
         v->op == ir::Op::GetCallerSP;
}

// Stores that may need a write barrier are split, scalars first, so that the barriers of the
// pointers can share one test.
void Builder::store_type(const Type* type, Value* address, Value* v, uint8_t skip,
                         bool may_mark) {
  if (skip == 0 && (!type->has_pointers() || is_stack_address(address))) {
    set_memory(
        value_marked(ir::Op::Store, memory_type(), type, {address, v, memory()}, may_mark));
    return;
  }
  store_scalars(type, address, v, skip);
  if ((skip & kSkipPtr) == 0 && type->has_pointers()) {
    store_pointers(type, address, v);
  }
}

void Builder::store_slice_scalars(Value* address, Value* v, uint8_t skip) {
  const Type* int_pointer = pointer_to(int_type());
  if ((skip & kSkipLen) == 0) {
    Value* len = value(ir::Op::SliceLen, int_type(), {v});
    store(int_type(), off_ptr(int_pointer, 8, address), len);
  }
  if ((skip & kSkipCap) == 0) {
    Value* cap = value(ir::Op::SliceCap, int_type(), {v});
    store(int_type(), off_ptr(int_pointer, 16, address), cap);
  }
}

static bool is_off_heap_pointer(const ir::Type* type) {
  return type->kind == ir::Kind::Pointer && type->elem->not_in_heap;
}

void Builder::store_scalars(const Type* type, Value* address, Value* v, uint8_t skip) {
  if (type->is_pointer_shaped()) {
    if (is_off_heap_pointer(type)) {
      store(type, address, v);
    }
    return;
  }
  switch (type->kind) {
    case ir::Kind::String:
      if ((skip & kSkipLen) == 0) {
        Value* len = value(ir::Op::StringLen, int_type(), {v});
        store(int_type(), off_ptr(pointer_to(int_type()), 8, address), len);
      }
      return;
    case ir::Kind::Slice:
      store_slice_scalars(address, v, skip);
      return;
    case ir::Kind::Interface: {
      Value* first = value(ir::Op::ITab, byte_pointer(), {v});
      store(uintptr_type(), address, first);
      return;
    }
    case ir::Kind::Struct:
      for (size_t i = 0; i < type->fields.size(); i++) {
        const ir::Field& field = type->fields[i];
        Value* to = off_ptr(pointer_to(field.type), field.offset, address);
        Value* part = value_i(ir::Op::StructSelect, field.type, static_cast<int64_t>(i), {v});
        store_scalars(field.type, to, part, 0);
      }
      return;
    case ir::Kind::Array:
      if (type->length == 1) {
        store_scalars(type->elem, address, value_i(ir::Op::ArraySelect, type->elem, 0, {v}), 0);
      }
      return;
    default:
      store(type, address, v);
  }
}

void Builder::store_pointers(const Type* type, Value* address, Value* v) {
  if (type->is_pointer_shaped()) {
    if (!is_off_heap_pointer(type)) {
      store(type, address, v);
    }
    return;
  }
  switch (type->kind) {
    case ir::Kind::String:
      store(byte_pointer(), address, value(ir::Op::StringPtr, byte_pointer(), {v}));
      return;
    case ir::Kind::Slice: {
      const Type* pointer = pointer_to(type->elem);
      store(pointer, address, value(ir::Op::SlicePtr, pointer, {v}));
      return;
    }
    case ir::Kind::Interface: {
      Value* data = value(ir::Op::IData, byte_pointer(), {v});
      store(byte_pointer(), off_ptr(pointer_to(byte_pointer()), 8, address), data);
      return;
    }
    case ir::Kind::Struct:
      for (size_t i = 0; i < type->fields.size(); i++) {
        const ir::Field& field = type->fields[i];
        if (field.type->has_pointers()) {
          Value* to = off_ptr(pointer_to(field.type), field.offset, address);
          Value* part = value_i(ir::Op::StructSelect, field.type, static_cast<int64_t>(i), {v});
          store_pointers(field.type, to, part);
        }
      }
      return;
    case ir::Kind::Array:
      if (type->length == 1) {
        store_pointers(type->elem, address, value_i(ir::Op::ArraySelect, type->elem, 0, {v}));
      }
      return;
    default:
      UNREACHABLE("no pointers in " + type->name);
  }
}

// ---- Assignments ----

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
  if (low != nullptr && !(is_literal(low, Constant::Kind::Int) && low->value.i == 0)) {
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
