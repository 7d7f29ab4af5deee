#include "ir/passes/induction.h"

#include <limits>

namespace prologo::ir {

namespace {

constexpr int64_t kMin64 = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax64 = std::numeric_limits<int64_t>::max();

__extension__ using Wide = __int128;

// phi(start, next) with next = phi + increment.
struct Counter {
  Value* start = nullptr;
  Value* increment = nullptr;
  Value* next = nullptr;
};

Counter as_counter(Value* phi) {
  if (phi->op != Op::Phi || phi->args.size() != 2) {
    return {};
  }
  for (size_t i = 0; i < 2; ++i) {
    Value* next = phi->args[i];
    if (next->op == Op::Add64 && (next->args[0] == phi || next->args[1] == phi)) {
      return {phi->args[1 - i], next->args[0] == phi ? next->args[1] : next->args[0], next};
    }
  }
  return {};
}

// v = x - c with x known not to be negative. x is null if it is not so.
struct NonNegativeMinus {
  const Value* x = nullptr;
  int64_t c = 0;
};

NonNegativeMinus as_non_negative_minus(const Value* v) {
  const Value* x = v;
  const Value* y = nullptr;
  if (v->op == Op::Sub64 || v->op == Op::Add64) {
    x = v->args[0];
    y = v->args[1];
    if (v->op == Op::Add64 && x->op == Op::Const64) {
      std::swap(x, y);
    }
  }
  if (x->op != Op::SliceLen && x->op != Op::StringLen && x->op != Op::SliceCap) {
    return {};
  }
  if (y == nullptr) {
    return {x, 0};
  }
  if (y->op != Op::Const64) {
    return {};
  }
  return {x, v->op == Op::Add64 ? static_cast<int64_t>(-static_cast<uint64_t>(y->aux_int))
                                : y->aux_int};
}

// The furthest value the counter has in the body, when start and limit allow to say; adding one
// more step must not wrap. Upward; downward counters are mirrored at the origin by the caller.
bool constant_limit_is_safe(Wide start, bool start_known, Wide limit, bool inclusive,
                            Wide step) {
  Wide last = inclusive ? limit : limit - 1;
  if (last < kMin64) {
    return false;
  }
  if (start_known) {
    if (start > last) {
      return false;
    }
    last = start + (last - start) / step * step;
  }
  return last + step <= kMax64;
}

bool upward_is_safe(const Counter& counter, const Value* limit, bool inclusive, int64_t step) {
  if (limit->op == Op::Const64) {
    return constant_limit_is_safe(counter.start->aux_int, counter.start->op == Op::Const64,
                                  limit->aux_int, inclusive, step);
  }
  if (step == 1 && !inclusive) {
    return true;
  }
  NonNegativeMinus below = as_non_negative_minus(limit);
  if (below.x == nullptr || below.c < 0) {
    return false;
  }
  return inclusive ? step <= below.c : below.c != kMax64 && step <= below.c + 1;
}

bool downward_is_safe(const Counter& counter, const Value* limit, bool inclusive,
                      int64_t step) {
  if (limit->op != Op::Const64) {
    return step == -1 && !inclusive;
  }
  Wide last = Wide{limit->aux_int} + (inclusive ? 0 : 1);
  if (last > kMax64) {
    return false;
  }
  if (counter.start->op == Op::Const64) {
    Wide start = counter.start->aux_int;
    if (start < last) {
      return false;
    }
    last = start - (start - last) / -Wide{step} * -Wide{step};
  }
  return last + step >= kMin64;
}

}  // namespace

std::vector<Induction> find_inductions(const Function& fn, const DominatorTree& tree) {
  std::vector<Induction> out;
  for (Block* b : fn.blocks) {
    const Value* control = b->controls[0];
    if (b->kind != BlockKind::If || b->preds.size() != 2 ||
        (control->op != Op::Less64 && control->op != Op::Leq64)) {
      continue;
    }
    const bool inclusive = control->op == Op::Leq64;
    Value* variable = control->args[0];
    Value* limit = control->args[1];
    bool upward = true;
    Counter counter = as_counter(variable);
    if (counter.start == nullptr) {
      std::swap(variable, limit);
      upward = false;
      counter = as_counter(variable);
    }
    if (counter.start == nullptr || counter.increment->op != Op::Const64) {
      continue;
    }
    const int64_t step = counter.increment->aux_int;
    if (step == 0 || (step > 0) != upward) {
      continue;
    }
    // The body is entered from here only, and the step is taken inside it.
    Block* entry = b->succs[0].block;
    if (entry->preds.size() != 1 || !tree.dominates(entry, counter.next->block)) {
      continue;
    }
    if (upward && upward_is_safe(counter, limit, inclusive, step)) {
      out.push_back({variable, counter.start, limit, entry, false, inclusive});
    } else if (!upward && downward_is_safe(counter, limit, inclusive, step)) {
      out.push_back({variable, limit, counter.start, entry, !inclusive, true});
    }
  }
  return out;
}

}  // namespace prologo::ir
