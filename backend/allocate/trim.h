#pragma once
#include "ir/function.h"

namespace prologo::alloc {

// Merges plain blocks without instructions, and those whose successor has no other way in, into
// their successors. Comes after register allocation: before it the empty blocks are where the
// moves of an edge go.
void trim_blocks(ir::Function& fn);

}  // namespace prologo::alloc
