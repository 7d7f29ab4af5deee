#include "backend/abi/abi_file_rules.h"

#include <algorithm>
#include <map>

#include "backend/abi/abi.h"

namespace prologo::abi {

namespace {

using ir::Register;

bool contains(std::span<const Register> list, Register r) {
  return std::find(list.begin(), list.end(), r) != list.end();
}

// Who claims which register.
class Roles {
 public:
  Roles(const ir::Abi& abi, const AddProblem& add) : abi_(abi), add_(add) {}

  void check();

 private:
  void claim(Register r, std::string_view key, const std::string& role);
  void claim_all(std::span<const Register> list, std::string_view key, const std::string& role);
  void check_list(std::span<const Register> list, std::string_view key);

  const ir::Abi& abi_;
  const AddProblem& add_;
  std::map<Register, std::string> role_of_;
};

void Roles::claim(Register r, std::string_view key, const std::string& role) {
  auto [known, is_new] = role_of_.emplace(r, role);
  if (!is_new && known->second != role) {
    add_(key,
         std::string(ir::register_name(r)) + " cannot be " + role + ": it is " + known->second,
         "take it out of one of the two");
  }
}

void Roles::claim_all(std::span<const Register> list, std::string_view key,
                      const std::string& role) {
  for (Register r : list) {
    claim(r, key, role);
  }
}

void Roles::check_list(std::span<const Register> list, std::string_view key) {
  for (size_t i = 0; i < list.size(); i++) {
    if (contains(list.subspan(0, i), list[i])) {
      add_(key,
           std::string(ir::register_name(list[i])) + " stands in one list of registers twice",
           "remove one of them");
    }
  }
}

void Roles::check() {
  check_list(abi_.int_regs, "registers.int");
  check_list(abi_.float_regs, "registers.float");
  check_list(abi_.int_results, "registers.int_results");
  check_list(abi_.float_results, "registers.float_results");
  check_list(abi_.callee_saved, "registers.callee_saved");
  check_list(abi_.scratch, "registers.fixed.scratch");
  role_of_[ir::reg::SP] = "the stack pointer";
  role_of_[ir::reg::BP] = "the frame pointer";
  role_of_[ir::reg::X15] = "the zero register of the runtime";
  if (abi_.g == ir::GLocation::InRegister) {
    role_of_[abi_.g_register] = "g, the current goroutine";
  }
  for (std::string_view key : {"registers.int", "registers.int_results"}) {
    auto list = key == "registers.int" ? abi_.int_regs : abi_.int_results;
    if (abi_.g == ir::GLocation::ThreadLocal && contains(list, ir::reg::R14)) {
      add_(key, "R14 cannot carry a value: run-time helpers find g in it", "choose another");
    }
  }
  // An argument register may also carry a result; neither may have another job.
  claim_all(abi_.int_regs, "registers.int", "an argument or result register");
  claim_all(abi_.float_regs, "registers.float", "an argument or result register");
  claim_all(abi_.int_results, "registers.int_results", "an argument or result register");
  claim_all(abi_.float_results, "registers.float_results", "an argument or result register");
  claim_all(abi_.callee_saved, "registers.callee_saved", "saved by the callee");
  claim(abi_.closure_context, "registers.fixed.closure", "the closure register");
  std::vector<Register> scratch(abi_.scratch.begin(), abi_.scratch.end());
  // A convention may use its closure register as scratch: func values have their own.
  std::erase(scratch, abi_.closure_context);
  claim_all(scratch, "registers.fixed.scratch", "a scratch register");
}

bool has_register_arguments(const ir::Abi& abi) {
  return !abi.int_regs.empty() || !abi.float_regs.empty();
}

void check_growth(const ir::Abi& abi, const AddProblem& add) {
  if (abi.stack_check != ir::StackCheck::Morestack) {
    return;
  }
  if (abi.spill == ir::Spill::None && has_register_arguments(abi)) {
    add("arguments.spill",
        "with check = \"morestack\" register arguments need memory while the stack grows, and "
        "spill = \"none\" gives them none",
        "say spill = \"caller\" (as Go does) or \"callee\", or check = \"none\"");
  }
  if (abi.scratch.size() < 2) {
    add("registers.fixed.scratch",
        "the stack check and the clearing of variables need two scratch registers, and there " +
            std::string(abi.scratch.empty() ? "is none" : "is one"),
        "name two registers that carry no argument, such as [\"R12\", \"R13\"]");
  }
  bool has_r14_saved = contains(abi.callee_saved, ir::reg::R14);
  if (abi.g == ir::GLocation::ThreadLocal && has_r14_saved) {
    add("registers.callee_saved", "R14 cannot be saved: the stack check loads g into it first",
        "take R14 out, or say check = \"none\"");
  }
}

void check_clearing(const ir::Abi& abi, const AddProblem& add) {
  size_t to_keep = 0;
  for (Register r : {ir::reg::DI, ir::reg::AX, ir::reg::CX}) {
    to_keep += contains(abi.int_regs, r) || abi.closure_context == r ? 1 : 0;
  }
  size_t free = free_at_entry(abi).size();
  if (abi.scratch.size() >= 2 && free < to_keep) {
    add("registers.int",
        "clearing a large frame uses DI, AX and CX; " + std::to_string(to_keep) +
            " of them carry arguments and only " + std::to_string(free) +
            " registers are free to keep them",
        "leave one more register without a job");
  }
}

void check_results(const ir::Abi& abi, const AddProblem& add) {
  if (abi.results == ir::ResultPool::HiddenPointer && abi.int_regs.empty()) {
    add("results.pool",
        "the hidden pointer travels in the first integer argument register, and there is none",
        "add a register to registers.int, or say pool = \"stack\"");
  }
}

}  // namespace

void check_rules(const ir::Abi& abi, const AddProblem& add) {
  Roles(abi, add).check();
  check_growth(abi, add);
  check_clearing(abi, add);
  check_results(abi, add);
}

}  // namespace prologo::abi
