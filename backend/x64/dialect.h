#pragma once
// What differs between Go releases in the code around a function's body, as switches: one row a
// release, each column a decision that prologue and assembler ask for.

#include <cstdint>
#include <span>
#include <string_view>

#include "ir/abi.h"

namespace prologo::x64 {

struct Dialect {
  std::string_view name;
  bool g_from_tls;                // g is loaded from FS:[-8] first, not kept in R14
  ir::Register g;                 // where the stack check finds g
  ir::Register check_scratch;     // SP minus the frame, for frames over 128 bytes
  ir::Register panic_scratch;     // g._panic in wrappers
  ir::Register argp_scratch;      // the argument pointer compared with it
  bool preempt_aware_huge_check;  // frames over 4096: compare the guard with StackPreempt first
  int32_t stack_guard;            // bytes below the guard, used by that check
  bool spills_around_morestack;
  bool pushes_frame_pointer;  // PUSHQ BP; MOVQ SP, BP; SUBQ
  bool short_128;             // ADDQ $-128 for a frame of 128 bytes
  bool pads_jumps;            // no jump crosses or ends at a 32-byte boundary
  bool has_zero_register;     // X15 is zero; else XORPS X0, X0 before clearing
  ir::Register zero_range;    // integer register that clears one word in the prologue
  bool exempts_panic_index;   // panicIndex and panicSlice calls keep a function NOSPLIT
};

std::span<const Dialect> dialects();
// The row of that name ("go1.19"), or null.
const Dialect* find_dialect(std::string_view name);
const Dialect& default_dialect();

}  // namespace prologo::x64
