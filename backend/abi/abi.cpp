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
  return nullptr;
}

}  // namespace prologo::abi
