#include "ir/passes/passes.h"

#include "ir/verifier.h"
#include "support/ensure.h"

namespace prologo::ir {

static constexpr Pass kEarlyPasses[] = {
    {"number lines", number_lines, true},
    {"early phielim", eliminate_phis},
    {"early copyelim", eliminate_copies},
    {"early deadcode", eliminate_dead_code},  // spares `opt` pointless work
    {"short circuit", short_circuit},
    {"decompose user", decompose_user, true},
    {"pre-opt deadcode", eliminate_dead_code},
    {"opt", optimise, true},  // some rules wait for "late opt" and ask for this name
    {"zero arg cse", share_constants, true},
    {"opt deadcode", eliminate_dead_code, true},  // blocks orphaned by `opt`
    {"generic cse", eliminate_common},
    {"phiopt", simplify_bool_phis},
    {"gcse deadcode", eliminate_dead_code, true},
    {"nilcheckelim", eliminate_nil_checks},
    {"prove", prove},
    {"early fuse", fuse_early},
    {"decompose builtin", decompose_builtin, true},
};

static constexpr Pass kLatePasses[] = {
    {"late opt", optimise, true},
    {"dead auto elim", eliminate_dead_autos},
    {"generic deadcode", eliminate_dead_code, true},  // dead stores would break store chains
    {"branchelim", eliminate_branches},
    {"late fuse", fuse_late},
    {"dse", eliminate_dead_stores},
    {"writebarrier", insert_write_barriers, true},
};

static constexpr PassOrder kOrder[] = {
    {"generic cse", "prove"},       // prove lives on shared values
    {"prove", "generic deadcode"},  // which removes the blocks prove cut off
    {"generic cse", "dse"},         // equal addresses are then one value
    {"generic cse", "nilcheckelim"},
    {"nilcheckelim", "generic deadcode"},
    {"nilcheckelim", "late fuse"},  // it leaves strings of plain blocks
    {"opt", "nilcheckelim"},        // opt gives checks their final form
    {"decompose builtin", "expand calls"},
    {"expand calls", "late opt"},  // rules clean up after both
    {"decompose builtin", "late opt"},
    {"writebarrier", "lower"},
    {"generic deadcode", "tighten"},
    {"generic cse", "tighten"},
    {"tighten tuple selectors", "schedule"},
    {"critical", "phi tighten"},
    {"critical", "layout"},
    {"critical", "regalloc"},
    {"schedule", "regalloc"},
    {"schedule", "late nilcheck"},
    {"schedule", "flagalloc"},
    {"flagalloc", "regalloc"},
    {"regalloc", "loop rotate"},
    {"regalloc", "stackframe"},
    {"regalloc", "trim"},
};

std::span<const Pass> early_passes() { return kEarlyPasses; }

std::span<const Pass> late_passes() { return kLatePasses; }

std::span<const PassOrder> pass_order() { return kOrder; }

void run_passes(Function& fn, std::span<const Pass> passes, const AfterPass& after) {
  for (const Pass& pass : passes) {
    if (!pass.required && !fn.optimise) {
      continue;
    }
    fn.current_pass = pass.name;
    std::string outer =
        set_activity("pass " + std::string(pass.name) + ", function " + fn.name);
    pass.run(fn);
    verify_in_tests(fn);
    set_activity(std::move(outer));
    if (after) {
      after(pass.name, fn);
    }
  }
}

}  // namespace prologo::ir
