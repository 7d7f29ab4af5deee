#pragma once
// What the lexer's X3 components share: the place in the text, the token being read, the
// output. Components get it through the parse context; the iterator is a plain `const char*`.

#include <string>
#include <utility>
#include <vector>

#include "frontend/token.h"

namespace prologo::lexer {

using Iterator = const char*;

class State {
 public:
  State(SourceFiles& files, uint16_t file, Tokens& out);

  Iterator begin() const { return begin_; }

  Iterator end() const { return end_; }

  // ---- The token being read ----

  void begin_token(Iterator at) {
    start_ = at;
    start_line_ = line_;
    start_column_ = column(at);
  }

  Iterator token_start() const { return start_; }

  uint32_t token_line() const { return start_line_; }

  uint32_t token_column() const { return start_column_; }

  // Ends it. `ends_line`: a newline right after it becomes a semicolon.
  void emit(Iterator at, Tok kind, uint8_t detail, bool ends_line) {
    uint32_t length = static_cast<uint32_t>(at - start_);
    uint32_t shown_column = start_column_ < 0xFFFF ? start_column_ : 0xFFFF;
    out_.list.push_back({static_cast<uint32_t>(start_ - begin_), length, start_line_,
                         static_cast<uint16_t>(shown_column), kind, detail});
    needs_semi_ = ends_line;
  }

  bool needs_semi() const { return needs_semi_; }

  // ---- Lines ----

  uint32_t line() const { return line_; }

  // `after` is the first character of the new line.
  void new_line(Iterator after) {
    line_++;
    line_start_ = after;
  }

  uint32_t column(Iterator at) const {
    uint32_t column = static_cast<uint32_t>(at - line_start_) + 1;
    return removed_.empty() ? column : column + removed_before(at);
  }

  bool is_blank_before(Iterator at) const;

  // Whether bytes were taken out of the token that ends here.
  bool lost_bytes_since_start(Iterator at) const {
    return !removed_.empty() && has_removed(start_, at);
  }

  // ---- Errors and directives ----

  void error(Iterator at, std::string message) {
    error_at(line_, column(at), std::move(message));
  }

  // `offset` bytes after the beginning of the token.
  void error_in_token(uint32_t offset, std::string message) {
    error_at(start_line_, start_column_ + offset, std::move(message));
  }

  void error_at(uint32_t line, uint32_t column, std::string message);

  // A comment that begins at the token start; `text` is without its delimiters.
  void directive(std::string_view text, bool is_line_comment, Iterator end);

  // Closes the list: a last semicolon if one is due, and Eof.
  void finish();

 private:
  void clean_input();
  uint32_t removed_before(Iterator at) const;
  bool has_removed(Iterator after, Iterator to) const;
  void settle_input_errors();
  void line_directive(std::string_view text, uint32_t text_column, uint32_t line,
                      uint32_t column);
  uint16_t file_named(const std::string& name);
  Pos position(uint32_t line, uint32_t column) const;

  SourceFiles& files_;
  Tokens& out_;
  Iterator begin_ = nullptr;
  Iterator end_ = nullptr;
  Iterator start_ = nullptr;
  Iterator line_start_ = nullptr;
  uint32_t line_ = 1;
  uint32_t start_line_ = 1;
  uint32_t start_column_ = 1;
  bool needs_semi_ = false;
  // Where bytes were taken out of the input, as offsets into what is left; one entry a byte.
  std::vector<uint32_t> removed_;
  std::vector<std::pair<uint32_t, LexError>> input_errors_;
};

}  // namespace prologo::lexer
