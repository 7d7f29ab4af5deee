#pragma once
#include "ir/function.h"

namespace prologo::alloc {

// Gives every value a register or a stack slot (Function::homes) and inserts the copies, spills
// and reloads this takes. Linear: blocks in layout order, each forwards, a register that runs
// short is taken from the value whose next use is farthest. Needs blocks without critical
// edges, the schedule and the flags; leaves code that is no longer SSA: a value may be used
// through copies that merge edges do not show.
void allocate_registers(ir::Function& fn);

}  // namespace prologo::alloc
