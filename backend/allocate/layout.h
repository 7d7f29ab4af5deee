#pragma once
#include <vector>

#include "ir/function.h"

namespace prologo::alloc {

// The order in which the code of the blocks is laid out, entry first. The register allocator
// visits the blocks in this order too.
std::vector<ir::Block*> layout_order(const ir::Function& fn);

// Brings fn.blocks into that order.
void lay_out_blocks(ir::Function& fn);

}  // namespace prologo::alloc
