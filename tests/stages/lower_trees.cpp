// Stages `tree`, `order` and `walk`: Go text in, lowering's tree after that step out.

#include "backend/abi/abi.h"
#include "frontend/check/check.h"
#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"
#include "frontend/lower/lower.h"
#include "frontend/lower/tree_printer.h"
#include "tests/stages.h"

namespace prologo::tests {

static std::string errors_text(const SourceFiles& sources, Diagnostics& diagnostics) {
  diagnostics.sort();
  std::string out;
  for (const Diagnostic& error : diagnostics.list()) {
    out += sources.describe(error.pos) + ": " + error.message + "\n";
  }
  return out;
}

static std::string run_lowering(const std::string& input, lower::Step step) {
  SourceFiles sources;
  Tokens tokens = lex(sources, sources.add("test.go", input));
  Diagnostics diagnostics;
  ast::Arena arena;
  ast::File* files[] = {parse(tokens, arena, diagnostics)};
  if (diagnostics.has_errors()) {
    return errors_text(sources, diagnostics);
  }
  auto package = check::check_package(
      files, sources, {.allow_bodyless = true, .require_main = false}, diagnostics);
  if (diagnostics.has_errors()) {
    return errors_text(sources, diagnostics);
  }
  ir::Module module;
  module.sources = &sources;
  module.package = std::string(package->name);
  lower::Unit unit;
  lower::Options options;
  options.abi = abi::find("abiinternal");
  options.value_abi = options.abi;
  options.runtime_abi = options.abi;
  options.find_abi = [](std::string_view name) { return abi::find(name); };
  lower::PackageLowering lowering(*package, module, unit, options, diagnostics);
  if (!lowering.run(step)) {
    return errors_text(sources, diagnostics);
  }
  return lower::print_unit(unit);
}

static std::string run_tree(const std::string&, const std::string& input) {
  return run_lowering(input, lower::Step::Tree);
}

static std::string run_order(const std::string&, const std::string& input) {
  return run_lowering(input, lower::Step::Order);
}

static std::string run_walk(const std::string&, const std::string& input) {
  return run_lowering(input, lower::Step::Walk);
}

static const bool kRegistered = register_stage("tree", run_tree) &&
                                register_stage("order", run_order) &&
                                register_stage("walk", run_walk);

}  // namespace prologo::tests
