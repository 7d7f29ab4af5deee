#pragma once
// Lowering in Go's steps: tree, escape analysis, order, walk. What comes out is ready for SSA
// construction (build/).

#include "frontend/check/info.h"
#include "frontend/lower/context.h"
#include "frontend/lower/tree.h"

namespace prologo::lower {

enum class Step : uint8_t { Tree, Order, Walk };

// Lowers a checked package into `unit` and its static data into `module`, up to and including
// the step. False if something was refused; the diagnostics say what.
bool lower_package(const check::Package& package, ir::Module& module, Unit& unit,
                   const Options& options, Diagnostics& diagnostics, Step last = Step::Walk);

}  // namespace prologo::lower
