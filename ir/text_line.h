#pragma once
// One line of IR text, read from left to right. Used by the parser alone.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "support/text.h"

namespace prologo::ir {

struct SyntaxError {
  std::string message;
};

// One line, read from left to right.
class Line {
 public:
  explicit Line(std::string_view text) : text_(text) {}

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') {
      ++at_;
    }
  }

  bool at_end() {
    skip_blanks();
    return at_ == text_.size();
  }

  char peek() {
    skip_blanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  // Takes the text if it comes next.
  bool take(std::string_view wanted) {
    skip_blanks();
    if (text_.substr(at_, wanted.size()) != wanted) {
      return false;
    }
    at_ += wanted.size();
    return true;
  }

  bool take_word(std::string_view wanted) {
    skip_blanks();
    size_t end = at_ + wanted.size();
    if (text_.substr(at_, wanted.size()) != wanted ||
        (end < text_.size() && text_[end] != ' ')) {
      return false;
    }
    at_ = end;
    return true;
  }

  void expect(std::string_view wanted) {
    if (!take(wanted)) {
      throw SyntaxError{"expected `" + std::string(wanted) +
                        "` at: " + std::string(text_.substr(at_))};
    }
  }

  std::string word(std::string_view stop = " ") {
    skip_blanks();
    size_t end = std::min(text_.find_first_of(stop, at_), text_.size());
    std::string out(text_.substr(at_, end - at_));
    at_ = end;
    return out;
  }

  int64_t number() {
    skip_blanks();
    const char* begin = text_.data() + at_;
    char* end = nullptr;
    std::string rest(text_.substr(at_));
    long long n = std::strtoll(rest.c_str(), &end, 10);
    size_t used = static_cast<size_t>(end - rest.c_str());
    if (used == 0) {
      throw SyntaxError{"expected a number at: " + std::string(begin, text_.size() - at_)};
    }
    at_ += used;
    return n;
  }

  std::string quoted() {
    expect("\"");
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        unescape(out);
      } else {
        out += text_[at_++];
      }
    }
    expect("\"");
    return out;
  }

  // A name as the printer writes it: bare up to a stop character, or quoted.
  std::string name(std::string_view stop) { return peek() == '"' ? quoted() : word(stop); }

  std::string_view rest() {
    skip_blanks();
    return text_.substr(at_);
  }

  void advance(size_t n) { at_ += n; }

 private:
  std::string_view text_;
  size_t at_ = 0;

  // The characters after a backslash; a line that ends inside them is an error.
  std::string_view escaped(size_t n) {
    if (text_.size() - at_ < n) {
      throw SyntaxError{"the text ends inside an escape"};
    }
    std::string_view out = text_.substr(at_, n);
    at_ += n;
    return out;
  }

  uint32_t hexadecimal(size_t digits) {
    return static_cast<uint32_t>(
        std::strtoul(std::string(escaped(digits)).c_str(), nullptr, 16));
  }

  // One escape as quote() writes it.
  void unescape(std::string& out) {
    constexpr std::string_view kLetters = "abfnrtv";
    constexpr std::string_view kNamed = "\a\b\f\n\r\t\v";
    const char c = escaped(2)[1];
    if (const size_t named = kLetters.find(c); named != kLetters.npos) {
      out += kNamed[named];
    } else if (c == 'x') {
      out += static_cast<char>(hexadecimal(2));
    } else if (c == 'u' || c == 'U') {
      append_utf8(out, hexadecimal(c == 'u' ? 4 : 8));
    } else {
      out += c;
    }
  }
};

}  // namespace prologo::ir
