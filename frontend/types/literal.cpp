#include "frontend/types/literal.h"

#include <algorithm>

#include "support/text.h"

namespace prologo::constant {

int digit_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  return (c | 0x20) - 'a' + 10;
}

static int prefix_base(std::string_view text) {
  if (text.size() < 2 || text[0] != '0') {
    return 10;
  }
  switch (text[1] | 0x20) {
    case 'x':
      return 16;
    case 'b':
      return 2;
    case 'o':
      return 8;
    default:
      return 10;
  }
}

static int64_t scan_exponent(std::string_view text) {
  bool negative = !text.empty() && text[0] == '-';
  int64_t value = 0;
  for (char c : text) {
    if (c >= '0' && c <= '9') {
      value = std::min<int64_t>(value * 10 + (c - '0'), int64_t{1} << 40);
    }
  }
  return negative ? -value : value;
}

ScannedNumber scan_number(std::string_view text, bool is_float) {
  ScannedNumber number;
  number.digit_base = prefix_base(text);
  if (number.digit_base != 10) {
    text.remove_prefix(2);
  } else if (!is_float && text.size() > 1 && text[0] == '0') {
    number.digit_base = 8;
  }
  number.base = number.digit_base == 16 ? 2 : 10;
  char marker = number.digit_base == 16 ? 'p' : 'e';
  bool after_point = false;
  int64_t places = 0;
  for (size_t i = 0; i < text.size(); i++) {
    char c = text[i];
    if (c == '.') {
      after_point = true;
    } else if (is_float && (c | 0x20) == marker) {
      number.exponent = scan_exponent(text.substr(i + 1));
      break;
    } else if (c != '_') {
      number.digits += c;
      places += after_point ? 1 : 0;
    }
  }
  if (number.digits.empty()) {
    number.digits = "0";
  }
  number.exponent -= places * (number.base == 2 ? 4 : 1);
  return number;
}

bool is_float_text(std::string_view text) {
  bool hex = prefix_base(text) == 16;
  if (prefix_base(text) == 10 && text.size() > 2 && text[0] == '0') {
    return true;  // 0123i is decimal: read it as a float, where leading zeros mean nothing
  }
  return text.find_first_of(hex ? ".pP" : ".eE") != std::string_view::npos;
}

std::string_view imaginary_digits(std::string_view text) {
  text.remove_suffix(1);
  return text;
}

namespace {

// One escape or character of a quoted literal.
struct Unit {
  uint32_t value = 0;
  bool is_byte = false;  // \x and octal escapes stand for a byte, not a code point
};

Unit read_number(std::string_view text, size_t& at, int base, int count, bool is_byte) {
  Unit unit{0, is_byte};
  for (; count > 0 && at < text.size(); count--) {
    unit.value = unit.value * static_cast<uint32_t>(base) +
                 static_cast<uint32_t>(digit_value(text[at++]));
  }
  return unit;
}

Unit read_escape(std::string_view text, size_t& at) {
  static constexpr std::string_view kNames = "abfnrtv\\'\"";
  static constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\'\"";
  char c = text[at++];
  switch (c) {
    case 'x':
      return read_number(text, at, 16, 2, true);
    case 'u':
      return read_number(text, at, 16, 4, false);
    case 'U':
      return read_number(text, at, 16, 8, false);
    default:
      break;
  }
  if (size_t known = kNames.find(c); known != std::string_view::npos) {
    return {static_cast<uint32_t>(kValues[known]), false};
  }
  at--;
  return read_number(text, at, 8, 3, true);
}

}  // namespace

static uint32_t decode_rune(std::string_view text) {
  auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) {
    return lead;
  }
  size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || text.size() < length) {
    return 0xFFFD;
  }
  uint32_t rune = lead & (0xFFU >> (length + 1));
  for (size_t i = 1; i < length; i++) {
    rune = (rune << 6) | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  return rune;
}

int32_t unquote_rune(std::string_view text) {
  if (text.size() < 3) {
    return 0xFFFD;
  }
  std::string_view inner = text.substr(1, text.size() - 2);
  if (inner[0] != '\\') {
    return static_cast<int32_t>(decode_rune(inner));
  }
  size_t at = 1;
  return inner.size() < 2 ? 0xFFFD : static_cast<int32_t>(read_escape(inner, at).value);
}

std::string unquote_string(std::string_view text) {
  std::string out;
  if (text.size() < 2) {
    return out;
  }
  std::string_view inner = text.substr(1, text.size() - 2);
  if (text[0] == '`') {
    std::copy_if(inner.begin(), inner.end(), std::back_inserter(out),
                 [](char c) { return c != '\r'; });
    return out;
  }
  for (size_t at = 0; at < inner.size();) {
    char c = inner[at++];
    if (c != '\\' || at == inner.size()) {
      out += c;
      continue;
    }
    Unit unit = read_escape(inner, at);
    if (unit.is_byte) {
      out += static_cast<char>(unit.value);
    } else {
      append_utf8(out, unit.value);
    }
  }
  return out;
}

}  // namespace prologo::constant
