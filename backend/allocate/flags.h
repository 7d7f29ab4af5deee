#pragma once
#include "ir/function.h"

namespace prologo::alloc {

// Gives the one flags register to the values that are conditions: where a condition is wanted
// that is no longer in the register, its comparison is made again. Sets
// Block::flags_live_at_end. Needs the schedule; leaves flags values outside SSA (a copy may
// serve uses of the original).
void allocate_flags(ir::Function& fn);

}  // namespace prologo::alloc
