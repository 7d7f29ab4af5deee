#pragma once
// Machine code and static data -> a relocatable ELF object, written by LLVM MC: symbols with
// sizes, relocations, .gopclntab, DWARF lines and frames. Or the assembly that makes it.

#include <optional>
#include <span>
#include <string>

#include "backend/code.h"
#include "backend/elf/pclntab.h"
#include "backend/listing/disassemble.h"

namespace prologo::elf {

struct AssembleOptions {
  bool with_pclntab = true;  // not for an object of its own (-c)
  bool with_dwarf = true;
  // Att or Intel: the same as text for the GNU assembler.
  std::optional<listing::Syntax> text;
};

// The bytes of the object file, or the text.
std::string assemble(const ir::Module& module, std::span<const backend::Code> codes,
                     const AssembleOptions& options);

}  // namespace prologo::elf
