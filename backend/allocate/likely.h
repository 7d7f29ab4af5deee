#pragma once
#include "ir/function.h"

namespace prologo::alloc {

// Guesses the likely way out of two-way branches that have no hint: stay in loops, and prefer
// the side from which a call, a return or a panic is farther.
void adjust_likelihoods(ir::Function& fn);

}  // namespace prologo::alloc
