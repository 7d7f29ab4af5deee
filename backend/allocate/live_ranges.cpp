#include "backend/allocate/live_ranges.h"

#include "ir/analysis/order.h"
#include "ir/analysis/sparse_set.h"

namespace prologo::alloc {

using namespace ir;

namespace {

struct NextUse {
  int32_t distance;
  Pos pos;
};

int32_t edge_distance(const Block* from, const Block* to) {
  if (from->succs.size() != 2) {
    return kNormalDistance;
  }
  const Block* first = from->succs[0].block;
  const Block* second = from->succs[1].block;
  if ((first == to && from->likely == Likely::Unlikely) ||
      (second == to && from->likely == Likely::Likely)) {
    return kUnlikelyDistance;
  }
  if ((first == to && from->likely == Likely::Likely) ||
      (second == to && from->likely == Likely::Unlikely)) {
    return kLikelyDistance;
  }
  return kNormalDistance;
}

class LiveRangeFinder {
 public:
  LiveRangeFinder(const Function& fn, ConstraintTable& constraints)
      : fn_(fn),
        constraints_(constraints),
        live_(fn.value_count()),
        at_pred_(fn.value_count()) {
    out_.at_end.resize(static_cast<size_t>(fn.block_count()));
    out_.desired.resize(static_cast<size_t>(fn.block_count()));
  }

  LiveRanges run() {
    std::vector<Block*> order = postorder(fn_);
    bool changed = true;
    while (changed) {
      changed = false;
      for (const Block* b : order) {
        walk_back(b);
        DesiredRegisters desired = desired_at_start(b);
        for (size_t i = 0; i < b->preds.size(); ++i) {
          const Block* pred = b->preds[i].block;
          out_.desired[pred->id].merge(desired);
          changed = extend(pred, b, i) || changed;
        }
      }
    }
    return std::move(out_);
  }

 private:
  const Function& fn_;
  ConstraintTable& constraints_;
  LiveRanges out_;
  SparseMap<NextUse> live_;         // at the start of the block, without the phis' arguments
  SparseMap<NextUse> at_pred_;      // at the end of a predecessor
  std::vector<const Value*> phis_;  // of the block, last first

  void walk_back(const Block* b) {
    auto length = static_cast<int32_t>(b->values.size());
    live_.clear();
    for (const LiveValue& l : out_.at_end[b->id]) {
      live_.set(l.id, {l.distance + length, l.pos});
    }
    for (const Value* control : b->controls) {
      if (control != nullptr && needs_register(control)) {
        live_.set(control->id, {length, b->pos});
      }
    }
    phis_.clear();
    for (int32_t i = length; i-- > 0;) {
      const Value* v = b->values[i];
      live_.remove(v->id);
      if (v->op == Op::Phi) {
        phis_.push_back(v);
        continue;
      }
      if (info(v->op).has(kCall)) {
        for (auto& entry : live_.entries()) {
          entry.value.distance += kUnlikelyDistance;
        }
      }
      for (const Value* arg : v->args) {
        if (needs_register(arg)) {
          live_.set(arg->id, {i, v->pos});
        }
      }
    }
  }

  // Wishes do not pass through phis.
  DesiredRegisters desired_at_start(const Block* b) {
    DesiredRegisters desired = out_.desired[b->id];
    for (size_t i = b->values.size(); i-- > 0;) {
      const Value* v = b->values[i];
      if (v->op == Op::Phi) {
        desired.take(v->id);
      } else {
        desired.step_back(v, constraints_.of(v));
      }
    }
    return desired;
  }

  // Adds what is live at the start of b to the end of its predecessor; true if that is news.
  bool extend(const Block* pred, const Block* b, size_t pred_index) {
    int32_t delta = edge_distance(pred, b);
    std::vector<LiveValue>& known = out_.at_end[pred->id];
    at_pred_.clear();
    for (const LiveValue& l : known) {
      at_pred_.set(l.id, {l.distance, l.pos});
    }
    bool changed = false;
    auto approach = [&](ValueId id, NextUse use) {
      const NextUse* before = at_pred_.find(id);
      if (before == nullptr || use.distance < before->distance) {
        at_pred_.set(id, use);
        changed = true;
      }
    };
    for (const auto& entry : live_.entries()) {
      approach(entry.key, {entry.value.distance + delta, entry.value.pos});
    }
    for (const Value* phi : phis_) {
      const Value* arg = phi->args[pred_index];
      if (needs_register(arg)) {
        approach(arg->id, {delta, phi->pos});
      }
    }
    if (changed) {
      known.clear();
      for (const auto& entry : at_pred_.entries()) {
        known.push_back({entry.key, entry.value.distance, entry.value.pos});
      }
    }
    return changed;
  }
};

}  // namespace

LiveRanges find_live_ranges(const Function& fn, ConstraintTable& constraints) {
  return LiveRangeFinder(fn, constraints).run();
}

}  // namespace prologo::alloc
