#pragma once
// Fixed points of every program's memory image. The link is static and not relocatable, so
// 32-bit tables can hold distances from these bases as plain ELF relocations.

#include <cstdint>

namespace prologo::elf {

// Base of type and funcdata offsets: symbols runtime.types and go.func.*.
constexpr uint64_t kImageBase = 0x400000;
// Start of .text, symbol runtime.text: base of the function table's offsets.
constexpr uint64_t kTextBase = 0x401000;

}  // namespace prologo::elf
