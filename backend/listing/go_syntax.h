#pragma once
// AT&T text of one instruction -> the text `go tool objdump` prints for it. The operand order
// is the same (source first); mnemonics, registers and addresses are Go's.

#include <cstdint>
#include <string>
#include <string_view>

#include "backend/listing/disassemble.h"

namespace prologo::listing {

// `next_pc` is the address after the instruction, the base of IP-relative operands.
std::string to_go_syntax(std::string_view att, uint64_t next_pc, const SymbolAt& symbol_at);

}  // namespace prologo::listing
