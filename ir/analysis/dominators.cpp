#include "ir/analysis/dominators.h"

#include "ir/analysis/order.h"

namespace prologo::ir {

namespace {

// Cooper, Harvey and Kennedy: meet predecessors in postorder numbers until nothing moves.
class DominatorFinder {
 public:
  explicit DominatorFinder(const Function& fn)
      : post_(postorder(fn)),
        number_(static_cast<size_t>(fn.block_count()), -1),
        idom_(static_cast<size_t>(fn.block_count()), nullptr) {
    for (size_t i = 0; i < post_.size(); ++i) {
      number_[post_[i]->id] = static_cast<int>(i);
    }
  }

  std::vector<Block*> run() {
    Block* root = post_.back();
    idom_[root->id] = root;
    bool changed = true;
    while (changed) {
      changed = false;
      for (size_t i = post_.size() - 1; i-- > 0;) {
        Block* nearest = meet_predecessors(post_[i]);
        if (nearest != idom_[post_[i]->id]) {
          idom_[post_[i]->id] = nearest;
          changed = true;
        }
      }
    }
    idom_[root->id] = nullptr;
    return std::move(idom_);
  }

 private:
  std::vector<Block*> post_;
  std::vector<int> number_;
  std::vector<Block*> idom_;

  Block* meet_predecessors(const Block* b) const {
    Block* result = nullptr;
    for (const Edge& e : b->preds) {
      if (idom_[e.block->id] != nullptr) {
        result = result == nullptr ? e.block : meet(result, e.block);
      }
    }
    return result;
  }

  Block* meet(Block* a, Block* b) const {
    while (a != b) {
      Block*& lower = number_[a->id] < number_[b->id] ? a : b;
      lower = idom_[lower->id];
    }
    return a;
  }
};

}  // namespace

std::vector<Block*> immediate_dominators(const Function& fn) {
  return DominatorFinder(fn).run();
}

DominatorTree::DominatorTree(const Function& fn)
    : nodes_(static_cast<size_t>(fn.block_count())) {
  std::vector<Block*> idom = immediate_dominators(fn);
  for (Block* b : fn.blocks) {
    Block* up = idom[b->id];
    if (up != nullptr) {
      nodes_[b->id].parent = up;
      nodes_[b->id].sibling = nodes_[up->id].child;
      nodes_[up->id].child = b;
    }
  }
  number_blocks(fn.entry);
}

// Depth first without recursion: the tree may be as deep as the function is long.
void DominatorTree::number_blocks(Block* root) {
  int32_t next = 2;
  nodes_[root->id].entry = next;
  Block* b = root;
  while (true) {
    if (Block* down = nodes_[b->id].child) {
      next += 3;
      nodes_[down->id].entry = next;
      b = down;
      continue;
    }
    while (true) {
      next += 3;
      nodes_[b->id].exit = next;
      if (b == root) {
        return;
      }
      if (Block* right = nodes_[b->id].sibling) {
        next += 3;
        nodes_[right->id].entry = next;
        b = right;
        break;
      }
      b = nodes_[b->id].parent;
    }
  }
}

Block* DominatorTree::common_dominator(Block* a, const Block* b) const {
  while (a != nullptr && !dominates(a, b)) {
    a = parent(a);
  }
  return a;
}

}  // namespace prologo::ir
