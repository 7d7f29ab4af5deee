#include "frontend/lexer_literals.h"

#include <cstring>

#include "frontend/unicode.h"

namespace prologo::lexer {

using ast::LitKind;

static char lower(char c) { return static_cast<char>(c | 0x20); }

static bool is_decimal(char c) { return c >= '0' && c <= '9'; }

static bool is_hex(char c) { return is_decimal(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

static const char* base_name(int base) {
  switch (base) {
    case 2:
      return "binary";
    case 8:
      return "octal";
    case 10:
      return "decimal";
    default:
      return "hexadecimal";
  }
}

static void emit_literal(Iterator at, State& state, LitKind kind, bool ok) {
  uint8_t detail = static_cast<uint8_t>(kind);
  if (!ok) {
    detail |= Token::kBadLiteral;
  }
  state.emit(at, Tok::Literal, detail, true);
}

namespace {

// Reads one number; the first fault is reported, the rest of it read all the same.
class NumberReader {
 public:
  NumberReader(Iterator& at, State& state) : at_(at), state_(state) {}

  void read(bool after_point) {
    if (!after_point) {
      read_prefix();
      read_digits(base_);
      if (peek() == '.') {
        if (prefix_ == 'o' || prefix_ == 'b') {
          fault(std::string("invalid radix point in ") + base_name(base_) + " literal");
        }
        at_++;
        after_point = true;
      }
    }
    if (after_point) {
      kind_ = LitKind::Float;
      read_digits(base_);
    }
    if (!has_digits_) {
      fault(std::string(base_name(base_)) + " literal has no digits");
    }
    read_exponent();
    if (peek() == 'i') {
      kind_ = LitKind::Imag;
      at_++;
    }
    check_digits();
    check_separators();
    emit_literal(at_, state_, kind_, ok_);
  }

 private:
  char peek() const { return at_ < state_.end() ? *at_ : '\0'; }

  void fault(std::string message) {
    if (ok_) {
      state_.error(at_, std::move(message));
      ok_ = false;
    }
  }

  void fault_at(size_t index, std::string message) {
    state_.error_in_token(static_cast<uint32_t>(index), std::move(message));
    ok_ = false;
  }

  void read_prefix() {
    if (peek() != '0') {
      return;
    }
    at_++;
    prefix_ = lower(peek());
    switch (prefix_) {
      case 'x':
        base_ = 16;
        break;
      case 'o':
        base_ = 8;
        break;
      case 'b':
        base_ = 2;
        break;
      default:
        base_ = 8;
        prefix_ = '0';
        has_digits_ = true;
        return;
    }
    at_++;
  }

  // Accepts all decimal digits in any smaller base too, and remembers the first wrong one.
  void read_digits(int base) {
    for (; at_ < state_.end(); at_++) {
      if (*at_ == '_') {
        has_separators_ = true;
      } else if (base == 16 ? is_hex(*at_) : is_decimal(*at_)) {
        has_digits_ = true;
        if (base < 10 && *at_ - '0' >= base && wrong_digit_ == nullptr) {
          wrong_digit_ = at_;
        }
      } else {
        return;
      }
    }
  }

  void read_exponent() {
    char e = lower(peek());
    if (e != 'e' && e != 'p') {
      if (prefix_ == 'x' && kind_ == LitKind::Float) {
        fault("hexadecimal mantissa requires a 'p' exponent");
      }
      return;
    }
    std::string quoted = unicode::quote_rune(static_cast<char32_t>(*at_));
    if (e == 'e' && prefix_ != 0 && prefix_ != '0') {
      fault(quoted + " exponent requires decimal mantissa");
    } else if (e == 'p' && prefix_ != 'x') {
      fault(quoted + " exponent requires hexadecimal mantissa");
    }
    at_++;
    kind_ = LitKind::Float;
    if (peek() == '+' || peek() == '-') {
      at_++;
    }
    has_digits_ = false;
    read_digits(10);
    if (!has_digits_) {
      fault("exponent has no digits");
    }
  }

  // A digit too large for the base is an error in integers only: 089.5 and 08i are decimal.
  void check_digits() {
    if (kind_ == LitKind::Int && wrong_digit_ != nullptr && ok_) {
      fault_at(static_cast<size_t>(wrong_digit_ - state_.token_start()),
               "invalid digit " + unicode::quote_rune(static_cast<char32_t>(*wrong_digit_)) +
                   " in " + base_name(base_) + " literal");
    }
  }

  // Each separator must stand between digits; a prefix counts as one.
  void check_separators() {
    if (!has_separators_ || !ok_) {
      return;
    }
    Iterator start = state_.token_start();
    bool has_prefix = prefix_ != 0 && prefix_ != '0';
    Iterator p = has_prefix ? start + 2 : start;
    bool after_digit = has_prefix;
    for (; p < at_; p++) {
      bool digit = is_decimal(*p) || (prefix_ == 'x' && is_hex(*p));
      bool next_is_digit =
          p + 1 < at_ && (is_decimal(p[1]) || p[1] == '_' || (prefix_ == 'x' && is_hex(p[1])));
      if (*p == '_' && (!after_digit || !next_is_digit)) {
        return fault_at(static_cast<size_t>(p - start), "'_' must separate successive digits");
      }
      after_digit = digit;
    }
  }

  Iterator& at_;
  State& state_;
  LitKind kind_ = LitKind::Int;
  int base_ = 10;
  char prefix_ = 0;  // 'x', 'o', 'b', '0' for the old octal form, 0 for decimal
  bool has_digits_ = false;
  bool has_separators_ = false;
  bool ok_ = true;
  Iterator wrong_digit_ = nullptr;
};

}  // namespace

void read_number(Iterator& first, State& state, bool after_point) {
  NumberReader(first, state).read(after_point);
}

static char32_t rune_at(Iterator first, const State& state) {
  return unicode::decode(first, static_cast<size_t>(state.end() - first)).c;
}

static int digit_value(char c) {
  return is_decimal(c) ? c - '0' : is_hex(c) ? lower(c) - 'a' + 10 : 16;
}

struct NumericEscape {
  int digits;
  int base;
  uint32_t max;
};

static bool read_code(Iterator& first, State& state, NumericEscape escape) {
  uint32_t code = 0;
  for (int i = 0; i < escape.digits; i++) {
    if (first == state.end()) {
      return true;
    }
    int digit = digit_value(*first);
    if (digit >= escape.base) {
      state.error(first, "invalid character " + unicode::quote_rune(rune_at(first, state)) +
                             " in " + base_name(escape.base) + " escape");
      return false;
    }
    code = code * static_cast<uint32_t>(escape.base) + static_cast<uint32_t>(digit);
    first++;
  }
  if (code > escape.max && escape.base == 8) {
    state.error(first, "octal escape value " + std::to_string(code) + " > 255");
    return false;
  }
  if (code > escape.max || (escape.max > 255 && code >= 0xD800 && code < 0xE000)) {
    state.error(first, "escape is invalid Unicode code point " + unicode::name_of(code));
    return false;
  }
  return true;
}

// Behind the backslash. At the end of the file the caller complains.
static bool read_escape(Iterator& first, State& state, char quote) {
  if (first == state.end()) {
    return true;
  }
  char c = *first;
  if (c == quote || std::strchr("abfnrtv\\", c) != nullptr) {
    first++;
    return true;
  }
  if (c >= '0' && c <= '7') {
    return read_code(first, state, {3, 8, 255});
  }
  if (c == 'x' || c == 'u' || c == 'U') {
    first++;
    return read_code(first, state,
                     c == 'x'   ? NumericEscape{2, 16, 255}
                     : c == 'u' ? NumericEscape{4, 16, 0x10FFFF}
                                : NumericEscape{8, 16, 0x10FFFF});
  }
  state.error(first, "unknown escape");
  return false;
}

void read_rune(Iterator& first, State& state) {
  bool ok = true;
  auto fault_in_token = [&](const char* message) {
    if (ok) {
      state.error_in_token(0, message);
    }
    ok = false;
  };
  for (int count = 0;; count++) {
    if (first == state.end()) {
      fault_in_token("rune literal not terminated");
      break;
    }
    if (*first == '\'') {
      if (ok && count == 0) {
        state.error(first, "empty rune literal or unescaped '");
        ok = false;
      } else if (count != 1) {
        fault_in_token("more than one character in rune literal");
      }
      first++;
      break;
    }
    if (*first == '\n') {
      if (ok) {
        state.error(first, "newline in rune literal");
      }
      ok = false;
      break;
    }
    if (*first == '\\') {
      first++;
      ok = read_escape(first, state, '\'') && ok;
    } else {
      first += unicode::decode(first, static_cast<size_t>(state.end() - first)).length;
    }
  }
  emit_literal(first, state, LitKind::Rune, ok);
}

void read_string(Iterator& first, State& state) {
  bool ok = true;
  for (;;) {
    while (first < state.end() && *first != '"' && *first != '\\' && *first != '\n') {
      first++;
    }
    if (first == state.end()) {
      state.error_in_token(0, "string not terminated");
      ok = false;
      break;
    }
    if (*first == '"') {
      first++;
      break;
    }
    if (*first == '\n') {
      state.error(first, "newline in string");
      ok = false;
      break;
    }
    first++;
    ok = read_escape(first, state, '"') && ok;
  }
  emit_literal(first, state, LitKind::String, ok);
}

void read_raw_string(Iterator& first, State& state) {
  bool ok = true;
  for (;;) {
    if (first == state.end()) {
      state.error_in_token(0, "string not terminated");
      ok = false;
      break;
    }
    char c = *first++;
    if (c == '`') {
      break;
    }
    if (c == '\n') {
      state.new_line(first);
    }
  }
  emit_literal(first, state, LitKind::String, ok);
}

}  // namespace prologo::lexer
