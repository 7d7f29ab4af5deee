// Stage `build`: Go text in, the SSA form right after construction out. The folder below it
// says how: `unoptimised` (-N), `optimised`, or `crossing` (functions of both Go ABIs).

#include "ir/printer.h"
#include "tests/stages.h"
#include "tests/stages/lowered.h"

namespace prologo::tests {

static std::string print_functions(lower::PackageLowering& lowering, const lower::Unit&,
                                   ir::Module& module) {
  lowering.build();
  std::string out;
  for (const auto& fn : module.functions) {
    out += "func " + fn->name + "\n" + ir::print_body(*fn) + "\n";
  }
  return out;
}

static std::string run_build(const std::string& argument, const std::string& input) {
  return print_lowered(input, {.optimise = argument == "optimised"}, print_functions);
}

static const bool kRegistered = register_stage("build", run_build);

}  // namespace prologo::tests
