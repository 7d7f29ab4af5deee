// Stage `build`: Go text in, the SSA form right after construction out. The folder below it
// says how: `unoptimised` (-N), `optimised`, or `crossing` (functions of both Go ABIs).

#include "backend/abi/abi.h"
#include "frontend/check/check.h"
#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"
#include "frontend/lower/lower.h"
#include "ir/printer.h"
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

static std::string run_build(const std::string& argument, const std::string& input) {
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
  options.optimise = argument == "optimised";
  options.abi = &abi::kAbiInternal;
  options.value_abi = options.abi;
  options.runtime_abi = options.abi;
  options.find_abi = [](std::string_view name) { return abi::find(name); };
  lower::PackageLowering lowering(*package, module, unit, options, diagnostics);
  if (!lowering.run()) {
    return errors_text(sources, diagnostics);
  }
  lowering.build();
  std::string out;
  for (const auto& fn : module.functions) {
    out += "func " + fn->name + "\n" + ir::print_body(*fn) + "\n";
  }
  return out;
}

static const bool kRegistered = register_stage("build", run_build);

}  // namespace prologo::tests
