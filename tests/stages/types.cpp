// Stage `types`: Go text in, the checked package as text out: objects with their types, values,
// initialisation order, variables and captures of every function. Errors instead if there are.

#include "frontend/check/check.h"
#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"
#include "tests/stages.h"

namespace prologo::tests {

static std::string run_types(const std::string&, const std::string& input) {
  SourceFiles sources;
  Tokens tokens = lex(sources, sources.add("test.go", input));
  Diagnostics diagnostics;
  ast::Arena arena;
  ast::File* files[] = {parse(tokens, arena, diagnostics)};
  if (!diagnostics.has_errors()) {
    auto package = check::check_package(
        files, sources, {.allow_bodyless = true, .require_main = false}, diagnostics);
    if (!diagnostics.has_errors()) {
      return check::package_text(*package);
    }
  }
  diagnostics.sort();
  std::string out;
  for (const Diagnostic& error : diagnostics.list()) {
    out += sources.describe(error.pos) + ": " + error.message + "\n";
  }
  return out;
}

static const bool kRegistered = register_stage("types", run_types);

}  // namespace prologo::tests
