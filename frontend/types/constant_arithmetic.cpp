// Operations on exact constants.

#include <algorithm>

#include "frontend/types/constant_rep.h"
#include "support/ensure.h"

namespace prologo::constant {

Value negate(const Value& value) {
  if (const Int* i = get<Int>(value)) {
    return wrap(Int(-*i));
  }
  if (const Rational* r = get<Rational>(value)) {
    return wrap(Rational(-*r));
  }
  if (const Big* f = get<Big>(value)) {
    return wrap(Big(-*f));
  }
  if (const Complex* c = get<Complex>(value)) {
    return make_complex(negate(c->re), negate(c->im));
  }
  return Value();
}

Value complement(const Value& value) {
  const Int* i = get<Int>(value);
  return i == nullptr ? Value() : wrap(Int(-*i - 1));
}

Value complement_unsigned(const Value& value, unsigned width) {
  const Int* i = get<Int>(value);
  if (i == nullptr) {
    return Value();
  }
  Int mask = (Int(1) << width) - 1;
  return wrap(Int(mask - *i));
}

Value logical_not(const Value& value) {
  return value.kind() == Kind::Bool ? make_bool(!bool_value(value)) : Value();
}

// Brings a number to the kind of the other operand.
static Value promote(const Value& value, Kind kind) {
  if (value.kind() >= kind) {
    return value;
  }
  return kind == Kind::Float ? to_float(value) : to_complex(value);
}

static Value int_operation(Op op, const Int& x, const Int& y) {
  switch (op) {
    case Op::Add:
      return wrap(Int(x + y));
    case Op::Sub:
      return wrap(Int(x - y));
    case Op::Mul:
      return wrap(Int(x * y));
    case Op::Quo:
      return make_ratio(Rational(x, y));
    case Op::IntQuo:
      return wrap(Int(x / y));
    case Op::Rem:
      return wrap(Int(x % y));
    case Op::And:
      return wrap(Int(x & y));
    case Op::Or:
      return wrap(Int(x | y));
    case Op::Xor:
      return wrap(Int(x ^ y));
    case Op::AndNot:
      return wrap(Int(x & Int(-y - 1)));
    default:
      return Value();
  }
}

template <typename T>
static T float_operation(Op op, const T& x, const T& y) {
  switch (op) {
    case Op::Add:
      return x + y;
    case Op::Sub:
      return x - y;
    case Op::Mul:
      return x * y;
    case Op::Quo:
      return x / y;
    default:
      UNREACHABLE("operation on float constants");
  }
}

Big as_big(const Value& value) {
  if (const Rational* r = get<Rational>(value)) {
    return quotient(mp::numerator(*r), mp::denominator(*r));
  }
  return *get<Big>(value);
}

static Value float_binary(Op op, const Value& x, const Value& y) {
  const Rational* a = get<Rational>(x);
  const Rational* b = get<Rational>(y);
  if (a != nullptr && b != nullptr) {
    return make_ratio(float_operation(op, *a, *b));
  }
  return make_big(float_operation(op, as_big(x), as_big(y)));
}

static Value complex_binary(Op op, const Complex& x, const Complex& y) {
  auto add = [](const Value& a, const Value& b) { return binary(Op::Add, a, b); };
  auto sub = [](const Value& a, const Value& b) { return binary(Op::Sub, a, b); };
  auto mul = [](const Value& a, const Value& b) { return binary(Op::Mul, a, b); };
  switch (op) {
    case Op::Add:
      return make_complex(add(x.re, y.re), add(x.im, y.im));
    case Op::Sub:
      return make_complex(sub(x.re, y.re), sub(x.im, y.im));
    case Op::Mul:
      return make_complex(sub(mul(x.re, y.re), mul(x.im, y.im)),
                          add(mul(x.im, y.re), mul(x.re, y.im)));
    case Op::Quo: {
      Value norm = add(mul(y.re, y.re), mul(y.im, y.im));
      Value re = add(mul(x.re, y.re), mul(x.im, y.im));
      Value im = sub(mul(x.im, y.re), mul(x.re, y.im));
      return make_complex(binary(Op::Quo, re, norm), binary(Op::Quo, im, norm));
    }
    default:
      return Value();
  }
}

Value binary(Op op, const Value& x0, const Value& y0) {
  if (!x0.is_known() || !y0.is_known()) {
    return Value();
  }
  Kind kind = std::max(x0.kind(), y0.kind());
  if (kind == Kind::Bool) {
    bool x = bool_value(x0);
    bool y = bool_value(y0);
    return make_bool(op == Op::LogAnd ? x && y : x || y);
  }
  if (kind == Kind::String) {
    return make_string(string_value(x0) + string_value(y0));
  }
  Value x = promote(x0, kind);
  Value y = promote(y0, kind);
  if (!x.is_known() || !y.is_known()) {
    return Value();
  }
  if (kind == Kind::Int) {
    return int_operation(op, *get<Int>(x), *get<Int>(y));
  }
  if (kind == Kind::Float) {
    return float_binary(op, x, y);
  }
  return complex_binary(op, *get<Complex>(x), *get<Complex>(y));
}

static bool compare_sign(Op op, int order) {
  switch (op) {
    case Op::Eq:
      return order == 0;
    case Op::Ne:
      return order != 0;
    case Op::Lt:
      return order < 0;
    case Op::Le:
      return order <= 0;
    case Op::Gt:
      return order > 0;
    case Op::Ge:
      return order >= 0;
    default:
      UNREACHABLE("comparison of constants");
  }
}

bool compare(Op op, const Value& x0, const Value& y0) {
  if (!x0.is_known() || !y0.is_known()) {
    return false;
  }
  Kind kind = std::max(x0.kind(), y0.kind());
  if (kind == Kind::Bool) {
    return compare_sign(op, int{bool_value(x0)} - int{bool_value(y0)});
  }
  if (kind == Kind::String) {
    return compare_sign(op, string_value(x0).compare(string_value(y0)));
  }
  Value x = promote(x0, kind);
  Value y = promote(y0, kind);
  if (kind == Kind::Int) {
    return compare_sign(op, get<Int>(x)->compare(*get<Int>(y)));
  }
  if (kind == Kind::Complex) {
    bool equal = compare(Op::Eq, real(x), real(y)) && compare(Op::Eq, imag(x), imag(y));
    return compare_sign(op, equal ? 0 : 1);
  }
  const Rational* a = get<Rational>(x);
  const Rational* b = get<Rational>(y);
  if (a != nullptr && b != nullptr) {
    return compare_sign(op, a->compare(*b));
  }
  return compare_sign(op, as_big(x).compare(as_big(y)));
}

Value shift_left(const Value& x, unsigned count) {
  const Int* i = get<Int>(x);
  return i == nullptr ? Value() : wrap(Int(*i << count));
}

Value shift_right(const Value& x, unsigned count) {
  const Int* i = get<Int>(x);
  return i == nullptr ? Value() : wrap(Int(*i >> count));
}

}  // namespace prologo::constant
