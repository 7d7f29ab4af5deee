#include "frontend/token.h"

#include <algorithm>

#include "support/text.h"

namespace prologo {

static constexpr uint32_t kMaxColumn = 0xFFFF;

static constexpr const char* kSpellings[] = {
#define TOKEN(kind, text) text,
#define KEYWORD(kind, text) text,
#include "frontend/token.def"
#undef TOKEN
#undef KEYWORD
};

static constexpr const char* kNames[] = {
#define TOKEN(kind, text) #kind,
#define KEYWORD(kind, text) #kind,
#include "frontend/token.def"
#undef TOKEN
#undef KEYWORD
};

const char* spelling(Tok kind) { return kSpellings[static_cast<size_t>(kind)]; }

int precedence(ast::Op op) {
  using ast::Op;
  if (op >= Op::Mul) {
    return 5;
  }
  if (op >= Op::Add) {
    return 4;
  }
  if (op >= Op::Eql) {
    return 3;
  }
  return op == Op::AndAnd ? 2 : op == Op::OrOr ? 1 : 0;
}

Pos rebase(const LineBase& base, uint32_t line, uint32_t column) {
  Pos pos;
  pos.file = base.file;
  pos.line = base.new_line + (line - base.line);
  if (base.new_column != 0) {
    uint32_t moved = line == base.line ? base.new_column + (column - base.column) : column;
    pos.column = static_cast<uint16_t>(std::min(moved, kMaxColumn));
  }
  return pos;
}

Pos Tokens::based_pos(const Token& token) const {
  uint32_t index = static_cast<uint32_t>(&token - list.data());
  auto after =
      std::upper_bound(bases.begin(), bases.end(), index,
                       [](uint32_t i, const LineBase& base) { return i < base.token; });
  if (after == bases.begin()) {
    return {token.line, file, token.column};
  }
  return rebase(*std::prev(after), token.line, token.column);
}

static std::string token_text(const Tokens& tokens, const Token& token) {
  switch (token.kind) {
    case Tok::Name:
      return std::string(tokens.text(token));
    case Tok::Literal:
      return quote(tokens.text(token));
    case Tok::Operator:
      return ast::op_text(token.op());
    case Tok::AssignOp:
      return std::string(ast::op_text(token.op())) + "=";
    case Tok::IncOp:
      return std::string(2, ast::op_text(token.op())[0]);
    case Tok::Semi: {
      static constexpr const char* kTexts[] = {"semicolon", "newline", "EOF"};
      return kTexts[token.detail];
    }
    default:
      return "";
  }
}

static const char* literal_name(ast::LitKind kind) {
  static constexpr const char* kTexts[] = {"Int", "Float", "Imag", "Rune", "String"};
  return kTexts[static_cast<size_t>(kind)];
}

std::string tokens_text(const Tokens& tokens) {
  std::string out;
  for (const Token& token : tokens.list) {
    Pos pos = tokens.pos(token);
    out += std::to_string(pos.line) + ":" + std::to_string(pos.column) + " ";
    bool is_literal = token.kind == Tok::Literal;
    out += is_literal ? literal_name(token.literal()) : kNames[static_cast<size_t>(token.kind)];
    std::string text = token_text(tokens, token);
    out += text.empty() ? "\n" : " " + text + "\n";
  }
  return out;
}

}  // namespace prologo
