#pragma once
// For the end of each block: the values that live on, how far away their next use is, and the
// registers they would like to be in.

#include <vector>

#include "backend/allocate/desired.h"
#include "ir/analysis/loops.h"

namespace prologo::alloc {

// Distances are in instructions. An edge counts as many as its likelihood says.
constexpr int32_t kLikelyDistance = 1;
constexpr int32_t kNormalDistance = 10;
constexpr int32_t kUnlikelyDistance = 100;

struct LiveValue {
  ir::ValueId id;
  int32_t distance;
  Pos pos;  // of the next use
};

struct LiveRanges {
  std::vector<std::vector<LiveValue>> at_end;  // by block number
  std::vector<DesiredRegisters> desired;       // by block number, at the end
};

LiveRanges find_live_ranges(const ir::Function& fn, ConstraintTable& constraints);

}  // namespace prologo::alloc
