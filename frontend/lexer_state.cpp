#include "frontend/lexer_state.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "frontend/unicode.h"

namespace prologo::lexer {

static constexpr uint32_t kMaxLineNumber = 1U << 30;

// Short texts live inside their std::string and move when `files` grows: those are copied.
static constexpr size_t kSmallFile = 64;

State::State(SourceFiles& files, uint16_t file, Tokens& out) : files_(files), out_(out) {
  out_.file = file;
  out_.source = files[file].text;
  if (out_.source.size() < kSmallFile) {
    out_.cleaned = std::make_unique<std::string>(out_.source);
    out_.source = *out_.cleaned;
  }
  clean_input();
  begin_ = out_.source.data();
  end_ = begin_ + out_.source.size();
  line_start_ = begin_;
  begin_token(begin_);
  out_.list.reserve(out_.source.size() / 4 + 16);
}

static bool is_clean(std::string_view text) {
  static constexpr uint64_t kHighBits = 0x8080808080808080U;
  static constexpr uint64_t kOnes = 0x0101010101010101U;
  const char* p = text.data();
  const char* end = p + text.size();
  for (; end - p >= 8; p += 8) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    if (((word | ((word - kOnes) & ~word)) & kHighBits) != 0) {
      return false;
    }
  }
  return std::all_of(p, end, [](char c) { return c > 0; });
}

// Bytes Go's scanner drops wherever they stand (NUL, byte order marks, broken UTF-8) are taken
// out before lexing, so that the lexer proper need not know of them.
void State::clean_input() {
  std::string_view text = out_.source;
  if (is_clean(text)) {
    return;
  }
  begin_ = line_start_ = text.data();
  end_ = begin_ + text.size();
  std::string kept;
  for (Iterator p = begin_; p < end_;) {
    unicode::Decoded decoded = unicode::decode(p, static_cast<size_t>(end_ - p));
    const char* what = decoded.c == 0                         ? "invalid NUL character"
                       : decoded.c == unicode::kInvalid       ? "invalid UTF-8 encoding"
                       : decoded.c != unicode::kByteOrderMark ? nullptr
                       : p == begin_                          ? ""
                                     : "invalid BOM in the middle of the file";
    if (what == nullptr) {
      kept.append(p, decoded.length);
    } else {
      uint32_t place = static_cast<uint32_t>(kept.size());
      removed_.insert(removed_.end(), decoded.length, place);
      Pos pos = position(line_, static_cast<uint32_t>(p - line_start_) + 1);
      bool is_repeat = !input_errors_.empty() && input_errors_.back().second.message == what &&
                       input_errors_.back().second.pos.line == pos.line;
      if (*what != '\0' && !is_repeat) {
        input_errors_.push_back({place, {0, pos, what}});
      }
    }
    p += decoded.length;
    if (decoded.c == '\n') {
      new_line(p);
    }
  }
  line_ = 1;
  if (!removed_.empty()) {
    auto cleaned = std::make_unique<std::string>(std::move(kept));
    out_.cleaned.swap(cleaned);
    out_.source = *out_.cleaned;
  }
}

uint32_t State::removed_before(Iterator at) const {
  uint32_t from = static_cast<uint32_t>(line_start_ - begin_);
  uint32_t to = static_cast<uint32_t>(at - begin_);
  auto first = std::lower_bound(removed_.begin(), removed_.end(), from);
  auto last = std::upper_bound(first, removed_.end(), to);
  return static_cast<uint32_t>(last - first);
}

bool State::has_removed(Iterator after, Iterator to) const {
  auto next =
      std::upper_bound(removed_.begin(), removed_.end(), static_cast<uint32_t>(after - begin_));
  return next != removed_.end() && *next <= static_cast<uint32_t>(to - begin_);
}

