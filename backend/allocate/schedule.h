#pragma once
#include "ir/function.h"

namespace prologo::alloc {

// Puts the values of each block into the order in which they are executed: stores early, loads
// in source order just before they are needed, comparisons right before the branch.
void schedule(ir::Function& fn);

}  // namespace prologo::alloc
