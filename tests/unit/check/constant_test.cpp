// Exact constants: values that floating point would get wrong, and Go's rounding.

#include "frontend/types/constant.h"

#include <cmath>
#include <limits>

#include "tests/catch.h"

namespace prologo::constant {

static Value integer(const char* text) { return from_literal(text, Literal::Int); }

static Value floating(const char* text) { return from_literal(text, Literal::Float); }

TEST_CASE("constant: integer literals of every base", "[constant]") {
  CHECK(int64_value(integer("0")) == 0);
  CHECK(int64_value(integer("0x_FF")) == 255);
  CHECK(int64_value(integer("0b1010")) == 10);
  CHECK(int64_value(integer("0o17")) == 15);
  CHECK(int64_value(integer("017")) == 15);
  CHECK(int64_value(integer("1_000_000")) == 1000000);
  CHECK(text(integer("123456789012345678901234567890")) == "123456789012345678901234567890");
  CHECK_FALSE(int64_value(integer("9223372036854775808")).has_value());
  CHECK(uint64_value(integer("18446744073709551615")) == std::numeric_limits<uint64_t>::max());
  CHECK_FALSE(uint64_value(integer("18446744073709551616")).has_value());
}

TEST_CASE("constant: float literals are exact", "[constant]") {
  Value sum = binary(Op::Add, floating("0.1"), floating("0.2"));
  CHECK(compare(Op::Eq, sum, floating("0.3")));
  CHECK(exact_text(floating("0x1p-2")) == "1/4");
  CHECK(exact_text(floating("0x.8p1")) == "1");
  CHECK(exact_text(floating("1_0.2_5")) == "41/4");
  CHECK(exact_text(floating("08.5")) == "17/2");
  CHECK(text(floating("1e-10000")) == "1e-10000");
  CHECK(text(floating("1e+100000")) == "1e+100000");
  CHECK_FALSE(floating("1e646456993").is_known());
  CHECK(sign(floating("1e-646456999")) == 0);
}

TEST_CASE("constant: rounding to float64 is to nearest, ties to even", "[constant]") {
  CHECK(float64_value(floating("0.1")) == 0.1);
  CHECK(float64_value(floating("1e23")) == 1e23);
  CHECK(float64_value(floating("2.2250738585072011e-308")) == 2.2250738585072011e-308);
  CHECK(float64_value(floating("4.9e-324")) == 4.9e-324);
  CHECK(float64_value(floating("2e-324")) == 0);
  CHECK(float64_value(floating("3e-324")) == 4.9e-324);
  CHECK(float64_value(floating("1.7976931348623157e308")) ==
        std::numeric_limits<double>::max());
  CHECK(std::isinf(float64_value(floating("1.8e308"))));
  CHECK(float64_value(integer("9007199254740993")) == 9007199254740992.0);
  CHECK(float64_value(integer("9007199254740995")) == 9007199254740996.0);
  CHECK(float64_value(negate(floating("0.1"))) == -0.1);
}

TEST_CASE("constant: rounding to float32 happens once", "[constant]") {
  // Halfway between two floats but for a bit that rounding to float64 first would lose.
  CHECK(float32_value(floating("1.000000059604644775390626")) == 1.00000012F);
  CHECK(float32_value(floating("1.000000059604644775390625")) == 1.0F);
  CHECK(float32_value(floating("3.4028234663852886e38")) == std::numeric_limits<float>::max());
  CHECK(std::isinf(float32_value(floating("3.41e38"))));
  CHECK(float32_value(floating("1.4e-45")) == 1.4e-45F);
  CHECK_FALSE(round_float32(floating("1e39")).is_known());
}

TEST_CASE("constant: integer division truncates, shifts of negatives round down",
          "[constant]") {
  CHECK(int64_value(binary(Op::IntQuo, make_int(-5), make_int(2))) == -2);
  CHECK(int64_value(binary(Op::Rem, make_int(-5), make_int(3))) == -2);
  CHECK(int64_value(shift_right(make_int(-5), 1)) == -3);
  CHECK(int64_value(shift_left(make_int(-5), 2)) == -20);
  CHECK(exact_text(binary(Op::Quo, make_int(1), make_int(3))) == "1/3");
}

TEST_CASE("constant: bit operations treat negatives as two's complement", "[constant]") {
  CHECK(int64_value(binary(Op::And, make_int(-4), make_int(7))) == 4);
  CHECK(int64_value(binary(Op::Or, make_int(-4), make_int(1))) == -3);
  CHECK(int64_value(binary(Op::Xor, make_int(-1), make_int(5))) == -6);
  CHECK(int64_value(binary(Op::AndNot, make_int(-1), make_int(15))) == -16);
  CHECK(int64_value(complement(make_int(0))) == -1);
  CHECK(int64_value(complement_unsigned(make_int(0), 8)) == 255);
  CHECK(low_bits(make_int(-1)) == std::numeric_limits<uint64_t>::max());
}

TEST_CASE("constant: kinds convert only without loss", "[constant]") {
  CHECK(int64_value(to_int(floating("2.0"))) == 2);
  CHECK_FALSE(to_int(floating("2.5")).is_known());
  Value whole = make_complex(floating("3.0"), make_int(0));
  CHECK(int64_value(to_int(whole)) == 3);
  CHECK_FALSE(to_float(make_complex(make_int(1), make_int(2))).is_known());
  CHECK(int64_value(to_int(floating("1e100"))).has_value() == false);
  CHECK(to_int(floating("1e100")).is_known());
}

TEST_CASE("constant: complex arithmetic", "[constant]") {
  Value x = make_complex(make_int(1), make_int(2));
  Value y = make_complex(make_int(3), make_int(-1));
  CHECK(text(binary(Op::Mul, x, y)) == "(5 + 5i)");
  CHECK(text(binary(Op::Quo, x, y)) == "(0.1 + 0.7i)");
  CHECK(compare(Op::Ne, x, y));
  CHECK(text(from_literal("0123i", Literal::Imaginary)) == "(0 + 123i)");
}

TEST_CASE("constant: strings and runes", "[constant]") {
  CHECK(string_value(from_literal("\"a\\tb\\x41\\u00e9\\101\"", Literal::String)) ==
        "a\tbA\xc3\xa9"
        "A");
  CHECK(string_value(from_literal("`a\\n\r\nb`", Literal::String)) == "a\\n\nb");
  CHECK(int64_value(from_literal("'\\U0001F600'", Literal::Rune)) == 0x1F600);
  CHECK(int64_value(from_literal("'\\''", Literal::Rune)) == '\'');
  CHECK(int64_value(from_literal("'\xc4\x81'", Literal::Rune)) == 0x101);
  CHECK(text(make_string(std::string(100, 'x'))).size() == 72);
}

}  // namespace prologo::constant
