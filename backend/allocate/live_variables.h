#pragma once
// Which variables in memory are live where: a backward problem over the blocks, solved for the
// variables that hold pointers.

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ir/function.h"

namespace prologo::alloc {

struct LiveVariables {
  std::vector<ir::Variable*> tracked;
  // Distinct sets of live variables, as indices into `tracked`; the first is at entry.
  std::vector<std::vector<bool>> sets;
  std::unordered_map<ir::ValueId, int> at_call;  // index of a set
  int at_deferreturn = -1;
  int at_growth = -1;  // where register parameters have slots in the frame
  // Parameters that some value reads or writes in memory, a part at a time.
  std::vector<const ir::Variable*> touched_aggregates;
};

LiveVariables find_live_variables(ir::Function& fn);

// True for calls, at which the collector may run, but not for the copies that are themselves
// part of a write barrier.
bool has_stack_map(const ir::Value* v);

// The variable whose home a value is in: a slot, or the parameter it arrived as.
ir::Variable* variable_of(const ir::Function& fn, const ir::Value* v);

}  // namespace prologo::alloc
