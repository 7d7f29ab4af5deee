#pragma once
// Machine code and static data -> a relocatable ELF object, written by LLVM MC: symbols with
// sizes, relocations, .gopclntab, DWARF lines and frames.

#include <span>
#include <string>

#include "backend/code.h"
#include "backend/elf/pclntab.h"

namespace prologo::elf {

struct AssembleOptions {
  bool with_pclntab = true;  // not for an object of its own (-c)
  bool with_dwarf = true;
};

// The bytes of the object file.
std::string assemble(const ir::Module& module, std::span<const backend::Code> codes,
                     const AssembleOptions& options);

}  // namespace prologo::elf
