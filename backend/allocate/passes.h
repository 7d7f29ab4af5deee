#pragma once
#include <span>

#include "ir/passes/passes.h"

namespace prologo::alloc {

// From the lowered function to one in registers, in Go's order. Frame planning (x64) may come
// before or after the last of them.
std::span<const ir::Pass> allocation_passes();

// Which of them must come before which.
std::span<const ir::PassOrder> allocation_order();

}  // namespace prologo::alloc
