// The list of calling conventions.

#include "backend/abi/abi.h"

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

}  // namespace prologo::abi
