#pragma once
// What differs between Go releases in the code they generate, as switches. dialect.def is the
// table: one row a switch with the releases that have it. Every stage asks for a switch by
// name.

#include <cstdint>
#include <span>
#include <string_view>

#include "ir/abi.h"

namespace prologo::ir {

struct Function;

struct Dialect {
  std::string_view name;    // "go1.19"
  bool is_checked = false;  // its code has been compared with ours
#define SWITCH(name, first, last, what) bool name = false;
#include "ir/dialect.def"
#undef SWITCH

  // What follows from the switches.
  bool has_zero_register() const { return !zero_in_x0; }

  Register g() const { return g_from_tls ? reg::CX : reg::R14; }

  // SP minus the frame, in the check of frames over 128 bytes.
  Register check_scratch() const { return old_prologue_scratch ? reg::AX : reg::R12; }

  // g._panic, and the argument pointer compared with it, in wrappers.
  Register panic_scratch() const { return old_prologue_scratch ? reg::BX : reg::R12; }

  Register argp_scratch() const { return old_prologue_scratch ? reg::DI : reg::R13; }

  // The integer register that clears one word in the prologue.
  Register zero_range() const { return old_prologue_scratch ? reg::AX : reg::R13; }

  int32_t stack_guard() const { return guard_880 ? 880 : guard_896 ? 896 : 928; }

  const char* duffzero() const { return zero_in_x0 ? "duffzero.x0" : "duffzero"; }

  // Where runtime.duffzero is entered to clear that many steps of 16 bytes: 16 groups of an
  // addition (4 bytes) and four stores of 5 bytes, or 4 with X0 and no displacement in the
  // first.
  int64_t duffzero_entry(int64_t steps) const {
    const int64_t store = zero_in_x0 ? 4 : 5;
    const int64_t group = 3 + 4 * store;
    const int64_t partial = steps % 4;
    return group * (16 - steps / 4) - (partial != 0 ? 4 + store * partial : 0);
  }
};

// `last` of switches that the newest releases still have.
constexpr int kNewestRelease = 99;

// One row of the table, for people.
struct DialectSwitch {
  std::string_view name;
  int first;  // go1.first to go1.last
  int last;
  std::string_view what;
};

std::span<const Dialect> dialects();
std::span<const DialectSwitch> dialect_switches();
// The row of that name ("go1.19"), or null.
const Dialect* find_dialect(std::string_view name);
const Dialect& default_dialect();
// That of the function's module.
const Dialect& dialect_of(const Function& fn);

}  // namespace prologo::ir
