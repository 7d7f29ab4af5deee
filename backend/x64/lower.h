#pragma once
// From generic operations to machine operations, and what only the machine level can do.
// backend/x64/rules/*.rules say which; these are the passes that apply them.

#include "ir/function.h"

namespace prologo::x64 {

// Every generic operation becomes a machine operation.
void lower(ir::Function& fn);

}  // namespace prologo::x64
