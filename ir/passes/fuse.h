#pragma once
// Walks the blocks from last to first, merging and redirecting, until nothing changes.

#include "ir/function.h"

namespace prologo::ir {

using BlockEdit = bool (*)(Block*);

// Applies the edits to each block in turn, in their order; then, each round, `whole` to the
// function.
void fuse_with(Function& fn, std::initializer_list<BlockEdit> edits,
               bool (*whole)(Function&) = nullptr);

// prove.cpp: jumps past branches whose outcome is known where they come from.
bool redirect_branches(Function& fn);

// b ends in a jump to a block with no other predecessor: that block takes everything over.
bool fuse_plain(Block* b);

}  // namespace prologo::ir
