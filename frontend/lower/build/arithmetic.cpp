// Comparison, arithmetic, shifts, and what of them takes a branch.

#include "frontend/lower/build/builder.h"
#include "frontend/lower/query.h"
#include "frontend/lower/types.h"
#include "support/ensure.h"

namespace prologo::lower {

// ---- Comparison ----

ir::Value* Builder::compare(const Node* n) {
  Value* a = expr(n->x);
  Value* b = expr(n->y);
  if (n->x->type->is_complex()) {
    return compare_complex(n, a, b);
  }
  switch (n->op) {
    case Op::Ge:
      return value(operation(Op::Le, n->x->type), bool_type(), {b, a});
    case Op::Gt:
      return value(operation(Op::Lt, n->x->type), bool_type(), {b, a});
    default:
      return value(operation(n->op, n->x->type), bool_type(), {a, b});
  }
}

ir::Value* Builder::compare_complex(const Node* n, Value* a, Value* b) {
  const Type* part = float_part(n->x->type);
  ir::Op equal = operation(Op::Eq, part);
  auto both = [&](ir::Op half) {
    Value* x = value(half, part, {a});
    Value* y = value(half, part, {b});
    return value(equal, bool_type(), {x, y});
  };
  Value* real = both(ir::Op::ComplexReal);
  Value* imag = both(ir::Op::ComplexImag);
  Value* same = value(ir::Op::AndB, bool_type(), {real, imag});
  return n->op == Op::Eq ? same : value(ir::Op::Not, bool_type(), {same});
}

// ---- Arithmetic ----

ir::Value* Builder::arithmetic(const Node* n) {
  Value* a = expr(n->x);
  Value* b = expr(n->y);
  if (n->type->is_complex()) {
    if (n->op == Op::Mul) {
      return complex_multiply(n, a, b);
    }
    if (n->op == Op::Div) {
      return complex_divide(n, a, b);
    }
    const Type* part = float_part(n->type);
    ir::Op op = operation(n->op, part);
    auto both = [&](ir::Op half) {
      Value* x = value(half, part, {a});
      Value* y = value(half, part, {b});
      return value(op, part, {x, y});
    };
    Value* real = both(ir::Op::ComplexReal);
    Value* imag = both(ir::Op::ComplexImag);
    return value(ir::Op::ComplexMake, n->type, {real, imag});
  }
  if (!n->type->is_float() && (n->op == Op::Div || n->op == Op::Mod)) {
    return divide(n, a, b);
  }
  return value(operation(n->op, n->type), a->type, {a, b});
}

// The four floats of two complex numbers, widened to float64 to lose less by cancellation.
Builder::ComplexParts Builder::wide_parts(const Type* part, Value* a, Value* b) {
  ComplexParts p{};
  p.a_real = value(ir::Op::ComplexReal, part, {a});
  p.b_real = value(ir::Op::ComplexReal, part, {b});
  p.a_imag = value(ir::Op::ComplexImag, part, {a});
  p.b_imag = value(ir::Op::ComplexImag, part, {b});
  if (part->size == 4) {
    const Type* wide = basic(ir::Kind::Float64);
    for (Value** v : {&p.a_real, &p.b_real, &p.a_imag, &p.b_imag}) {
      *v = value(ir::Op::Cvt32Fto64F, wide, {*v});
    }
  }
  return p;
}

ir::Value* Builder::narrow(const Type* part, Value* v) {
  return part->size == 4 ? value(ir::Op::Cvt64Fto32F, part, {v}) : v;
}

// a*b = (ar*br - ai*bi) + (ar*bi + ai*br)i
ir::Value* Builder::complex_multiply(const Node* n, Value* a, Value* b) {
  const Type* part = float_part(n->type);
  const Type* wide = basic(ir::Kind::Float64);
  ComplexParts p = wide_parts(part, a, b);
  auto times = [&](Value* x, Value* y) { return value(ir::Op::Mul64F, wide, {x, y}); };
  Value* first = times(p.a_real, p.b_real);
  Value* second = times(p.a_imag, p.b_imag);
  Value* real = value(ir::Op::Sub64F, wide, {first, second});
  first = times(p.a_real, p.b_imag);
  second = times(p.a_imag, p.b_real);
  Value* imag = value(ir::Op::Add64F, wide, {first, second});
  real = narrow(part, real);
  imag = narrow(part, imag);
  return value(ir::Op::ComplexMake, n->type, {real, imag});
}

// a/b = ((ar*br + ai*bi) + (ai*br - ar*bi)i) / (br*br + bi*bi)
ir::Value* Builder::complex_divide(const Node* n, Value* a, Value* b) {
  const Type* part = float_part(n->type);
  const Type* wide = basic(ir::Kind::Float64);
  ComplexParts p = wide_parts(part, a, b);
  auto times = [&](Value* x, Value* y) { return value(ir::Op::Mul64F, wide, {x, y}); };
  Value* first = times(p.b_real, p.b_real);
  Value* second = times(p.b_imag, p.b_imag);
  Value* norm = value(ir::Op::Add64F, wide, {first, second});
  first = times(p.a_real, p.b_real);
  second = times(p.a_imag, p.b_imag);
  Value* real = value(ir::Op::Add64F, wide, {first, second});
  first = times(p.a_imag, p.b_real);
  second = times(p.a_real, p.b_imag);
  Value* imag = value(ir::Op::Sub64F, wide, {first, second});
  real = value(ir::Op::Div64F, wide, {real, norm});
  imag = value(ir::Op::Div64F, wide, {imag, norm});
  real = narrow(part, real);
  imag = narrow(part, imag);
  return value(ir::Op::ComplexMake, n->type, {real, imag});
}

ir::Value* Builder::and_not(const Node* n) {
  Value* a = expr(n->x);
  Value* b = expr(n->y);
  b = value(operation(Op::BitNot, b->type), b->type, {b});
  return value(operation(Op::And, n->type), a->type, {a, b});
}

// Goes on only if `ok`. Blocks that call one helper for one line are shared.
void Builder::check(Value* ok, const char* helper) {
  Block* b = end_with_if(ok, ir::Likely::Likely);
  Block* next = new_block();
  Block*& panic = panic_blocks_[{helper, pos().file, pos().line}];
  if (panic == nullptr) {
    panic = new_block();
    start_block(panic);
    runtime_call(helper, false, {}, {});
  }
  ir::add_edge(b, next);
  ir::add_edge(b, panic);
  start_block(next);
}

ir::Value* Builder::divide(const Node* n, Value* a, Value* b) {
  bool is_constant = b->op == ir::Op::Const8 || b->op == ir::Op::Const16 ||
                     b->op == ir::Op::Const32 || b->op == ir::Op::Const64;
  if (!is_constant || b->aux_int == 0) {
    Value* not_zero = value(operation(Op::Ne, n->type), bool_type(), {b, zero_value(n->type)});
    check(not_zero, "panicdivide");
  }
  return value(operation(n->op, n->type), a->type, {a, b});
}

ir::Value* Builder::shift(const Node* n) {
  Value* a = expr(n->x);
  Value* b = expr(n->y);
  const Type* count = b->type;
  if (count->is_signed()) {
    Value* not_negative = value(operation(Op::Le, count), bool_type(), {zero_value(count), b});
    check(not_negative, "panicshift");
  }
  return value(shift_operation(n->op, n->type, count), a->type, {a, b});
}

// x && y as a value: the node itself is the variable that both ways define.
ir::Value* Builder::short_circuit(const Node* n) {
  Value* left = expr(n->x);
  define(n, left);
  Block* b = end_with_if(left, ir::Likely::Unknown);
  Block* right = new_block();
  Block* result = new_block();
  ir::add_edge(b, n->op == Op::AndAnd ? right : result);
  ir::add_edge(b, n->op == Op::AndAnd ? result : right);
  start_block(right);
  Value* v = expr(n->y);
  define(n, v);
  jump_from_here(result);
  start_block(result);
  return current_value(n, bool_type());
}

}  // namespace prologo::lower
