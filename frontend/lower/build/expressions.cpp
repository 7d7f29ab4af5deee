// Expressions.

#include "frontend/lower/build/builder.h"
#include "frontend/lower/query.h"
#include "frontend/lower/types.h"
#include "support/ensure.h"

namespace prologo::lower {

// Names stand where they are declared, so they take over the position around them.
ir::Value* Builder::expr(const Node* n) {
  At at(*this, n->op == Op::Name ? Pos{} : n->pos);
  statements(n->init);
  return expr_body(n);
}

// One arm an operation. NOLINTNEXTLINE(readability-function-size)
ir::Value* Builder::expr_body(const Node* n) {
  switch (n->op) {
    case Op::Name:
      return name_expr(n);
    case Op::FuncCode:
      return entry_value(ir::Op::Addr, n->type, code_symbol(n->name), {sb_});
    case Op::LinkSym:
      return load(n->type, address(n));
    case Op::Nil:
      return nil(n->type);
    case Op::Literal:
      return literal(n);
    case Op::BytesToStrTmp: {
      Value* slice = expr(n->x);
      Value* ptr = value(ir::Op::SlicePtr, byte_pointer(), {slice});
      Value* len = value(ir::Op::SliceLen, int_type(), {slice});
      return value(ir::Op::StringMake, n->type, {ptr, len});
    }
    case Op::StrToBytesTmp: {
      Value* string = expr(n->x);
      Value* ptr = value(ir::Op::StringPtr, byte_pointer(), {string});
      Value* len = value(ir::Op::StringLen, int_type(), {string});
      return value(ir::Op::SliceMake, n->type, {ptr, len, len});
    }
    case Op::ConvNop:
      return convert_nop(n);
    case Op::Conv: {
      Value* x = expr(n->x);
      return convert(n, x, n->x->type, n->type);
    }
    case Op::DotType:
      return assertion(n, false).value;
    case Op::Lt:
    case Op::Eq:
    case Op::Ne:
    case Op::Le:
    case Op::Ge:
    case Op::Gt:
      return compare(n);
    case Op::Mul:
    case Op::Div:
    case Op::Mod:
    case Op::Add:
    case Op::Sub:
    case Op::And:
    case Op::Or:
    case Op::Xor:
      return arithmetic(n);
    case Op::AndNot:
      return and_not(n);
    case Op::Lsh:
    case Op::Rsh:
      return shift(n);
    case Op::AndAnd:
    case Op::OrOr:
      return short_circuit(n);
    case Op::Neg:
    case Op::Not:
    case Op::BitNot:
    case Op::Real:
    case Op::Imag:
    case Op::Plus:
    case Op::Sptr:
    case Op::Itab:
    case Op::Idata:
      return unary(n);
    case Op::Complex: {
      Value* real = expr(n->x);
      Value* imag = expr(n->y);
      return value(ir::Op::ComplexMake, n->type, {real, imag});
    }
    case Op::Addr:
      if (n->x->op == Op::LinkSym) {
        // Code words of closures and itabs are uintptr, though they are addresses.
        return symbol_address(n->type, n->x->sym, n->x->offset);
      }
      return address(n->x);
    case Op::Result:
      ENSURE(previous_call_ != nullptr);
      return result_of_call(previous_call_, n->index, n->type);
    case Op::Deref: {
      Value* p = checked_pointer(n->x, n->nonnil || n->bounded);
      return load(n->type, p);
    }
    case Op::Dot:
      return field(n);
    case Op::DotPtr: {
      Value* p = checked_pointer(n->x, n->nonnil || n->bounded);
      return load(n->type, off_ptr(pointer_to(n->type), n->offset, p));
    }
    case Op::Index:
      return element(n);
    case Op::Len:
    case Op::Cap:
      return length(n);
    case Op::EFace: {
      Value* first = expr(n->x);
      Value* data = expr(n->y);
      return value(ir::Op::IMake, n->type, {first, data});
    }
    case Op::SliceHeader: {
      Value* ptr = expr(n->x);
      Value* len = expr(n->list[0]);
      Value* cap = expr(n->list[1]);
      return value(ir::Op::SliceMake, n->type, {ptr, len, cap});
    }
    case Op::StringHeader: {
      Value* ptr = expr(n->x);
      Value* len = expr(n->y);
      return value(ir::Op::StringMake, n->type, {ptr, len});
    }
    case Op::Slice:
    case Op::SliceArr:
    case Op::Slice3:
    case Op::Slice3Arr:
    case Op::SliceStr:
      return slice_expr(n);
    case Op::SliceToArrayPtr:
      return slice_to_array_pointer(n);
    case Op::CallFunc:
    case Op::CallInter:
      return call_result(n, CallKind::Normal);
    case Op::GetCallerSp:
      return value(ir::Op::GetCallerSP, n->type);
    case Op::Append:
      return append(n, false);
    case Op::StructLit:
    case Op::ArrayLit:
      ENSURE_MSG(is_zero(n), "a composite literal survived walk");
      return zero_value(n->type);
    case Op::New:
      if (n->y != nullptr && n->type->elem->size > 0) {
        return new_object(n->type->elem, expr(n->y));
      }
      return new_object(n->type->elem);
    case Op::UnsafeAdd: {
      Value* pointer = expr(n->x);
      Value* offset = expr(n->y);
      offset = convert(n, offset, offset->type, uintptr_type());
      return value(ir::Op::AddPtr, n->type, {pointer, offset});
    }
    default:
      UNREACHABLE("expression " + std::string(op_name(n->op)) + " survived walk");
  }
}

// ---- Leaves ----

// Func values point to code of their own ABI; a function of another one has a wrapper, which
// bears its plain name.
const ir::Symbol* Builder::code_symbol(const Name* function) {
  bool is_own = function->abi == nullptr || function->abi == options_.value_abi;
  return is_own ? function->sym : module_.symbol(function->name);
}

ir::Value* Builder::name_expr(const Node* n) {
  const Name* name = n->name;
  if (name->cls == Name::Class::Func) {
    // The value of a function is the address of its closure object.
    ENSURE_MSG(name->value_sym != nullptr, "no closure object: " + name->name);
    return entry_value(ir::Op::Addr, pointer_to(n->type), name->value_sym, {sb_});
  }
  if (can_ssa(n)) {
    return read_variable(variable_of(name));
  }
  return load(n->type, name_address(name, pointer_to(n->type)));
}

ir::Value* Builder::nil(const Type* type) {
  if (type->kind == ir::Kind::Slice || type->kind == ir::Kind::Interface) {
    return zero_value(type);
  }
  return constant_nil(type);
}

ir::Value* Builder::literal(const Node* n) {
  const Constant& c = *n->value;
  switch (c.kind) {
    case Constant::Kind::Int:
      return constant_int(n->type, c.i);
    case Constant::Kind::Bool:
      return constant_bool(c.i != 0);
    case Constant::Kind::Float:
      return constant_float(n->type, c.re);
    case Constant::Kind::String:
      if (c.s.empty()) {
        return zero_value(n->type);
      }
      return entry_value(ir::Op::ConstString, n->type, module_.text(c.s));
    case Constant::Kind::Complex: {
      const Type* part = float_part(n->type);
      Value* real = constant_float(part, c.re);
      Value* imag = constant_float(part, c.im);
      return value(ir::Op::ComplexMake, n->type, {real, imag});
    }
    default:
      UNREACHABLE("a literal without value");
  }
}

ir::Value* Builder::unary(const Node* n) {
  Value* a = expr(n->x);
  switch (n->op) {
    case Op::Plus:
      return a;
    case Op::Neg:
      if (n->type->is_complex()) {
        const Type* part = float_part(n->type);
        ir::Op op = operation(Op::Neg, part);
        Value* real = value(op, part, {value(ir::Op::ComplexReal, part, {a})});
        Value* imag = value(op, part, {value(ir::Op::ComplexImag, part, {a})});
        return value(ir::Op::ComplexMake, n->type, {real, imag});
      }
      return value(operation(Op::Neg, n->type), a->type, {a});
    case Op::Real:
      return value(ir::Op::ComplexReal, n->type, {a});
    case Op::Imag:
      return value(ir::Op::ComplexImag, n->type, {a});
    case Op::Sptr:
      return value(n->x->type->kind == ir::Kind::Slice ? ir::Op::SlicePtr : ir::Op::StringPtr,
                   n->type, {a});
    case Op::Itab:
      return value(ir::Op::ITab, n->type, {a});
    case Op::Idata:
      return value(ir::Op::IData, n->type, {a});
    default:
      return value(operation(n->op, n->type), a->type, {a});
  }
}

// ---- Lengths ----

ir::Value* Builder::length(const Node* n) {
  switch (n->x->type->kind) {
    case ir::Kind::Slice: {
      ir::Op op = n->op == Op::Cap ? ir::Op::SliceCap : ir::Op::SliceLen;
      return value(op, int_type(), {expr(n->x)});
    }
    case ir::Kind::String:
      return value(ir::Op::StringLen, int_type(), {expr(n->x)});
    case ir::Kind::Map:
    case ir::Kind::Chan:
      return length_of_reference(n, expr(n->x));
    default:
      return constant_int(n->x->type->length);
  }
}

template <typename Then, typename Otherwise>
ir::Value* Builder::two_ways(const Node* n, const Type* type, Value* condition,
                             ir::Likely likely, Then then, Otherwise otherwise) {
  Block* b = end_with_if(condition, likely);
  Block* first = new_block();
  Block* second = new_block();
  Block* after = new_block();
  ir::add_edge(b, first);
  start_block(first);
  define(n, then());
  end_block();
  ir::add_edge(first, after);
  ir::add_edge(b, second);
  start_block(second);
  define(n, otherwise());
  end_block();
  ir::add_edge(second, after);
  start_block(after);
  return current_value(n, type);
}

// len and cap of a map or channel: zero if nil, else the first or second word of what it
// points to.
ir::Value* Builder::length_of_reference(const Node* n, Value* x) {
  Value* nil_pointer = constant_nil(uintptr_type());
  Value* is_nil = value(ir::Op::EqPtr, bool_type(), {x, nil_pointer});
  return two_ways(
      n, n->type, is_nil, ir::Likely::Unlikely, [&] { return zero_value(n->type); },
      [&] {
        if (n->op == Op::Len) {
          return load(n->type, x);
        }
        return load(n->type, off_ptr(pointer_to(n->type), n->type->size, x));
      });
}

// ---- Parts ----

ir::Value* Builder::field(const Node* n) {
  if (n->x->op == Op::StructLit) {
    ENSURE_MSG(is_zero(n->x), "a composite literal survived walk");
    return zero_value(n->type);
  }
  // In memory: load only the field.
  if (is_addressable(n) && !can_ssa(n)) {
    return load(n->type, address(n));
  }
  Value* v = expr(n->x);
  return value_i(ir::Op::StructSelect, n->type, n->index, {v});
}

ir::Value* Builder::element(const Node* n) {
  const Type* of = n->x->type;
  if (of->kind == ir::Kind::String) {
    return string_element(n);
  }
  if (of->kind == ir::Kind::Array && can_be_ssa(of)) {
    return small_array_element(n);
  }
  return load(of->elem, address(n));
}

ir::Value* Builder::string_element(const Node* n) {
  bool is_constant = is_literal(n->y, Constant::Kind::Int);
  const Type* byte = basic(ir::Kind::Uint8);
  if (n->bounded && is_constant && is_literal(n->x, Constant::Kind::String)) {
    char c = n->x->value->s[static_cast<size_t>(n->y->value->i)];
    return value_i(ir::Op::Const8, byte, static_cast<int8_t>(c));
  }
  Value* string = expr(n->x);
  Value* index = expr(n->y);
  Value* len = value(ir::Op::StringLen, int_type(), {string});
  index = bounds_check(index, len, ir::BoundsKind::Index, n->bounded);
  Value* ptr = value(ir::Op::StringPtr, byte_pointer(), {string});
  if (is_constant) {
    ptr = off_ptr(byte_pointer(), n->y->value->i, ptr);
  } else {
    ptr = value(ir::Op::AddPtr, byte_pointer(), {ptr, index});
  }
  return load(byte, ptr);
}

ir::Value* Builder::small_array_element(const Node* n) {
  Value* array = expr(n->x);
  Value* index = expr(n->y);
  if (n->x->type->length == 0) {
    Value* z = constant_int(0);
    bounds_check(z, z, ir::BoundsKind::Index, false);
    return zero_value(n->type);
  }
  bounds_check(index, constant_int(n->x->type->length), ir::BoundsKind::Index, n->bounded);
  return value_i(ir::Op::ArraySelect, n->type, 0, {array});
}

// ---- Conversions that branch ----

// The machine converts signed integers only. Above 2^63: halve (keeping the lowest bit, which
// decides rounding), convert, double.
ir::Value* Builder::uint64_to_float(const Node* n, Value* v, const Type* from, const Type* to) {
  bool is_double = to->size == 8;
  ir::Op convert_op = is_double ? ir::Op::Cvt64to64F : ir::Op::Cvt64to32F;
  Value* is_small = value(ir::Op::Leq64, bool_type(), {zero_value(from), v});
  return two_ways(
      n, n->type, is_small, ir::Likely::Likely, [&] { return value(convert_op, to, {v}); },
      [&] {
        Value* one = constant_int(from, 1);
        Value* low = value(ir::Op::And64, from, {v, one});
        Value* half = value(ir::Op::Rsh64Ux64, from, {v, one});
        half = value(ir::Op::Or64, from, {half, low});
        Value* converted = value(convert_op, to, {half});
        return value(is_double ? ir::Op::Add64F : ir::Op::Add32F, to, {converted, converted});
      });
}

// From 2^63 on: subtract it first and put the top bit back.
ir::Value* Builder::float_to_uint64(const Node* n, Value* v, const Type* from, const Type* to) {
  bool is_double = from->size == 8;
  ir::Op convert_op = is_double ? ir::Op::Cvt64Fto64 : ir::Op::Cvt32Fto64;
  Value* cutoff = constant_float(from, 9223372036854775808.0);
  Value* is_small =
      value(is_double ? ir::Op::Less64F : ir::Op::Less32F, bool_type(), {v, cutoff});
  return two_ways(
      n, n->type, is_small, ir::Likely::Likely, [&] { return value(convert_op, to, {v}); },
      [&] {
        Value* rest = value(is_double ? ir::Op::Sub64F : ir::Op::Sub32F, from, {v, cutoff});
        rest = value(convert_op, to, {rest});
        Value* top = constant_int(to, INT64_MIN);
        return value(ir::Op::Or64, to, {rest, top});
      });
}

}  // namespace prologo::lower
