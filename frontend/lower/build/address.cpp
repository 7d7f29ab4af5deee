// Addresses of expressions, and the checks on the way: nil pointers and bounds.

#include "frontend/lower/build/builder.h"
#include "frontend/lower/types.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

// The address of n: never nil.
ir::Value* Builder::address(const Node* n) {
  if (n->op == Op::Name) {
    return name_address(n->name, pointer_to(n->type));
  }
  At at(*this, n->pos);
  return address_body(n);
}

ir::Value* Builder::address_body(const Node* n) {
  const Type* pointer = pointer_to(n->type);
  switch (n->op) {
    case Op::LinkSym:
      return symbol_address(pointer, n->sym, n->offset);
    case Op::Result:
      return result_address_of_call(previous_call_, n->index, n->type);
    case Op::Index:
      return element_address(n, pointer);
    case Op::Deref:
      return checked_pointer(n->x, n->nonnil || n->bounded);
    case Op::Dot:
      return off_ptr(pointer, n->offset, address(n->x));
    case Op::DotPtr: {
      Value* p = checked_pointer(n->x, n->nonnil || n->bounded);
      return off_ptr(pointer, n->offset, p);
    }
    case Op::ConvNop:
      if (n->type == n->x->type) {
        return address(n->x);
      }
      return value(ir::Op::Copy, pointer, {address(n->x)});
    case Op::CallFunc:
    case Op::CallInter:
      return call(n, CallKind::Normal, true);
    case Op::DotType: {
      Value* v = assertion(n, false).value;
      ENSURE(v->op == ir::Op::Load);
      return v->arg(0);
    }
    default:
      UNREACHABLE("no address: " + std::string(op_name(n->op)));
  }
}

ir::Value* Builder::name_address(const Name* name, const Type* pointer) {
  if (auto it = heap_addresses_.find(name); it != heap_addresses_.end()) {
    return read_variable(it->second);
  }
  if (name->heap_addr != nullptr) {
    return read_variable(variable_of(name->heap_addr));
  }
  if (name->cls == Name::Class::Extern) {
    return symbol_address(pointer, name->sym, 0);
  }
  return local_address(variable_of(name));
}

ir::Value* Builder::symbol_address(const Type* pointer, const ir::Symbol* symbol,
                                   int64_t offset) {
  Value* v = entry_value(ir::Op::Addr, pointer, symbol, {sb_});
  if (offset != 0) {
    v = entry_value(ir::Op::OffPtr, pointer, {}, {v}, offset);
  }
  return v;
}

ir::Value* Builder::element_address(const Node* n, const Type* pointer) {
  if (n->x->type->kind == ir::Kind::Slice) {
    Value* slice = expr(n->x);
    Value* index = expr(n->y);
    Value* len = value(ir::Op::SliceLen, int_type(), {slice});
    index = bounds_check(index, len, ir::BoundsKind::Index, n->bounded);
    Value* base = value(ir::Op::SlicePtr, pointer, {slice});
    return value(ir::Op::PtrIndex, pointer, {base, index});
  }
  Value* base = address(n->x);
  Value* index = expr(n->y);
  Value* len = constant_int(n->x->type->length);
  index = bounds_check(index, len, ir::BoundsKind::Index, n->bounded);
  return value(ir::Op::PtrIndex, pointer_to(n->x->type->elem), {base, index});
}

ir::Value* Builder::checked_pointer(const Node* pointer, bool nonnil) {
  Value* p = expr(pointer);
  if (!nonnil && !pointer->nonnil) {
    nil_check(p);
  }
  return p;
}

void Builder::nil_check(Value* pointer) {
  if (fn_.no_nil_checks) {
    return;
  }
  value(ir::Op::NilCheck, basic(ir::Kind::Void), {pointer, memory()});
}

// An index in the width of int.
ir::Value* Builder::extend_index(Value* index) {
  bool has_sign = index->type->is_signed();
  switch (index->type->size) {
    case 1:
      return value(has_sign ? ir::Op::SignExt8to64 : ir::Op::ZeroExt8to64, int_type(), {index});
    case 2:
      return value(has_sign ? ir::Op::SignExt16to64 : ir::Op::ZeroExt16to64, int_type(),
                   {index});
    case 4:
      return value(has_sign ? ir::Op::SignExt32to64 : ir::Op::ZeroExt32to64, int_type(),
                   {index});
    default:
      return index;
  }
}

// Goes on only if 0 <= index < len (<= len for slices); else a block of its own panics.
ir::Value* Builder::bounds_check(Value* index, Value* len, ir::BoundsKind kind, bool bounded) {
  index = extend_index(index);
  if (bounded) {
    return index;
  }
  if (module_.dialect->panics_without_index && kind != ir::BoundsKind::Convert) {
    const bool of_index = kind == ir::BoundsKind::Index;
    const ir::Op compare = of_index ? ir::Op::IsInBounds : ir::Op::IsSliceInBounds;
    check(value(compare, bool_type(), {index, len}), of_index ? "panicindex" : "panicslice");
    return index;
  }
  Block* next = new_block();
  Block* panic = new_block(ir::BlockKind::Exit);
  if (!index->type->is_signed() && kind != ir::BoundsKind::Convert) {
    kind = static_cast<ir::BoundsKind>(static_cast<int>(kind) + 1);
  }
  bool is_index = kind == ir::BoundsKind::Index || kind == ir::BoundsKind::IndexU;
  Value* ok =
      value(is_index ? ir::Op::IsInBounds : ir::Op::IsSliceInBounds, bool_type(), {index, len});
  Block* b = end_with_if(ok, ir::Likely::Likely);
  ir::add_edge(b, next);
  ir::add_edge(b, panic);
  start_block(panic);
  Value* call = value_i(ir::Op::PanicBounds, memory_type(), static_cast<int64_t>(kind),
                        {index, len, memory()});
  ir::set_control(end_block(), call);
  start_block(next);
  return index;
}

}  // namespace prologo::lower
