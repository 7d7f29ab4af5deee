// Stages of register allocation: functions of the x64 level in, their blocks and values out.
//   layout_blocks  critical edges split, likely ways guessed (with `optimise`), blocks in order
//   schedule       the values of each block in order
//   regalloc       flags, registers and stack slots given; the result is verified

#include "backend/allocate/allocate.h"

#include "backend/abi/abi.h"
#include "backend/allocate/critical.h"
#include "backend/allocate/flags.h"
#include "backend/allocate/layout.h"
#include "backend/allocate/likely.h"
#include "backend/allocate/schedule.h"
#include "backend/allocate/verify.h"
#include "ir/parser.h"
#include "ir/printer.h"
#include "tests/stages.h"

namespace prologo::tests {

template <typename Run>
static std::string run_on_function(const std::string& input, Run run) {
  ir::Module module;
  std::string error;
  ir::Function* fn = ir::parse(input, module, abi::find, error);
  if (fn == nullptr) {
    return error + "\n";
  }
  std::string faults = run(*fn);
  return ir::print_body(*fn) + faults;
}

static std::string run_layout(const std::string&, const std::string& input) {
  return run_on_function(input, [](ir::Function& fn) {
    alloc::split_critical_edges(fn);
    if (fn.optimise) {
      alloc::adjust_likelihoods(fn);
    }
    alloc::lay_out_blocks(fn);
    return std::string();
  });
}

static std::string run_schedule(const std::string&, const std::string& input) {
  return run_on_function(input, [](ir::Function& fn) {
    alloc::schedule(fn);
    return std::string();
  });
}

static std::string run_regalloc(const std::string&, const std::string& input) {
  return run_on_function(input, [](ir::Function& fn) {
    alloc::allocate_flags(fn);
    alloc::allocate_registers(fn);
    return alloc::verify_allocation(fn);
  });
}

static const bool kRegistered = register_stage("layout_blocks", run_layout) &&
                                register_stage("schedule", run_schedule) &&
                                register_stage("regalloc", run_regalloc);

}  // namespace prologo::tests
