#pragma once
// The value of an expression while it is being checked.

#include <string>

#include "frontend/ast.h"
#include "frontend/check/info.h"
#include "frontend/types/relations.h"

namespace prologo::check {

struct Operand {
  Mode mode = Mode::Invalid;
  ast::Expr* expr = nullptr;
  const types::Type* type = types::invalid_type();
  constant::Value value;            // Mode::Constant
  Builtin builtin = Builtin::None;  // Mode::Builtin

  bool is_valid() const { return mode != Mode::Invalid; }

  bool is_constant() const { return mode == Mode::Constant; }

  bool is_nil() const { return mode == Mode::Nil; }

  void invalidate() { mode = Mode::Invalid; }
};

// As messages show it: `x (variable of type int)`, `1 << 3 (untyped int constant 8)`, `nil`.
std::string operand_text(const Operand& x);

std::string_view builtin_name(Builtin builtin);

// Pieces of a message, each printed the way Go prints it.
inline std::string part(std::string_view text) { return std::string(text); }

inline std::string part(const char* text) { return text; }

inline std::string part(int64_t number) { return std::to_string(number); }

inline std::string part(const Operand& x) { return operand_text(x); }

inline std::string part(const types::Type* type) { return types::type_text(type); }

std::string part(const ast::Expr* expr);

inline std::string part(ast::Op op) { return ast::op_text(op); }

template <typename... Parts>
std::string message(const Parts&... parts) {
  std::string text;
  ((text += part(parts)), ...);
  return text;
}

}  // namespace prologo::check
