#pragma once
// Edits of the flow graph that several passes share.

#include "ir/function.h"

namespace prologo::ir {

// Cuts a block off for good; dead code frees it.
void discard_block(Block* b);

// The block takes over how `from` ends: kind, controls, successors. The likelihood stays.
void take_end(Block* b, Block* from);

// Appends the values of `from` to b.
void take_values(Block* b, Block* from);

// No value of b does anything or is used.
bool is_empty_block(const Block* b);

// Running the block though nobody asked for it does no harm.
bool is_speculable(const Block* b);

// From p's successor number `out`, the edge goes to `to` instead, with the phi arguments of
// `like`, another edge into the same block. The old target's end of the edge must be gone
// already.
void redirect_edge(Block* p, size_t out, Block* to, size_t like);

}  // namespace prologo::ir
