// Stage `errors`: Go text in, the errors the compiler reports out. `errors/syntax` parses only,
// `errors/check` type-checks what parses.

#include "frontend/check/check.h"
#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"
#include "tests/stages.h"

namespace prologo::tests {

static std::string run_errors(const std::string& argument, const std::string& input) {
  SourceFiles sources;
  Tokens tokens = lex(sources, sources.add("test.go", input));
  Diagnostics diagnostics;
  ast::Arena arena;
  std::vector<ast::Block*> bodies;
  ast::File* file = parse(tokens, arena, diagnostics, {.whole_bodies = &bodies});
  if (argument == "check" && file != nullptr && !diagnostics.has_syntax_errors()) {
    ast::File* files[] = {file};
    check::check_package(files, sources, {.allow_bodyless = true, .require_main = false},
                         diagnostics);
  } else {
    check::check_jumps(bodies, sources, diagnostics);
  }
  diagnostics.sort();
  std::string out;
  for (const Diagnostic& error : diagnostics.list()) {
    out += sources.describe(error.pos) + ": " + error.message + "\n";
  }
  return out;
}

static const bool kRegistered = register_stage("errors", run_errors);

}  // namespace prologo::tests
