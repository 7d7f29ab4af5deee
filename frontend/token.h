#pragma once
// Tokens of one file: what the lexer makes and the grammar reads. A token is 16 bytes; its text
// is a piece of the source, its position is worked out on demand, since `//line` comments may
// move it to another file.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/ast.h"
#include "support/diagnostic.h"
#include "support/source.h"

namespace prologo {

enum class Tok : uint8_t {
#define TOKEN(kind, text) kind,
#define KEYWORD(kind, text) kind,
#include "frontend/token.def"
#undef TOKEN
#undef KEYWORD
};

// The text messages show for a kind: "name", ":=", "range".
const char* spelling(Tok kind);

// Why a semicolon is there.
enum class SemiKind : uint8_t { Semicolon, Newline, Eof };

struct Token {
  uint32_t offset = 0;
  uint32_t length = 0;
  uint32_t line = 0;
  uint16_t column = 0;
  Tok kind = Tok::Eof;
  uint8_t detail = 0;  // ast::Op, LitKind (with kBadLiteral) or SemiKind, by kind

  static constexpr uint8_t kBadLiteral = 0x80;

  ast::Op op() const { return static_cast<ast::Op>(detail); }

  ast::LitKind literal() const { return static_cast<ast::LitKind>(detail & ~kBadLiteral); }

  bool is_bad_literal() const { return (detail & kBadLiteral) != 0; }

  SemiKind semi() const { return static_cast<SemiKind>(detail); }
};

// Binding strength of a binary operator, 1 (||) to 5 (*); 0 for the others.
int precedence(ast::Op op);

struct LexError {
  uint32_t token = 0;  // index of the token being read when it was found
  Pos pos;
  std::string message;
};

// A `//go:` or `//prologo:` comment.
struct Directive {
  uint32_t token = 0;  // index of the token that follows
  Pos pos;             // where the text begins, after the slashes
  std::string_view text;
  bool alone = true;  // nothing but blanks before it on its line
};

// A `//line` comment: positions of later tokens count from here, in another file.
struct LineBase {
  uint32_t token = 0;  // index of the first token it holds for
  uint32_t line = 0;   // the line and column in the real file where counting begins
  uint32_t column = 0;
  uint16_t file = 0;  // what they are called instead
  uint32_t new_line = 0;
  uint32_t new_column = 0;  // 0: columns are unknown from here on
};

struct Tokens {
  uint16_t file = 0;
  std::string_view source;               // what offsets refer to
  std::unique_ptr<std::string> cleaned;  // owns `source` if it differs from the file's text
  std::vector<Token> list;               // ends with Eof
  std::vector<LexError> errors;          // by token
  std::vector<Directive> directives;
  std::vector<LineBase> bases;
  uint32_t line_count = 0;

  std::string_view text(const Token& token) const {
    return source.substr(token.offset, token.length);
  }

  Pos pos(const Token& token) const {
    return bases.empty() ? Pos{token.line, file, token.column} : based_pos(token);
  }

 private:
  Pos based_pos(const Token& token) const;
};

// The position (line, column) of the real file as `base` renames it.
Pos rebase(const LineBase& base, uint32_t line, uint32_t column);

// One token a line: `line:col KIND text`.
std::string tokens_text(const Tokens& tokens);

}  // namespace prologo
