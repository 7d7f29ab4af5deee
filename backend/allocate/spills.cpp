// Where values are stored to their stack slots. A spill is asked for by its first reload; when
// all reloads are known it is placed once, so that it is executed as seldom as possible.

#include <algorithm>

#include "backend/allocate/allocator.h"

namespace prologo::alloc {

using namespace ir;

// The spill of v, read in block `reader`. Until place_spills it has no block and no argument.
Value* Allocator::spill_of(Value* v, const Block* reader) {
  ValueState& s = state(v);
  if (s.spill != nullptr) {
    s.restore_min = std::min(s.restore_min, dominators_.entry(reader));
    s.restore_max = std::max(s.restore_max, dominators_.exit(reader));
    return s.spill;
  }
  Value* spill = fn_.new_value(block_, Op::StoreReg, v->type, v->pos);
  block_->values.pop_back();
  spill->block = nullptr;
  set_original(spill, v);
  s.spill = spill;
  s.restore_min = dominators_.entry(reader);
  s.restore_max = dominators_.exit(reader);
  return spill;
}

// Values that come first in their block in this order; spills go behind them.
static bool must_be_first(const Value* v) {
  return v->op == Op::Phi || v->op == Op::x64_LoweredGetClosurePtr || v->op == Op::ArgIntReg ||
         v->op == Op::ArgFloatReg;
}

// Walks down the dominator tree from the value's block, always into the subtree that holds all
// reloads, to the last block that is in no deeper loop and begins with v in a register.
Allocator::SpillPlace Allocator::find_spill_place(Value* v) const {
  const ValueState& s = values_[v->id];
  SpillPlace best = {v->block, v};
  int best_depth = loops_.depth(v->block);
  Block* b = v->block;
  constexpr int kMaxSteps = 100;
  for (int step = 0; step < kMaxSteps; ++step) {
    Block* down = dominators_.child(b);
    while (
        down != nullptr && step < kMaxSteps &&
        (dominators_.entry(down) > s.restore_min || dominators_.exit(down) < s.restore_max)) {
      down = dominators_.sibling(down);
      ++step;
    }
    if (down == nullptr || step >= kMaxSteps) {
      break;
    }
    b = down;
    if (loops_.depth(b) > best_depth) {
      continue;
    }
    const std::vector<Binding>& bindings =
        b->preds.size() == 1 ? at_end_[b->preds[0].block->id] : at_start_[b->id];
    auto held = std::find_if(bindings.begin(), bindings.end(),
                             [v](const Binding& binding) { return binding.original == v; });
    if (held != bindings.end()) {
      best = {b, held->copy};
      best_depth = loops_.depth(b);
    }
  }
  return best;
}

void Allocator::place_spills() {
  std::unordered_map<BlockId, std::vector<Value*>> at_start;
  std::unordered_map<ValueId, std::vector<Value*>> after;
  for (size_t id = 0; id < values_.size(); ++id) {
    Value* spill = values_[id].spill;
    if (spill == nullptr || spill->block != nullptr) {
      continue;  // none, or on the stack from the start
    }
    Value* v = original_[id];
    SpillPlace place = find_spill_place(v);
    spill->block = place.block;
    add_arg(spill, place.copy);
    if (place.block == v->block && !must_be_first(v)) {
      after[v->id].push_back(spill);
    } else {
      at_start[place.block->id].push_back(spill);
    }
  }
  for (Block* b : visit_order_) {
    std::vector<Value*> old = std::move(b->values);
    b->values.clear();
    auto first = std::find_if_not(old.begin(), old.end(), must_be_first);
    b->values.assign(old.begin(), first);
    if (auto it = at_start.find(b->id); it != at_start.end()) {
      b->values.insert(b->values.end(), it->second.begin(), it->second.end());
    }
    for (; first != old.end(); ++first) {
      b->values.push_back(*first);
      if (auto it = after.find((*first)->id); it != after.end()) {
        b->values.insert(b->values.end(), it->second.begin(), it->second.end());
      }
    }
  }
}

}  // namespace prologo::alloc
