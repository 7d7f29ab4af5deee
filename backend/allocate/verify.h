#pragma once
#include <string>

#include "ir/function.h"

namespace prologo::alloc {

// Follows the contents of registers and slots through an allocated function on all ways and
// lists every use that would find something else than its value. Empty: none.
std::string verify_allocation(const ir::Function& fn);

}  // namespace prologo::alloc
