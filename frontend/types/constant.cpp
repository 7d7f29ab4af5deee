#include "frontend/types/constant.h"

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>
#include <utility>
#include <variant>

#include "frontend/types/literal.h"
#include "support/ensure.h"
#include "support/text.h"

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
static Value wrap(T data) {
  return Value(std::make_shared<const Value::Rep>(Value::Rep{std::move(data)}));
}

template <typename T>
static const T* get(const Value& value) {
  return value.rep() == nullptr ? nullptr : std::get_if<T>(&value.rep()->data);
}

Kind Value::kind() const {
  static constexpr Kind kKinds[] = {Kind::Bool,  Kind::String, Kind::Int,
                                    Kind::Float, Kind::Float,  Kind::Complex};
  return rep_ == nullptr ? Kind::Unknown : kKinds[rep_->data.index()];
}

static int bits(const Int& value) {
  return value == 0 ? 0 : static_cast<int>(mp::msb(abs(value))) + 1;
}

static bool is_short(const Int& value) { return bits(value) < kMaxRationalBits; }

static Big quotient(const Int& num, const Int& den) { return Big(num) / Big(den); }

// A float as a rational if its parts are short, else rounded to a Big.
static Value make_ratio(const Rational& value) {
  Int num = mp::numerator(value);
  Int den = mp::denominator(value);
  if (is_short(num) && is_short(den)) {
    return wrap(value);
  }
  return wrap(quotient(num, den));
}

// The e of f * 2^e with 1/2 <= |f| < 1.
static int64_t exponent_of(const Big& value) {
  return value == 0 ? 0 : static_cast<int64_t>(mp::ilogb(value)) + 1;
}

// Exponents have 32 bits: beyond them values are unknown, or zero.
static Value make_big(const Big& value) {
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

// The exact value of a Big as mantissa * 2^exponent.
static std::pair<Int, int64_t> split(const Big& value) {
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
  constexpr int64_t kHuge = 4'000'000'000;
  if (mantissa == 0 || number.exponent < -kHuge) {
    return wrap(Rational(0));
  }
  if (number.exponent > kHuge) {
    return Value();
  }
  auto magnitude = static_cast<unsigned>(std::abs(number.exponent));
  if (magnitude < kMaxRationalBits) {
    Int scale = number.base == 10 ? mp::pow(Int(10), magnitude) : Int(Int(1) << magnitude);
    Rational value = number.exponent < 0 ? Rational(mantissa, scale) : Rational(Int(mantissa * scale));
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
  double value = std::ldexp(static_cast<double>(static_cast<uint64_t>(result)),
                            static_cast<int>(lowest));
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

static Big as_big(const Value& value) {
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
