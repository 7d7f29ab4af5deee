#pragma once
// Reading the text of literals that the lexer has already found well-formed.

#include <cstdint>
#include <string>
#include <string_view>

namespace prologo::constant {

// A number literal as digits * base^exponent. Hexadecimal floats have digit_base 16, base 2.
struct ScannedNumber {
  std::string digits;
  int digit_base = 10;
  int base = 10;
  int64_t exponent = 0;
};

int digit_value(char c);
ScannedNumber scan_number(std::string_view text, bool is_float);

// Of an imaginary literal: the number without its suffix. A leading 0 with only decimal
// digits does not make it octal.
std::string_view imaginary_digits(std::string_view text);
bool is_float_text(std::string_view text);

int32_t unquote_rune(std::string_view text);
std::string unquote_string(std::string_view text);

}  // namespace prologo::constant
