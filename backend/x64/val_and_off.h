#pragma once
// The packed aux_int of operations with a constant and an address offset (SymbolValAndOff):
// value in the upper half, offset in the lower, both signed.

#include <cstdint>

namespace prologo::x64 {

constexpr int64_t pack_val_and_off(int32_t value, int32_t offset) {
  return static_cast<int64_t>(static_cast<uint64_t>(static_cast<uint32_t>(value)) << 32 |
                              static_cast<uint32_t>(offset));
}

constexpr int32_t val_of(int64_t packed) { return static_cast<int32_t>(packed >> 32); }

constexpr int32_t off_of(int64_t packed) { return static_cast<int32_t>(packed); }

}  // namespace prologo::x64
