// The list of calling conventions.

#include "backend/abi/abi.h"

#include <algorithm>

namespace prologo::abi {

static constexpr const ir::Abi* kAll[] = {&kAbi0, &kAbiInternal, &kSysV};

std::span<const ir::Abi* const> all() { return kAll; }

const ir::Abi* find(std::string_view name) {
  for (const ir::Abi* abi : kAll) {
    if (abi->name == name) {
      return abi;
    }
  }
  return name == kAbi0Tls.name ? &kAbi0Tls : nullptr;
}

const ir::Abi* find_in_release(std::string_view name, bool g_in_tls) {
  if (name.empty()) {
    return g_in_tls ? &kAbi0Tls : &kAbiInternal;
  }
  const ir::Abi* found = find(name);
  if (!g_in_tls) {
    return found;
  }
  return found == &kAbi0 ? &kAbi0Tls : found == &kAbiInternal ? nullptr : found;
}

static bool contains(std::span<const ir::Register> list, ir::Register r) {
  return std::find(list.begin(), list.end(), r) != list.end();
}

std::vector<ir::Register> free_at_entry(const ir::Abi& abi) {
  std::vector<ir::Register> out(abi.scratch.begin(), abi.scratch.end());
  for (ir::Register r = ir::reg::AX; r <= ir::reg::R15; r++) {
    bool is_fixed =
        r == ir::reg::SP || r == ir::reg::BP || r == ir::reg::R14 || r == abi.closure_context;
    if (!is_fixed && !contains(abi.int_regs, r) && !contains(abi.callee_saved, r) &&
        !contains(out, r)) {
      out.push_back(r);
    }
  }
  return out;
}

}  // namespace prologo::abi
