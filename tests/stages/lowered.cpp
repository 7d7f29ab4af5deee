#include "tests/stages/lowered.h"

#include "backend/abi/abi.h"
#include "frontend/check/check.h"
#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"

namespace prologo::tests {

static std::string errors_text(const SourceFiles& sources, Diagnostics& diagnostics) {
  diagnostics.sort();
  std::string out;
  for (const Diagnostic& error : diagnostics.list()) {
    out += sources.describe(error.pos) + ": " + error.message + "\n";
  }
  return out;
}

std::string print_lowered(const std::string& input, const LoweredText& how,
                          const PrintLowered& print) {
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
  options.optimise = how.optimise;
  options.abi = &abi::kAbiInternal;
  options.value_abi = options.abi;
  options.runtime_abi = options.abi;
  options.find_abi = [](std::string_view name) { return abi::find(name); };
  lower::PackageLowering lowering(*package, module, unit, options, diagnostics);
  if (!lowering.translate() || !lowering.run(how.last)) {
    return errors_text(sources, diagnostics);
  }
  return print(lowering, unit, module);
}

}  // namespace prologo::tests
