// Stages `tokens` and `ast`: Go text in, its tokens or its syntax tree out. Errors follow.

#include "frontend/ast_printer.h"
#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"
#include "tests/stages.h"

namespace prologo::tests {

static std::string error_lines(const SourceFiles& sources, Diagnostics& diagnostics) {
  diagnostics.sort();
  std::string out;
  for (const Diagnostic& error : diagnostics.list()) {
    out += sources.describe(error.pos) + ": " + error.message + "\n";
  }
  return out;
}

static std::string run_tokens(const std::string&, const std::string& input) {
  SourceFiles sources;
  Tokens tokens = lex(sources, sources.add("test.go", input));
  Diagnostics diagnostics;
  report_lexical_errors(tokens, diagnostics);
  return tokens_text(tokens) + error_lines(sources, diagnostics);
}

static std::string run_ast(const std::string&, const std::string& input) {
  SourceFiles sources;
  Tokens tokens = lex(sources, sources.add("test.go", input));
  Diagnostics diagnostics;
  ast::Arena arena;
  ast::File* file = parse(tokens, arena, diagnostics);
  return (file != nullptr ? ast::file_text(file) : "") + error_lines(sources, diagnostics);
}

static const bool kTokens = register_stage("tokens", run_tokens);
static const bool kAst = register_stage("ast", run_ast);

}  // namespace prologo::tests
