#include "backend/allocate/likely.h"

#include <algorithm>

#include "ir/analysis/loops.h"
#include "ir/analysis/order.h"

namespace prologo::alloc {

using namespace ir;

namespace {

// How much a block is to be avoided; only the order matters.
enum Rank : int8_t { kDefault, kCallRank, kReturnRank, kExitRank };

class LikelihoodGuesser {
 public:
  explicit LikelihoodGuesser(const Function& fn)
      : dominators_(fn),
        loops_(fn, dominators_),
        certain_(static_cast<size_t>(fn.block_count()), kDefault),
        local_(static_cast<size_t>(fn.block_count()), kDefault) {}

  void visit(Block* b) {
    switch (b->kind) {
      case BlockKind::Exit:
        local_[b->id] = certain_[b->id] = kExitRank;
        break;
      case BlockKind::Ret:
      case BlockKind::RetJmp:
        local_[b->id] = certain_[b->id] = kReturnRank;
        break;
      case BlockKind::Defer:
        mark_call(b);
        break;
      default:
        visit_branch(b);
    }
  }

 private:
  DominatorTree dominators_;
  LoopNest loops_;
  std::vector<Rank> certain_;  // every way out of the block is at least this bad
  std::vector<Rank> local_;    // the block itself

  void mark_call(const Block* b) {
    local_[b->id] = kCallRank;
    certain_[b->id] = std::max(kCallRank, certain_[b->succs[0].block->id]);
  }

  void visit_branch(Block* b) {
    if (b->succs.size() == 1) {
      certain_[b->id] = certain_[b->succs[0].block->id];
    } else if (b->succs.size() == 2) {
      const Block* first = b->succs[0].block;
      const Block* second = b->succs[1].block;
      certain_[b->id] = std::min(certain_[first->id], certain_[second->id]);
      if (b->likely == Likely::Unknown) {
        b->likely = guess(b, first, second);
      }
    }
    for (const Value* v : b->values) {
      if (info(v->op).has(kCall)) {
        mark_call(b);
        return;
      }
    }
  }

  Likely guess(const Block* b, const Block* first, const Block* second) const {
    const Loop* here = loops_.loop_of(b);
    const Loop* at_first = loops_.loop_of(first);
    const Loop* at_second = loops_.loop_of(second);
    if (here != nullptr && at_first != at_second) {
      if (at_second == nullptr) {
        return Likely::Likely;
      }
      if (at_first == nullptr) {
        return Likely::Unlikely;
      }
      return here == at_first    ? Likely::Likely
             : here == at_second ? Likely::Unlikely
                                 : Likely::Unknown;
    }
    Likely by_outcome = smaller(certain_[first->id], certain_[second->id]);
    return by_outcome != Likely::Unknown ? by_outcome
                                         : smaller(local_[first->id], local_[second->id]);
  }

  static Likely smaller(Rank first, Rank second) {
    return first < second   ? Likely::Likely
           : second < first ? Likely::Unlikely
                            : Likely::Unknown;
  }
};

}  // namespace

void adjust_likelihoods(Function& fn) {
  LikelihoodGuesser guesser(fn);
  for (Block* b : postorder(fn)) {
    guesser.visit(b);
  }
}

}  // namespace prologo::alloc
