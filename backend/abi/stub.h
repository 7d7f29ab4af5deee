#pragma once
// A function of Go's assembler for a signature: the TEXT line with the exact argument size, a
// load of every argument and a store of every result by the names that `go vet` checks.

#include <string>

#include "ir/abi.h"

namespace prologo::abi {

// `layout` is that of the convention without registers, the one assembly uses.
std::string assembly_stub(const std::string& name, const ir::CallLayout& layout);

}  // namespace prologo::abi
