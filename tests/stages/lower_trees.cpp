// Stages `tree`, `order` and `walk`: Go text in, lowering's tree after that step out.

#include "frontend/lower/tree_printer.h"
#include "tests/stages.h"
#include "tests/stages/lowered.h"

namespace prologo::tests {

static std::string print_tree(lower::PackageLowering&, const lower::Unit& unit, ir::Module&) {
  return lower::print_unit(unit);
}

static std::string run_lowering(const std::string& input, lower::Step step) {
  return print_lowered(input, {.last = step}, print_tree);
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
