#include "backend/allocate/loop_rotate.h"

#include <utility>

#include "ir/analysis/loops.h"
#include "support/ensure.h"

namespace prologo::alloc {

using namespace ir;

namespace {

class LoopRotator {
 public:
  LoopRotator(Function& fn, const LoopNest& nest)
      : fn_(fn),
        nest_(nest),
        place_(static_cast<size_t>(fn.block_count()), 0),
        moves_(static_cast<size_t>(fn.block_count()), false),
        after_(static_cast<size_t>(fn.block_count())) {
    for (size_t i = 0; i < fn.blocks.size(); ++i) {
      place_[fn.blocks[i]->id] = i;
    }
  }

  void run() {
    for (const Loop* loop : nest_.loops()) {
      Block* latch = find_latch(loop);
      if (latch != nullptr && latch != loop->header) {
        rotate(loop, latch);
      }
    }
    rebuild();
  }

 private:
  Function& fn_;
  const LoopNest& nest_;
  std::vector<size_t> place_;
  std::vector<bool> moves_;
  std::vector<std::vector<Block*>> after_;  // by block: what comes right after it

  // The last plain block of the loop that jumps to its header.
  Block* find_latch(const Loop* loop) const {
    Block* latch = nullptr;
    for (const Edge& e : loop->header->preds) {
      if (e.block->kind == BlockKind::Plain && nest_.loop_of(e.block) == loop) {
        latch = e.block;
      }
    }
    return latch;
  }

  // The header moves behind the latch, and with it the loop's blocks between the two.
  void rotate(const Loop* loop, Block* latch) {
    std::vector<Block*>& moved = after_[latch->id];
    moved = {loop->header};
    for (size_t i = place_[loop->header->id] + 1; i < fn_.blocks.size(); ++i) {
      Block* b = fn_.blocks[i];
      if (b == latch) {
        break;
      }
      if (nest_.loop_of(b) == loop) {
        moved.push_back(b);
      }
    }
    // The latch must be met first when the list is rebuilt.
    std::swap(fn_.blocks[place_[loop->header->id]], fn_.blocks[place_[latch->id]]);
    std::swap(place_[loop->header->id], place_[latch->id]);
    for (const Block* b : moved) {
      moves_[b->id] = true;
    }
  }

  void rebuild() {
    std::vector<Block*> order;
    order.reserve(fn_.blocks.size());
    for (Block* b : fn_.blocks) {
      if (!moves_[b->id]) {
        order.push_back(b);
        order.insert(order.end(), after_[b->id].begin(), after_[b->id].end());
      }
    }
    ENSURE(order.size() == fn_.blocks.size());
    fn_.blocks = std::move(order);
  }
};

}  // namespace

void rotate_loops(Function& fn) {
  DominatorTree dominators(fn);
  LoopNest nest(fn, dominators);
  if (!nest.has_irreducible() && !nest.loops().empty()) {
    LoopRotator(fn, nest).run();
  }
}

}  // namespace prologo::alloc
