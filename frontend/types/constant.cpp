#include "frontend/types/constant.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "frontend/types/constant_rep.h"
#include "frontend/types/literal.h"
#include "support/ensure.h"

namespace prologo::constant {

Kind Value::kind() const {
  static constexpr Kind kKinds[] = {Kind::Bool,  Kind::String, Kind::Int,
                                    Kind::Float, Kind::Float,  Kind::Complex};
  return rep_ == nullptr ? Kind::Unknown : kKinds[rep_->data.index()];
}

int bits(const Int& value) {
  return value == 0 ? 0 : static_cast<int>(mp::msb(abs(value))) + 1;
}

static bool is_short(const Int& value) { return bits(value) < kMaxRationalBits; }

Big quotient(const Int& num, const Int& den) { return Big(num) / Big(den); }

Value make_ratio(const Rational& value) {
  Int num = mp::numerator(value);
  Int den = mp::denominator(value);
  if (is_short(num) && is_short(den)) {
    return wrap(value);
  }
  return wrap(quotient(num, den));
}

int64_t exponent_of(const Big& value) {
  return value == 0 ? 0 : static_cast<int64_t>(mp::ilogb(value)) + 1;
}

Value make_big(const Big& value) {
  constexpr int64_t kLargest = std::numeric_limits<int32_t>::max();
  if (mp::isinf(value) || mp::isnan(value) || exponent_of(value) > kLargest) {
    return Value();
  }
  return value == 0 || exponent_of(value) < -kLargest ? wrap(Rational(0)) : wrap(value);
}

static bool is_small(const Big& value) {
  int64_t exponent = exponent_of(value);
  return -kMaxRationalBits < exponent && exponent < kMaxRationalBits;
}

std::pair<Int, int64_t> split(const Big& value) {
  int64_t exponent = exponent_of(value);
  Int mantissa = static_cast<Int>(mp::ldexp(value, 512 - exponent));
  return {mantissa, exponent - 512};
}

Value make_bool(bool value) { return wrap(value); }

Value make_string(std::string value) { return wrap(std::move(value)); }

Value make_int(int64_t value) { return wrap(Int(value)); }

Value make_uint(uint64_t value) { return wrap(Int(value)); }

static Rational exact(double value) {
  int exponent = 0;
  double fraction = std::frexp(value, &exponent);
  Int mantissa(static_cast<int64_t>(std::ldexp(fraction, 53)));
  exponent -= 53;
  if (exponent >= 0) {
    return Rational(Int(mantissa << exponent));
  }
  return Rational(mantissa, Int(Int(1) << -exponent));
}

Value make_float(double value) { return make_ratio(exact(value)); }

Value make_complex(const Value& re, const Value& im) {
  if (!re.is_known() || !im.is_known()) {
    return Value();
  }
  return wrap(Complex{re, im});
}

// 10^exponent with enough bits to round once to 512 afterwards.
using Wide = BinaryFloat<640>;

static Wide power_of_ten(int64_t exponent) {
  Wide result = 1;
  Wide base = 10;
  for (; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) {
      result *= base;
    }
    base *= base;
  }
  return result;
}

static Value scaled(const ScannedNumber& number, const Int& mantissa) {
  if (mantissa == 0) {
    return wrap(Rational(0));
  }
  // Go's numbers have 32 bits for the exponent of two; 10^n brings n of them.
  constexpr int64_t kHuge = int64_t{1} << 40;
  const int64_t binary =
      std::clamp(number.exponent, -kHuge, kHuge) + static_cast<int64_t>(mp::msb(mantissa)) + 1;
  if (binary < std::numeric_limits<int32_t>::min() ||
      binary > std::numeric_limits<int32_t>::max()) {
    return Value();
  }
  auto magnitude = static_cast<unsigned>(std::abs(number.exponent));
  if (magnitude < kMaxRationalBits) {
    Int scale = number.base == 10 ? mp::pow(Int(10), magnitude) : Int(Int(1) << magnitude);
    Rational value =
        number.exponent < 0 ? Rational(mantissa, scale) : Rational(Int(mantissa * scale));
    return make_ratio(value);
  }
  if (number.base != 10) {
    return make_big(mp::ldexp(Big(mantissa), number.exponent));
  }
  Wide scale = power_of_ten(magnitude);
  Wide value = number.exponent < 0 ? Wide(mantissa) / scale : Wide(mantissa) * scale;
  return make_big(Big(value));
}

static Int parse_digits(const std::string& digits, int base) {
  if (base == 10) {
    size_t start = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    return Int(digits.substr(start));
  }
  Int value = 0;
  for (char c : digits) {
    value = value * base + digit_value(c);
  }
  return value;
}

