#pragma once
// Induction variables: loop counters with known bounds.

#include <vector>

#include "ir/analysis/dominators.h"

namespace prologo::ir {

// In all blocks that `entry` dominates: min <= variable < max, or as the flags say.
struct Induction {
  Value* variable = nullptr;
  Value* min = nullptr;
  Value* max = nullptr;
  Block* entry = nullptr;  // of the loop's body
  bool min_exclusive = false;
  bool max_inclusive = false;
};

// Variables of loops `for i := min; i < max; i += step` whose steps cannot wrap.
std::vector<Induction> find_inductions(const Function& fn, const DominatorTree& tree);

}  // namespace prologo::ir
