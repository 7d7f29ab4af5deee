// The texts of numbers; every expectation was printed by Go 1.19.

#include "runtime/format.h"

#include <cmath>
#include <limits>
#include <string>

#include "tests/catch.h"

using namespace prologo::runtime;

static std::string text(const Digits& digits) { return {digits.text, digits.length}; }

TEST_CASE("runtime: integers as text") {
  CHECK(text(format_signed(0)) == "0");
  CHECK(text(format_signed(-1)) == "-1");
  CHECK(text(format_signed(std::numeric_limits<int64_t>::min())) == "-9223372036854775808");
  CHECK(text(format_unsigned(std::numeric_limits<uint64_t>::max())) == "18446744073709551615");
  CHECK(text(format_hex(0)) == "0x0");
  CHECK(text(format_hex(0xdeadbeef)) == "0xdeadbeef");
}

TEST_CASE("runtime: floats as text") {
  struct Row {
    double value;
    const char* text;
  };

  const Row rows[] = {
      {0, "+0.000000e+000"},
      {-0.0, "-0.000000e+000"},
      {1, "+1.000000e+000"},
      {1.5, "+1.500000e+000"},
      {-2.25, "-2.250000e+000"},
      {9.9999999, "+1.000000e+001"},
      {123456789, "+1.234568e+008"},
      {1.0 / 3, "+3.333333e-001"},
      {1e100, "+1.000000e+100"},
      {1e-300, "+1.000000e-300"},
      {5e-324, "+4.940656e-324"},
      {1.7976931348623157e308, "+1.797693e+308"},
      {std::numeric_limits<double>::infinity(), "+Inf"},
      {-std::numeric_limits<double>::infinity(), "-Inf"},
      {std::nan(""), "NaN"},
  };
  for (const Row& row : rows) {
    CHECK(text(format_float(row.value)) == row.text);
  }
}
