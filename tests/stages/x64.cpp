// Stages of the x64 back end.
//   lower     generic operations in, machine operations out
//   machine   machine operations in; allocated, in a frame, with prologue and epilogues: the
//             instructions out. The folder below names the dialect, "go1.14"; none: Go 1.19.

#include "backend/abi/abi.h"
#include "backend/allocate/allocate.h"
#include "backend/allocate/critical.h"
#include "backend/allocate/flags.h"
#include "backend/allocate/layout.h"
#include "backend/allocate/liveness.h"
#include "backend/allocate/schedule.h"
#include "backend/x64/emit.h"
#include "backend/x64/frame.h"
#include "backend/x64/lower.h"
#include "ir/dialect.h"
#include "ir/parser.h"
#include "ir/printer.h"
#include "tests/stages.h"

namespace prologo::tests {

static std::string run_lower(const std::string&, const std::string& input) {
  ir::Module module;
  std::string error;
  ir::Function* fn = ir::parse(input, module, abi::find, error);
  if (fn == nullptr) {
    return error + "\n";
  }
  x64::lower(*fn);
  return ir::print_body(*fn);
}

static std::string run_machine(const std::string& argument, const std::string& input) {
  ir::Module module;
  std::string error;
  ir::Function* fn = ir::parse(input, module, abi::find, error);
  if (fn == nullptr) {
    return error + "\n";
  }
  alloc::split_critical_edges(*fn);
  alloc::lay_out_blocks(*fn);
  alloc::schedule(*fn);
  alloc::allocate_flags(*fn);
  alloc::allocate_registers(*fn);
  x64::plan_frame(*fn);
  alloc::Liveness live = alloc::find_liveness(*fn);
  x64::EmitFacts facts;
  facts.partly_live = live.partly_live;
  if (!argument.empty()) {
    module.dialect = ir::find_dialect(argument);
    if (module.dialect == nullptr) {
      return "no dialect " + argument + "\n";
    }
  }
  return x64::emit_text(*fn, facts);
}

static const bool kRegistered =
    register_stage("lower", run_lower) && register_stage("machine", run_machine);

}  // namespace prologo::tests
