#pragma once
// Go text through the front end and lowering, for the stages that print what lowering makes.

#include <functional>
#include <string>

#include "frontend/lower/lower.h"

namespace prologo::tests {

struct LoweredText {
  lower::Step last = lower::Step::Walk;
  bool optimise = false;
};

using PrintLowered =
    std::function<std::string(lower::PackageLowering&, const lower::Unit&, ir::Module&)>;

// What `print` says of the lowered text, or the errors in it, a line each.
std::string print_lowered(const std::string& input, const LoweredText& how,
                          const PrintLowered& print);

}  // namespace prologo::tests
