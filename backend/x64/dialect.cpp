// Go releases from 1.10 to 1.21 as rows of switches.
#include "backend/x64/dialect.h"

#include <array>

#include "support/ensure.h"

namespace prologo::x64 {

using namespace ir::reg;

// Go 1.10 to 1.16 find g through thread-local storage and pass everything on the stack.
static constexpr Dialect stack_release(std::string_view name, int32_t guard, bool short_128,
                                       bool pads, bool exempts) {
  return {.name = name,
          .g_from_tls = true,
          .g = CX,
          .check_scratch = AX,
          .panic_scratch = BX,
          .argp_scratch = DI,
          .preempt_aware_huge_check = true,
          .stack_guard = guard,
          .spills_around_morestack = false,
          .pushes_frame_pointer = false,
          .short_128 = short_128,
          .pads_jumps = pads,
          .has_zero_register = false,
          .zero_range = AX,
          .exempts_panic_index = exempts};
}

static constexpr Dialect register_release(std::string_view name, bool pushes) {
  return {.name = name,
          .g_from_tls = false,
          .g = R14,
          .check_scratch = R12,
          .panic_scratch = R12,
          .argp_scratch = R13,
          .preempt_aware_huge_check = false,
          .stack_guard = 928,
          .spills_around_morestack = true,
          .pushes_frame_pointer = pushes,
          .short_128 = true,
          .pads_jumps = true,
          .has_zero_register = true,
          .zero_range = R13,
          .exempts_panic_index = true};
}

static constexpr std::array kDialects = {
    stack_release("go1.10", 880, false, false, false),
    stack_release("go1.11", 880, false, false, false),
    stack_release("go1.12", 880, false, false, false),
    stack_release("go1.13", 880, true, false, true),
    stack_release("go1.14", 896, true, false, true),
    stack_release("go1.15", 928, true, true, true),
    stack_release("go1.16", 928, true, true, true),
    register_release("go1.17", false),
    register_release("go1.18", false),
    register_release("go1.19", false),
    register_release("go1.20", false),
    register_release("go1.21", true),
};

std::span<const Dialect> dialects() { return kDialects; }

const Dialect* find_dialect(std::string_view name) {
  for (const Dialect& row : kDialects) {
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

const Dialect& default_dialect() {
  const Dialect* row = find_dialect("go1.19");
  ENSURE(row != nullptr);
  return *row;
}

}  // namespace prologo::x64
