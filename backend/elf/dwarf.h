#pragma once
// The DWARF that MC's directives do not make: a compilation unit and its functions, so that
// debuggers find main.add by name and lines by address. Internal to backend/elf.

#include <span>

#include "backend/code.h"
#include "backend/elf/streamer.h"

namespace prologo::elf {

void emit_debug_info(ObjectStreamer& object, const ir::Module& module,
                     std::span<const backend::Code> codes, llvm::MCSymbol* text_begin,
                     llvm::MCSymbol* text_end);

}  // namespace prologo::elf
