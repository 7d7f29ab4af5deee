#pragma once
// The loop nest: for each block the innermost loop it belongs to. A loop is known by its
// header, the block that dominates the rest; jumps into the middle of a loop only set
// `has_irreducible`.

#include <deque>
#include <vector>

#include "ir/analysis/dominators.h"

namespace prologo::ir {

struct Loop {
  Block* header = nullptr;
  Loop* outer = nullptr;
  int block_count = 0;              // blocks in this loop but in no inner one
  int depth = 0;                    // 1 is outermost
  bool is_inner = true;             // contains no loop
  bool call_on_every_path = false;  // no iteration gets by without a call

  bool is_within(const Loop* other) const;
};

class LoopNest {
 public:
  LoopNest(const Function& fn, const DominatorTree& dominators);

  // Innermost loop of a block, or null.
  Loop* loop_of(const Block* b) const { return by_block_[b->id]; }

  int depth(const Block* b) const { return loop_of(b) == nullptr ? 0 : loop_of(b)->depth; }

  // In order of discovery (postorder of the blocks that jump back).
  const std::vector<Loop*>& loops() const { return loops_; }

  bool has_irreducible() const { return has_irreducible_; }

 private:
  const DominatorTree& dominators_;
  std::deque<Loop> storage_;
  std::vector<Loop*> loops_;
  std::vector<Loop*> by_block_;
  bool has_irreducible_ = false;

  void place(Block* b, const std::vector<bool>& visited);
  Loop* loop_through(Block* b, Block* succ, bool succ_visited);
  void nest(Loop* outer, Loop* inner);
  void set_depths();
  bool ends_iteration(const Loop* loop, const Block* b) const;
  void find_calls(const std::vector<Block*>& order, size_t block_count);
  bool has_call_free_path(const Loop* loop, std::vector<bool>& closed) const;
};

}  // namespace prologo::ir
