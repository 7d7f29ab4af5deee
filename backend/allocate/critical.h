#pragma once
#include "ir/function.h"

namespace prologo::alloc {

// Puts a plain block on every edge from a block with several successors to a block with several
// predecessors, so that code for the edge has a place. Edges that bring the same value to the
// only phi of their target share one block.
void split_critical_edges(ir::Function& fn);

}  // namespace prologo::alloc
