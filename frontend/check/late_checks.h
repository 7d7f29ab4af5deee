#pragma once
// What Go finds out only while it translates checked trees: types too large for memory,
// channels of large elements, pointers made to point to types that are not in the heap. Such
// errors stand where the translation has come to, which is not always where the type is
// written.

#include <unordered_set>

#include "frontend/ast.h"
#include "frontend/types/type.h"
#include "support/diagnostic.h"

namespace prologo::check {

class LateChecks {
 public:
  explicit LateChecks(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  // Declared types of the package, before anything else.
  void package_types(std::span<ast::File* const> files);
  // A function with its parameters, or variables.
  void declaration(const ast::Decl* decl);
  // A type declared in a function.
  void local_type(const ast::TypeDecl* decl);

  // The translation has come to this expression, which is no type.
  void at(const ast::Expr* expr) { pos_ = expr->pos; }

  // Complains about the parts of the type that are new.
  void type(const types::Type* type);
  void conversion(const ast::Call* call);

 private:
  void parts(const types::Type* type);
  int64_t width(const types::Type* type) const;
  void size(const types::Type* type);
  void complain(std::string text);

  Diagnostics& diagnostics_;
  Pos pos_;
  std::unordered_set<const types::Type*> seen_;
  std::unordered_set<const types::Type*>
      cut_;  // structs that were too large: small from then on
};

}  // namespace prologo::check
