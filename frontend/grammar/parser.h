#pragma once
// Tokens -> syntax tree: the grammar's one public header.

#include <vector>

#include "frontend/ast.h"
#include "frontend/token.h"
#include "support/diagnostic.h"

namespace prologo {

struct ParseOptions {
  // Judge the file as gofmt does, not as the compiler: no errors about directive comments and
  // numbers of receivers, but some that the compiler leaves to its type checker.
  bool as_gofmt = false;
  // Takes the function bodies without errors in them, inner ones first.
  std::vector<ast::Block*>* whole_bodies = nullptr;
};

// The tree of one file, in `arena`, which does not refer to the tokens or the source any more.
// Reports lexical and syntax errors, in Go's words; then the tree has gaps (BadExpr) and must
// not be compiled. Null if the package clause is unusable.
ast::File* parse(const Tokens& tokens, ast::Arena& arena, Diagnostics& diagnostics,
                 const ParseOptions& options = {});

}  // namespace prologo
