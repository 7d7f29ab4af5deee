// Loads, stores, moves and clearing of memory, under assignments.

#include "frontend/lower/build/builder.h"
#include "frontend/lower/types.h"
#include "support/ensure.h"

namespace prologo::lower {

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

}  // namespace prologo::lower
