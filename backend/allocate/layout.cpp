#include "backend/allocate/layout.h"

#include "ir/analysis/sparse_set.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::alloc {

using namespace ir;

namespace {

// A topological order that prefers likely successors. Blocks that are ready (all predecessors
// placed) go first, then successors of placed blocks, then any block, and last those from which
// the function can only panic.
class BlockPlacer {
 public:
  explicit BlockPlacer(const Function& fn)
      : fn_(fn),
        by_degree_(dialect_of(fn).layout_by_degree),
        by_id_(static_cast<size_t>(fn.block_count()), nullptr),
        open_preds_(static_cast<size_t>(fn.block_count()), 0),
        placed_(static_cast<size_t>(fn.block_count()), false),
        waiting_(fn.block_count()),
        exits_(fn.block_count()) {}

  std::vector<Block*> run() {
    find_exits();
    count_preds();
    std::vector<Block*> order;
    order.reserve(fn_.blocks.size());
    for (Block* b = fn_.entry;; b = next(b)) {
      order.push_back(b);
      placed_[b->id] = true;
      if (order.size() == fn_.blocks.size()) {
        return order;
      }
      release_successors(b);
    }
  }

 private:
  const Function& fn_;
  const bool by_degree_;  // the older way
  std::vector<Block*> by_id_;
  std::vector<int> open_preds_;  // predecessors not yet placed; exits start at 0
  std::vector<bool> placed_;
  SparseSet waiting_;                // blocks with open predecessors
  SparseSet exits_;                  // blocks that can only panic
  std::vector<BlockId> ready_;       // last in, first out
  std::vector<BlockId> successors_;  // of placed blocks, last in, first out

  void find_exits() {
    for (Block* b : fn_.blocks) {
      by_id_[b->id] = b;
      if (b->kind == BlockKind::Exit) {
        exits_.add(b->id);
      }
    }
    for (size_t before = 0; before != exits_.size();) {
      before = exits_.size();
      for (size_t i = 0; i < before; ++i) {
        for (const Edge& e : by_id_[exits_.members()[i]]->preds) {
          if (leads_only_to_exits(e.block)) {
            exits_.add(e.block->id);
          }
        }
      }
    }
  }

  bool leads_only_to_exits(const Block* b) const {
    for (const Edge& e : b->succs) {
      if (!exits_.contains(e.block->id)) {
        return false;
      }
    }
    return true;
  }

  void count_preds() {
    for (const Block* b : fn_.blocks) {
      if (exits_.contains(b->id)) {
        continue;
      }
      open_preds_[b->id] = static_cast<int>(b->preds.size());
      if (b->preds.empty()) {
        ready_.push_back(b->id);
      } else {
        waiting_.add(b->id);
      }
    }
  }

  void release_successors(const Block* b) {
    const size_t count = b->succs.size();
    for (size_t i = 0; i < count; i++) {
      BlockId succ = b->succs[by_degree_ ? i : count - 1 - i].block->id;
      if (--open_preds_[succ] == 0) {
        waiting_.remove(succ);
        ready_.push_back(succ);
      } else {
        successors_.push_back(succ);
      }
    }
  }

  Block* next(const Block* b) {
    if (b->likely != Likely::Unknown) {
      Block* likely = b->succs[b->likely == Likely::Likely ? 0 : 1].block;
      if (!placed_[likely->id]) {
        return likely;
      }
    }
    if (Block* found = by_degree_ ? least_awaited_successor(b) : nullptr) {
      return found;
    }
    if (Block* found = take_unplaced(ready_)) {
      return found;
    }
    if (Block* found = by_degree_ ? nullptr : take_unplaced(successors_)) {
      return found;
    }
    for (SparseSet* rest : {&waiting_, &exits_}) {
      while (!rest->empty()) {
        BlockId id = rest->pop();
        if (!placed_[id]) {
          return by_id_[id];
        }
      }
    }
    UNREACHABLE("layout lost a block");
  }

  Block* least_awaited_successor(const Block* b) const {
    Block* best = nullptr;
    for (const Edge& e : b->succs) {
      Block* succ = e.block;
      if (placed_[succ->id] || succ->kind == BlockKind::Exit) {
        continue;
      }
      if (best == nullptr || open_preds_[succ->id] < open_preds_[best->id]) {
        best = succ;
      }
    }
    return best;
  }

  Block* take_unplaced(std::vector<BlockId>& stack) {
    while (!stack.empty()) {
      BlockId id = stack.back();
      stack.pop_back();
      if (!placed_[id]) {
        return by_id_[id];
      }
    }
    return nullptr;
  }
};

}  // namespace

std::vector<Block*> layout_order(const Function& fn) { return BlockPlacer(fn).run(); }

void lay_out_blocks(Function& fn) { fn.blocks = layout_order(fn); }

}  // namespace prologo::alloc