static Value number_literal(std::string_view text, bool is_float) {
  ScannedNumber number = scan_number(text, is_float);
  Int mantissa = parse_digits(number.digits, number.digit_base);
  return is_float ? scaled(number, mantissa) : wrap(mantissa);
}

Value from_literal(std::string_view text, Literal kind) {
  switch (kind) {
    case Literal::Int:
      return number_literal(text, false);
    case Literal::Float:
      return number_literal(text, true);
    case Literal::Imaginary: {
      Value part = number_literal(imaginary_digits(text), is_float_text(text));
      return make_complex(make_int(0), part);
    }
    case Literal::Rune:
      return wrap(Int(unquote_rune(text)));
    case Literal::String:
      return wrap(unquote_string(text));
  }
  UNREACHABLE("literal kind");
}

bool bool_value(const Value& value) {
  const bool* b = get<bool>(value);
  ENSURE(b != nullptr);
  return *b;
}

const std::string& string_value(const Value& value) {
  const std::string* s = get<std::string>(value);
  ENSURE(s != nullptr);
  return *s;
}

std::optional<int64_t> int64_value(const Value& value) {
  const Int* i = get<Int>(value);
  if (i == nullptr || *i < std::numeric_limits<int64_t>::min() ||
      *i > std::numeric_limits<int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<int64_t>(*i);
}

std::optional<uint64_t> uint64_value(const Value& value) {
  const Int* i = get<Int>(value);
  if (i == nullptr || *i < 0 || *i > std::numeric_limits<uint64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<uint64_t>(*i);
}

uint64_t low_bits(const Value& value) {
  const Int* i = get<Int>(value);
  ENSURE(i != nullptr);
  Int magnitude = abs(*i);
  auto low = static_cast<uint64_t>(Int(magnitude & std::numeric_limits<uint64_t>::max()));
  return *i < 0 ? 0 - low : low;
}

Value real(const Value& value) {
  const Complex* c = get<Complex>(value);
  return c != nullptr ? c->re : value;
}

Value imag(const Value& value) {
  const Complex* c = get<Complex>(value);
  return c != nullptr ? c->im : (value.is_known() ? make_int(0) : value);
}

int sign(const Value& value) {
  if (const Int* i = get<Int>(value)) {
    return i->sign();
  }
  if (const Rational* r = get<Rational>(value)) {
    return r->sign();
  }
  if (const Big* f = get<Big>(value)) {
    return f->sign();
  }
  if (const Complex* c = get<Complex>(value)) {
    return sign(c->re) | sign(c->im);
  }
  return 1;
}

int bit_length(const Value& value) {
  const Int* i = get<Int>(value);
  return i == nullptr ? 0 : bits(*i);
}

// A Big that is an integer but for the last few bits, which rounding may have spoilt.
static Value nearly_integer(const Big& value) {
  auto [mantissa, exponent] = split(value);
  if (exponent >= 0) {
    return wrap(Int(mantissa << static_cast<unsigned>(exponent)));
  }
  constexpr int kSlack = 4;
  Int step = Int(1) << kSlack;
  Int down = (abs(mantissa) / step) * step;
  for (const Int& candidate : {Int(abs(mantissa)), down, Int(down + step)}) {
    Int divisor = Int(1) << static_cast<unsigned>(-exponent);
    if (candidate % divisor == 0) {
      Int result = candidate / divisor;
      return wrap(mantissa < 0 ? Int(-result) : result);
    }
  }
  return Value();
}

Value to_int(const Value& value) {
  if (const Rational* r = get<Rational>(value)) {
    return mp::denominator(*r) == 1 ? wrap(Int(mp::numerator(*r))) : Value();
  }
  if (const Big* f = get<Big>(value)) {
    return is_small(*f) && exponent_of(*f) > 0 ? nearly_integer(*f) : Value();
  }
  if (const Complex* c = get<Complex>(value)) {
    return sign(c->im) == 0 ? to_int(c->re) : Value();
  }
  return value.kind() == Kind::Int ? value : Value();
}

Value to_float(const Value& value) {
  if (const Int* i = get<Int>(value)) {
    return is_short(*i) ? wrap(Rational(*i)) : make_big(Big(*i));
  }
  if (const Complex* c = get<Complex>(value)) {
    return sign(c->im) == 0 ? to_float(c->re) : Value();
  }
  return value.kind() == Kind::Float ? value : Value();
}

Value to_complex(const Value& value) {
  Kind kind = value.kind();
  if (kind == Kind::Int || kind == Kind::Float) {
    return make_complex(value, make_int(0));
  }
  return kind == Kind::Complex ? value : Value();
}

}  // namespace prologo::constant
