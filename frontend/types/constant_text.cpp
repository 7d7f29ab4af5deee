// Exact constants as text.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "frontend/types/constant_rep.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::constant {

// A decimal exponent form for floats that no double can hold: the binary exponent is turned
// into a decimal one, whose fraction goes into the mantissa.
static std::string far_text(const Big& value) {
  int64_t exponent = exponent_of(value);
  double mantissa = static_cast<double>(mp::ldexp(value, -exponent));
  double decimal = static_cast<double>(exponent) * (std::numbers::ln2 / std::numbers::ln10);
  auto whole = static_cast<long long>(decimal);
  mantissa *= std::pow(10, decimal - static_cast<double>(whole));
  constexpr double kHalfDigit = 0.5e-6;
  if (std::abs(mantissa) < 1 - kHalfDigit) {
    mantissa *= 10;
    whole--;
  } else if (std::abs(mantissa) >= 10) {
    mantissa /= 10;
    whole++;
  }
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.6ge%+lld", mantissa, whole);
  return buffer;
}

static std::string float_text(const Value& value) {
  double rounded = float64_value(value);
  if ((rounded == 0) != (sign(value) == 0) || std::isinf(rounded)) {
    return far_text(as_big(value));
  }
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.6g", rounded);
  return buffer;
}

// Cuts a quoted string to 72 characters, as messages show it.
static std::string cut(const std::string& quoted) {
  constexpr int kLongest = 72;
  auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  if (std::count_if(quoted.begin(), quoted.end(), starts) <= kLongest) {
    return quoted;
  }
  size_t end = 0;
  for (int n = 0; end < quoted.size(); end++) {
    if (starts(quoted[end]) && n++ == kLongest - 3) {
      break;
    }
  }
  return quoted.substr(0, end) + "...";
}

std::string text(const Value& value) {
  switch (value.kind()) {
    case Kind::Unknown:
      return "unknown";
    case Kind::Bool:
      return bool_value(value) ? "true" : "false";
    case Kind::String:
      return cut(quote(string_value(value)));
    case Kind::Int:
      return get<Int>(value)->str();
    case Kind::Float:
      return float_text(value);
    case Kind::Complex:
      return "(" + text(real(value)) + " + " + text(imag(value)) + "i)";
  }
  UNREACHABLE("constant kind");
}

std::string exact_text(const Value& value) {
  if (const Rational* r = get<Rational>(value)) {
    return mp::denominator(*r) == 1 ? mp::numerator(*r).str() : r->str();
  }
  if (value.kind() == Kind::String) {
    return quote(string_value(value));
  }
  if (value.kind() == Kind::Complex) {
    return "(" + exact_text(real(value)) + " + " + exact_text(imag(value)) + "i)";
  }
  return text(value);
}

}  // namespace prologo::constant
