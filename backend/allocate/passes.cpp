#include "backend/allocate/passes.h"

#include "backend/allocate/allocate.h"
#include "backend/allocate/critical.h"
#include "backend/allocate/flags.h"
#include "backend/allocate/late_nil_checks.h"
#include "backend/allocate/layout.h"
#include "backend/allocate/likely.h"
#include "backend/allocate/loop_rotate.h"
#include "backend/allocate/schedule.h"
#include "backend/allocate/trim.h"

namespace prologo::alloc {

static constexpr ir::Pass kPasses[] = {
    // Moves on an edge need a block of their own.
    {"critical", split_critical_edges, true},
    // Behind critical: a constant for a phi goes to the block of its edge.
    {"phi tighten", ir::phi_tighten, false},
    {"likelyadjust", adjust_likelihoods, false},
    {"layout", lay_out_blocks, true},
    {"schedule", schedule, true},
    // Behind the schedule: only then is it known what faults first.
    {"late nilcheck", remove_late_nil_checks, false},
    {"flagalloc", allocate_flags, true},
    {"regalloc", allocate_registers, true},
    // Behind regalloc, which wants headers before their loops.
    {"loop rotate", rotate_loops, false},
    // Behind regalloc: blocks that got no moves are empty now.
    {"trim", trim_blocks, false},
};

static constexpr ir::PassOrder kOrder[] = {
    {"critical", "phi tighten"}, {"critical", "regalloc"},      {"likelyadjust", "layout"},
    {"layout", "schedule"},      {"schedule", "late nilcheck"}, {"schedule", "flagalloc"},
    {"flagalloc", "regalloc"},   {"regalloc", "loop rotate"},   {"regalloc", "trim"},
};

std::span<const ir::Pass> allocation_passes() { return kPasses; }

std::span<const ir::PassOrder> allocation_order() { return kOrder; }

}  // namespace prologo::alloc
