#pragma once
// Dominators: block a dominates b if every way from the entry to b passes a. The tree numbers
// its blocks on the way down (entry) and up (exit), so that "is an ancestor of" is two
// comparisons; numbers are three apart, which leaves room for "before" and "after" a block:
//
//     entry-1  just before the block    entry  at its phis    entry+1  inside it

#include <vector>

#include "ir/function.h"

namespace prologo::ir {

// By block id: the nearest block that strictly dominates it; null for the entry and for
// blocks that cannot be reached.
std::vector<Block*> immediate_dominators(const Function& fn);

class DominatorTree {
 public:
  explicit DominatorTree(const Function& fn);

  // Children of one parent are chained in the reverse of their order in fn.blocks.
  Block* child(const Block* b) const { return nodes_[b->id].child; }

  Block* sibling(const Block* b) const { return nodes_[b->id].sibling; }

  Block* parent(const Block* b) const { return nodes_[b->id].parent; }

  int32_t entry(const Block* b) const { return nodes_[b->id].entry; }

  int32_t exit(const Block* b) const { return nodes_[b->id].exit; }

  bool dominates(const Block* a, const Block* b) const {
    return a == b || (entry(a) <= entry(b) && exit(b) <= exit(a));
  }

  bool strictly_dominates(const Block* a, const Block* b) const {
    return a != b && entry(a) < entry(b) && exit(b) < exit(a);
  }

  // The nearest block that dominates both.
  Block* common_dominator(Block* a, const Block* b) const;

 private:
  struct Node {
    Block* child = nullptr;
    Block* sibling = nullptr;
    Block* parent = nullptr;
    int32_t entry = 0;
    int32_t exit = 0;
  };

  std::vector<Node> nodes_;

  void number_blocks(Block* root);
};

}  // namespace prologo::ir
