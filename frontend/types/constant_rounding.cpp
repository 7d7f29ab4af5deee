// Rounding exact constants to float64 and float32, once and to nearest even.

#include <algorithm>
#include <cmath>
#include <limits>

#include "frontend/types/constant_rep.h"
#include "support/ensure.h"

namespace prologo::constant {

// Rounds num/den * 2^scale to `precision` bits, to even on ties; exponents below `min_exponent`
// (of the lowest bit) denormalise. The result fits a double for the formats used.
static double round_ratio(Int num, Int den, int64_t scale, int precision, int min_exponent) {
  if (num == 0) {
    return 0;
  }
  bool negative = num < 0;
  num = abs(num);
  // Shift so that the quotient has precision or precision + 1 bits.
  int64_t shift = precision - (int64_t{bits(num)} - bits(den));
  int64_t lowest = scale - shift;
  if (lowest < min_exponent) {
    shift -= min_exponent - lowest;
    lowest = min_exponent;
  }
  if (lowest > 2000) {
    return negative ? -HUGE_VAL : HUGE_VAL;
  }
  if (shift < -(int64_t{bits(num)} + 2)) {
    return negative ? -0.0 : 0.0;
  }
  if (shift >= 0) {
    num <<= static_cast<unsigned>(shift);
  } else {
    den <<= static_cast<unsigned>(-shift);
  }
  Int result = num / den;
  Int rest = num % den;
  bool sticky = rest != 0;
  int extra = std::max(0, bits(result) - precision);
  if (extra > 0) {
    // One bit too many: drop it, remembering it in `half`.
    bool half = (result & 1) != 0;
    result >>= 1;
    lowest += 1;
    if (half && (sticky || (result & 1) != 0)) {
      result += 1;
    }
  } else {
    Int twice = rest * 2;
    if (twice > den || (twice == den && (result & 1) != 0)) {
      result += 1;
    }
  }
  double value =
      std::ldexp(static_cast<double>(static_cast<uint64_t>(result)), static_cast<int>(lowest));
  return negative ? -value : value;
}

static double round_to(const Value& value, int precision, int min_exponent) {
  if (const Int* i = get<Int>(value)) {
    return round_ratio(*i, 1, 0, precision, min_exponent);
  }
  if (const Rational* r = get<Rational>(value)) {
    return round_ratio(mp::numerator(*r), mp::denominator(*r), 0, precision, min_exponent);
  }
  const Big* f = get<Big>(value);
  ENSURE(f != nullptr);
  auto [mantissa, exponent] = split(*f);
  return round_ratio(mantissa, 1, exponent, precision, min_exponent);
}

double float64_value(const Value& value) { return round_to(value, 53, -1074); }

float float32_value(const Value& value) {
  double rounded = round_to(value, 24, -149);
  if (std::abs(rounded) > static_cast<double>(std::numeric_limits<float>::max())) {
    return rounded < 0 ? -HUGE_VALF : HUGE_VALF;
  }
  return static_cast<float>(rounded);
}

Value round_float32(const Value& value) {
  float rounded = float32_value(value);
  return std::isinf(rounded) ? Value() : make_float(static_cast<double>(rounded));
}

Value round_float64(const Value& value) {
  double rounded = float64_value(value);
  return std::isinf(rounded) ? Value() : make_float(rounded);
}

}  // namespace prologo::constant
