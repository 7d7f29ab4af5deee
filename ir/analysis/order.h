#pragma once
// Depth-first orders of the blocks reachable from the entry. Successors are followed in their
// order, which many passes' results depend on.

#include <vector>

#include "ir/function.h"

namespace prologo::ir {

// Every reachable block once, after all blocks first reached through it.
std::vector<Block*> postorder(const Function& fn);

}  // namespace prologo::ir
