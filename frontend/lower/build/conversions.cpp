// Conversions between numbers, and those that only change the type. Those that need control
// flow (64-bit unsigned integers and floats) are in expressions.cpp.

#include "frontend/lower/build/builder.h"
#include "support/ensure.h"

namespace prologo::lower {

ir::Value* Builder::convert_nop(const Node* n) {
  Value* x = expr(n->x);
  const Type* from = n->x->type;
  const Type* to = n->type;
  if (to == from && !n->renames) {
    return x;
  }
  // Keeps the step between pointer and integer visible, so that neither is taken for the other.
  if (to->is_pointer_shaped() != from->is_pointer_shaped()) {
    return value(ir::Op::Convert, to, {x, memory()});
  }
  ENSURE_MSG(from->size == to->size, "no conversion " + from->name + " to " + to->name);
  return value(ir::Op::Copy, to, {x});
}

ir::Value* Builder::convert(const Node* n, Value* v, const Type* from, const Type* to) {
  if (from->is_boolean() && to->kind == ir::Kind::Uint8) {
    return value(ir::Op::CvtBoolToUint8, to, {v});
  }
  if (from->is_integer() && to->is_integer()) {
    return convert_integer(v, from, to);
  }
  if (from->is_complex() && to->is_complex()) {
    return convert_complex(v, from, to);
  }
  ENSURE_MSG(from->is_float() || to->is_float(),
             "no conversion " + from->name + " to " + to->name);
  return convert_float(n, v, from, to);
}

ir::Value* Builder::convert_integer(Value* v, const Type* from, const Type* to) {
  using O = ir::Op;
  // By log2 of the sizes: from, to.
  static constexpr O kSigned[4][4] = {
      {O::Copy, O::SignExt8to16, O::SignExt8to32, O::SignExt8to64},
      {O::Trunc16to8, O::Copy, O::SignExt16to32, O::SignExt16to64},
      {O::Trunc32to8, O::Trunc32to16, O::Copy, O::SignExt32to64},
      {O::Trunc64to8, O::Trunc64to16, O::Trunc64to32, O::Copy}};
  static constexpr O kUnsigned[4][4] = {
      {O::Copy, O::ZeroExt8to16, O::ZeroExt8to32, O::ZeroExt8to64},
      {O::Trunc16to8, O::Copy, O::ZeroExt16to32, O::ZeroExt16to64},
      {O::Trunc32to8, O::Trunc32to16, O::Copy, O::ZeroExt32to64},
      {O::Trunc64to8, O::Trunc64to16, O::Trunc64to32, O::Copy}};
  auto row = [](const Type* t) {
    return t->size == 1 ? 0 : t->size == 2 ? 1 : t->size == 4 ? 2 : 3;
  };
  return value((from->is_signed() ? kSigned : kUnsigned)[row(from)][row(to)], to, {v});
}

static ir::Op float_conversion(const ir::Type* from, const ir::Type* to) {
  if (from->size == to->size) {
    return from->size == 4 ? ir::Op::Round32F : ir::Op::Round64F;
  }
  return from->size == 4 ? ir::Op::Cvt32Fto64F : ir::Op::Cvt64Fto32F;
}

ir::Value* Builder::convert_complex(Value* v, const Type* from, const Type* to) {
  const Type* from_part = float_part(from);
  const Type* to_part = float_part(to);
  ir::Op op = float_conversion(from_part, to_part);
  Value* real = value(op, to_part, {value(ir::Op::ComplexReal, from_part, {v})});
  Value* imag = value(op, to_part, {value(ir::Op::ComplexImag, from_part, {v})});
  return value(ir::Op::ComplexMake, to, {real, imag});
}

// Integers narrower than 32 bits go by way of int32, uint32 by way of int64.
ir::Value* Builder::convert_float(const Node* n, Value* v, const Type* from, const Type* to) {
  if (from->is_float() && to->is_float()) {
    return value(float_conversion(from, to), to, {v});
  }
  const Type* integer = from->is_float() ? to : from;
  const Type* floating = from->is_float() ? from : to;
  bool is_unsigned = !integer->is_signed();
  if (is_unsigned && integer->size == 8) {
    return from->is_float() ? float_to_uint64(n, v, from, to) : uint64_to_float(n, v, from, to);
  }
  bool by_int64 = integer->size == 8 || (is_unsigned && integer->size == 4);
  const Type* middle = basic(by_int64 ? ir::Kind::Int64 : ir::Kind::Int32);
  bool is_double = floating->size == 8;
  if (from->is_float()) {
    ir::Op op = by_int64 ? (is_double ? ir::Op::Cvt64Fto64 : ir::Op::Cvt32Fto64)
                         : (is_double ? ir::Op::Cvt64Fto32 : ir::Op::Cvt32Fto32);
    if (integer->size == middle->size) {
      return value(op, to, {v});
    }
    return convert_integer(value(op, middle, {v}), middle, to);
  }
  if (integer->size != middle->size) {
    v = convert_integer(v, from, middle);
  }
  return value(by_int64 ? (is_double ? ir::Op::Cvt64to64F : ir::Op::Cvt64to32F)
                        : (is_double ? ir::Op::Cvt32to64F : ir::Op::Cvt32to32F),
               to, {v});
}

}  // namespace prologo::lower
