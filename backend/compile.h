#pragma once
// The back end on one page: the table of all passes over a function, in order, and the way from
// the last of them to machine code.

#include <string_view>
#include <vector>

#include "backend/code.h"
#include "backend/x64/encode.h"
#include "ir/passes/passes.h"

namespace prologo::backend {

// Every pass from the function as built to the one in registers. Those that are not `required`
// run only on functions to be optimised.
const std::vector<ir::Pass>& all_passes();

// Pairs of which the first must stand before the second, of all levels.
std::vector<ir::PassOrder> all_orders();

struct CompileOptions {
  ir::AfterPass after_pass;  // may be empty
};

Code compile(ir::Function& fn, x64::Encoder& encoder, const CompileOptions& options);

}  // namespace prologo::backend
