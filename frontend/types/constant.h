#pragma once
// Exact constant values: booleans, strings, integers of any size, rationals that turn into
// 512-bit floats when they grow too long, and complex numbers of two such parts. A Value is
// immutable and cheap to copy. The arithmetic library stays inside constant.cpp.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace prologo::constant {

// In the order in which operands of different kinds are brought together.
enum class Kind : uint8_t { Unknown, Bool, String, Int, Float, Complex };

enum class Op : uint8_t {
  Add,
  Sub,
  Mul,
  Quo,     // exact quotient
  IntQuo,  // truncated towards zero; both operands Int, the right one not zero
  Rem,
  And,
  Or,
  Xor,
  AndNot,
  LogAnd,
  LogOr,
  Eq,
  Ne,
  Lt,
  Le,
  Gt,
  Ge,
};

class Value {
 public:
  struct Rep;

  Value() = default;  // Unknown

  explicit Value(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}

  Kind kind() const;

  bool is_known() const { return rep_ != nullptr; }

  const Rep* rep() const { return rep_.get(); }

 private:
  std::shared_ptr<const Rep> rep_;
};

Value make_bool(bool value);
Value make_string(std::string value);
Value make_int(int64_t value);
Value make_uint(uint64_t value);
Value make_float(double value);  // finite
Value make_complex(const Value& real, const Value& imag);

enum class Literal : uint8_t { Int, Float, Imaginary, Rune, String };

// The value of a well-formed literal as written in the source; Unknown if it is too big to
// represent (a float exponent out of range).
Value from_literal(std::string_view text, Literal kind);

bool bool_value(const Value& value);                       // kind Bool
const std::string& string_value(const Value& value);       // kind String
std::optional<int64_t> int64_value(const Value& value);    // kind Int and in range
std::optional<uint64_t> uint64_value(const Value& value);  // kind Int and in range
// The low 64 bits in two's complement; kind Int.
uint64_t low_bits(const Value& value);
// Rounded to nearest even straight from the exact value; may be infinite. Int or Float.
double float64_value(const Value& value);
float float32_value(const Value& value);
Value real(const Value& value);  // numeric
Value imag(const Value& value);
int sign(const Value& value);        // numeric; of a complex number: 0 only if it is zero
int bit_length(const Value& value);  // of the absolute value; kind Int

// The same number as another kind if it can be represented exactly, else Unknown.
Value to_int(const Value& value);
Value to_float(const Value& value);
Value to_complex(const Value& value);

// Rounds a Float to the precision of the type; Unknown if it overflows.
Value round_float32(const Value& value);
Value round_float64(const Value& value);

Value negate(const Value& value);
Value complement(const Value& value);  // ^x of a signed or untyped integer
// ^x of an unsigned integer of `bits` bits.
Value complement_unsigned(const Value& value, unsigned bits);
Value logical_not(const Value& value);

// Arithmetic, logic and string concatenation. Operands are brought to one kind first.
// Unknown if an operand is.
Value binary(Op op, const Value& x, const Value& y);
bool compare(Op op, const Value& x, const Value& y);
Value shift_left(const Value& x, unsigned count);
Value shift_right(const Value& x, unsigned count);

// As error messages print the value: strings quoted and cut, floats as %.6g.
std::string text(const Value& value);

// The whole value: integers in full, floats as fractions or decimals, strings quoted.
std::string exact_text(const Value& value);

}  // namespace prologo::constant
