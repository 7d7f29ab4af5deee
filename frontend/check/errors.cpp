// How the checker reports: positions and suppression of follow-up errors as in types2.

#include "frontend/check/checker.h"

namespace prologo::check {

void Checker::error(Pos pos, std::string text) {
  // Messages about operands or types that are themselves wrong follow from an earlier error.
  for (std::string_view sign : {"invalid operand", "invalid type"}) {
    size_t at = text.find(sign);
    if (has_error_ && at != std::string::npos && at > 0) {
      return;
    }
  }
  has_error_ = true;
  if (env_.error_pos.is_known()) {
    pos = env_.error_pos;
  }
  // Of equal messages in a row about one line the first one found stays.
  if (diagnostics_.has_errors()) {
    const Diagnostic& last = diagnostics_.list().back();
    if (last.pos.file == pos.file && last.pos.line == pos.line && last.message == text) {
      return;
    }
  }
  diagnostics_.add(pos, std::move(text));
}

void Checker::error(const ast::Expr* at, std::string text) {
  error(ast::start_pos(at), std::move(text));
}

Pos Checker::operand_pos(const Operand& x) const {
  return x.expr == nullptr ? Pos() : ast::start_pos(x.expr);
}

void Checker::error(const Operand& at, std::string text) {
  error(operand_pos(at), std::move(text));
}

// The second line of an error about a name declared twice.
std::string Checker::other_declaration(const Object* object) const {
  if (!object->pos.is_known()) {
    return "";
  }
  return "\n\t" + sources_.describe(object->pos) + ": other declaration of " +
         std::string(object->name);
}

void Checker::not_supported(Pos pos, std::string_view what) {
  has_refusals_ = true;
  error(pos, "not supported yet: " + std::string(what));
}

}  // namespace prologo::check
