#pragma once
#include "ir/function.h"

namespace prologo::alloc {

// Drops nil checks of pointers that a later instruction of the block, before the next change of
// memory, dereferences at a small offset: that instruction faults just as well. Needs the
// schedule.
void remove_late_nil_checks(ir::Function& fn);

}  // namespace prologo::alloc
