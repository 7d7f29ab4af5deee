#include "backend/compile.h"

#include "backend/abi/expand_calls.h"
#include "backend/allocate/liveness.h"
#include "backend/allocate/passes.h"
#include "backend/x64/emit.h"
#include "backend/x64/frame.h"
#include "backend/x64/lower.h"
#include "runtime/layout.h"

namespace prologo::backend {

static constexpr ir::Pass kMachinePasses[] = {
    {"lower", x64::lower, true},
    {"addressing modes", x64::combine_addresses},
    {"lowered deadcode for cse", ir::eliminate_dead_code},  // cse must not revive the dead
    {"lowered cse", ir::eliminate_common},
    {"elim unread autos", ir::eliminate_unread_autos},
    {"tighten tuple selectors", ir::tighten_tuple_selectors, true},
    {"lowered deadcode", ir::eliminate_dead_code, true},
    {"late phielim", ir::eliminate_phis},
    {"late copyelim", ir::eliminate_copies},
    {"tighten", ir::tighten},
    {"late deadcode", ir::eliminate_dead_code},
};

const std::vector<ir::Pass>& all_passes() {
  static const std::vector<ir::Pass> table = [] {
    std::vector<ir::Pass> passes(ir::early_passes().begin(), ir::early_passes().end());
    passes.push_back({"expand calls", abi::expand_calls, true});
    passes.insert(passes.end(), ir::late_passes().begin(), ir::late_passes().end());
    passes.insert(passes.end(), std::begin(kMachinePasses), std::end(kMachinePasses));
    auto last = alloc::allocation_passes();
    passes.insert(passes.end(), last.begin(), last.end());
    return passes;
  }();
  return table;
}

std::vector<ir::PassOrder> all_orders() {
  std::vector<ir::PassOrder> orders(ir::pass_order().begin(), ir::pass_order().end());
  auto more = alloc::allocation_order();
  orders.insert(orders.end(), more.begin(), more.end());
  return orders;
}

static std::vector<std::string> funcdata(const alloc::Liveness& live) {
  std::vector<std::string> table(runtime::kFuncDataArgLiveInfo + 1);
  table[runtime::kFuncDataArgsPointerMaps] = live.args_maps;
  table[runtime::kFuncDataLocalsPointerMaps] = live.locals_maps;
  table[runtime::kFuncDataStackObjects] = live.stack_objects;
  table[runtime::kFuncDataOpenCodedDeferInfo] = live.open_defer_info;
  table[runtime::kFuncDataArgInfo] = live.arg_info;
  table[runtime::kFuncDataArgLiveInfo] = live.arg_live_info;
  while (!table.empty() && table.back().empty()) {
    table.pop_back();
  }
  return table;
}

Code compile(ir::Function& fn, x64::Encoder& encoder, const CompileOptions& options) {
  ir::run_passes(fn, all_passes(), options.after_pass);
  x64::plan_frame(fn);
  if (fn.locals_bytes >= kMaxFrame || fn.layout.args_bytes >= kMaxFrame) {
    Code code;
    code.too_large = {fn.locals_bytes, fn.layout.args_bytes, 0};
    return code;
  }
  alloc::Liveness live = alloc::find_liveness(fn);
  x64::EmitFacts facts;
  facts.stack_maps = live.stack_maps;
  facts.unsafe_values = live.unsafe_values;
  facts.arg_live_at_block = live.arg_live_at_block;
  facts.arg_live_after_value = live.arg_live_after_value;
  facts.deferreturn_map = live.deferreturn_map;
  facts.growth_map = live.growth_map;
  facts.partly_live = live.partly_live;
  Code code = x64::emit(fn, encoder, facts);
  code.funcdata = funcdata(live);
  return code;
}

}  // namespace prologo::backend
