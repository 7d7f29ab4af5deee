#pragma once
#include <vector>

#include "ir/function.h"

namespace prologo::alloc {

struct StackSlots {
  // By block number: the values on the stack that are read behind the block.
  std::vector<std::vector<ir::ValueId>> live_at_end;
};

// Gives a place in the frame to every value that has no register: spills, phis on the stack,
// parameters in memory. A spill goes to the home of the variable whose value it is, else it
// shares a temporary with values of its type that live at other times.
// `spills_live`: by block number, spills that edges behind the block will read.
StackSlots allocate_stack_slots(ir::Function& fn,
                                const std::vector<std::vector<ir::ValueId>>& spills_live);

// A compiler temporary of that type: ".autotmp_7".
ir::Variable* new_temporary(ir::Function& fn, const ir::Type* type, Pos pos);

}  // namespace prologo::alloc
