#pragma once
// The layouts of one signature under several conventions side by side, each place with the
// reason for it; and what each register of a convention is for.

#include <string>
#include <vector>

#include "ir/abi.h"

namespace prologo::abi {

struct Column {
  const ir::Abi* abi = nullptr;
  ir::CallLayout layout;
};

// Offsets are those at the function's entry: 0(SP) is the return PC, 0(FP) the byte above it.
// `types` is the text of each parameter's and then each result's type.
std::string comparison_table(const ir::Signature& signature,
                             const std::vector<std::string>& types,
                             const std::vector<Column>& columns, bool ascii);

// Why the value is where it is, in a few words.
std::string reason(const ir::Place& place);

// "AX", or where people say so "RDI" or "EDI", by the bytes used.
std::string spoken_name(const ir::Abi& abi, ir::Register r, int64_t bytes);

// One line a register: role, width, who saves it.
std::string legend(const ir::Abi& abi);

// Bytes of stack parameters and results without the padding at the end.
int64_t exact_stack_bytes(const ir::CallLayout& layout);

}  // namespace prologo::abi
