#pragma once
// From a list of instructions to machine code: branch sizes, padding at 32-byte boundaries,
// relocations and pc tables (reference/prologue.md section 11).

#include "backend/code.h"
#include "backend/x64/encode.h"
#include "backend/x64/inst.h"
#include "ir/dialect.h"

namespace prologo::x64 {

// Fills bytes, relocs, instructions and pc tables of `code`. Returns the pc of each label.
std::vector<uint32_t> assemble(Encoder& encoder, const ir::Dialect& dialect,
                               const InstList& list, backend::Code& code);

}  // namespace prologo::x64
