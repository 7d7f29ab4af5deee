#pragma once
// The inside of exact constants: the number types and what the constant*.cpp files share.
// Others include constant.h only, which keeps the arithmetic library out of their way.

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <string>
#include <utility>
#include <variant>

#include "frontend/types/constant.h"

namespace prologo::constant {

namespace mp = boost::multiprecision;

using Int = mp::cpp_int;
using Rational = mp::cpp_rational;
// The exponent range is wider than that of constants, which make_big limits.
constexpr int64_t kFarExponent = int64_t{1} << 40;

template <unsigned kBits>
using BinaryFloat = mp::number<
    mp::cpp_bin_float<kBits, mp::digit_base_2, void, int64_t, -kFarExponent, kFarExponent>,
    mp::et_off>;

using Big = BinaryFloat<512>;

struct Complex {
  Value re, im;
};

struct Value::Rep {
  std::variant<bool, std::string, Int, Rational, Big, Complex> data;
};

// Rationals with longer parts, and floats with larger exponents, are kept as Big.
constexpr int kMaxRationalBits = 4096;

template <typename T>
Value wrap(T data) {
  return Value(std::make_shared<const Value::Rep>(Value::Rep{std::move(data)}));
}

template <typename T>
const T* get(const Value& value) {
  return value.rep() == nullptr ? nullptr : std::get_if<T>(&value.rep()->data);
}

int bits(const Int& value);  // of the absolute value
Big quotient(const Int& num, const Int& den);

Big as_big(const Value& value);  // kind Float

// A float as a rational if its parts are short, else rounded to a Big.
Value make_ratio(const Rational& value);

// Exponents have 32 bits: beyond them values are unknown, or zero.
Value make_big(const Big& value);

// The e of f * 2^e with 1/2 <= |f| < 1.
int64_t exponent_of(const Big& value);

// The exact value of a Big as mantissa * 2^exponent.
std::pair<Int, int64_t> split(const Big& value);

}  // namespace prologo::constant