bool State::is_blank_before(Iterator at) const {
  return std::all_of(line_start_, at,
                     [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
}

Pos State::position(uint32_t line, uint32_t column) const {
  if (!out_.bases.empty()) {
    return rebase(out_.bases.back(), line, column);
  }
  return {line, out_.file, static_cast<uint16_t>(std::min(column, 0xFFFFU))};
}

void State::error_at(uint32_t line, uint32_t column, std::string message) {
  Pos pos = position(line, column);
  if (!out_.errors.empty()) {
    const LexError& last = out_.errors.back();
    if (last.pos.line == pos.line && last.message == message) {
      return;
    }
  }
  out_.errors.push_back({static_cast<uint32_t>(out_.list.size()), pos, std::move(message)});
}

void State::directive(std::string_view text, bool is_line_comment, Iterator end) {
  bool is_position = text.starts_with("line ");
  if (is_position && (!is_line_comment || start_column_ == 1)) {
    if (is_line_comment) {
      line_directive(text.substr(5), start_column_ + 7, line_ + 1, 1);
    } else if (line_ == start_line_) {
      line_directive(text.substr(5), start_column_ + 7, line_, column(end));
    }
    return;
  }
  if (is_position || !is_line_comment) {
    return;
  }
  out_.directives.push_back({static_cast<uint32_t>(out_.list.size()),
                             position(start_line_, start_column_ + 2), text,
                             is_blank_before(start_)});
}

// The number after the last colon of `text`. `at` is where its digits begin, 0 without a colon.
struct TrailingNumber {
  size_t at = 0;
  uint64_t value = 0;
  bool is_number = false;
};

static TrailingNumber trailing_number(std::string_view text) {
  size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return {};
  }
  TrailingNumber found{colon + 1, 0, false};
  std::string_view digits = text.substr(colon + 1);
  auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), found.value);
  found.is_number = code == std::errc() && end == digits.data() + digits.size();
  return found;
}

// `text` is "file:line" or "file:line:column" and begins in `text_column`; the new numbering
// holds from (line, column) on.
void State::line_directive(std::string_view text, uint32_t text_column, uint32_t line,
                           uint32_t column) {
  auto refuse = [&](const char* what, size_t at) {
    error_at(start_line_, text_column + static_cast<uint32_t>(at),
             std::string("invalid ") + what + " number: " + std::string(text.substr(at)));
  };
  TrailingNumber last = trailing_number(text);
  if (last.at == 0) {
    return;
  }
  if (!last.is_number) {
    return refuse("line", last.at);
  }
  TrailingNumber before = trailing_number(text.substr(0, last.at - 1));
  uint64_t new_column = 0;
  size_t line_at = last.at;
  uint64_t new_line = last.value;
  std::string_view name = text.substr(0, last.at - 1);
  if (before.is_number) {
    new_column = last.value;
    if (new_column == 0 || new_column > kMaxLineNumber) {
      return refuse("column", last.at);
    }
    line_at = before.at;
    new_line = before.value;
    name = text.substr(0, before.at - 1);
    text = text.substr(0, last.at - 1);
  }
  if (new_line == 0 || new_line > kMaxLineNumber) {
    return refuse("line", line_at);
  }
  uint16_t current = out_.bases.empty() ? out_.file : out_.bases.back().file;
  bool keeps_name = name.empty() && before.is_number;
  LineBase base;
  base.token = static_cast<uint32_t>(out_.list.size());
  base.line = line;
  base.column = column;
  base.file = keeps_name ? current : file_named(std::string(name));
  base.new_line = static_cast<uint32_t>(new_line);
  base.new_column = static_cast<uint32_t>(new_column);
  out_.bases.push_back(base);
}

uint16_t State::file_named(const std::string& name) {
  for (size_t i = files_.size(); i-- > 1;) {
    if (files_[static_cast<uint16_t>(i)].name == name) {
      return static_cast<uint16_t>(i);
    }
  }
  return files_.size() < 0xFFFF ? files_.add(name, "") : out_.file;
}

// Input errors were found before there were tokens and `//line` comments; give each the token
// it stood in and its final position.
void State::settle_input_errors() {
  for (auto& [place, error] : input_errors_) {
    auto after = std::upper_bound(
        out_.bases.begin(), out_.bases.end(), error.pos, [](Pos pos, const LineBase& base) {
          return pos.line != base.line ? pos.line < base.line : pos.column < base.column;
        });
    if (after != out_.bases.begin()) {
      error.pos = rebase(*std::prev(after), error.pos.line, error.pos.column);
    }
    auto token = std::lower_bound(
        out_.list.begin(), out_.list.end(), place,
        [](const Token& t, uint32_t offset) { return t.offset + t.length < offset; });
    error.token = static_cast<uint32_t>(token - out_.list.begin());
    out_.errors.push_back(std::move(error));
  }
  std::stable_sort(out_.errors.begin(), out_.errors.end(),
                   [](const LexError& a, const LexError& b) {
                     return a.token != b.token ? a.token < b.token : a.pos < b.pos;
                   });
}

void State::finish() {
  begin_token(end_);
  if (needs_semi_) {
    emit(end_, Tok::Semi, static_cast<uint8_t>(SemiKind::Eof), false);
  }
  emit(end_, Tok::Eof, 0, false);
  out_.line_count = line_;
  if (!input_errors_.empty()) {
    settle_input_errors();
  }
}

}  // namespace prologo::lexer
