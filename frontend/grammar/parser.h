#pragma once
// Tokens -> syntax tree: the grammar's one public header.

#include "frontend/ast.h"
#include "frontend/token.h"
#include "support/diagnostic.h"

namespace prologo {

struct ParseOptions {
  // Report directive comments (`//go:noinline`) that stand where they mean nothing. gofmt does
  // not; the compiler does.
  bool checks_directives = true;
};

// The tree of one file, in `arena`, which does not refer to the tokens or the source any more.
// Reports lexical and syntax errors, in Go's words; then the tree has gaps (BadExpr) and must
// not be compiled. Null if the package clause is unusable.
ast::File* parse(const Tokens& tokens, ast::Arena& arena, Diagnostics& diagnostics,
                 const ParseOptions& options = {});

}  // namespace prologo
