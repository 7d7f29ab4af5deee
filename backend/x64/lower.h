#pragma once
// From generic operations to machine operations, and what only the machine level can do.
// backend/x64/rules/*.rules say which; these are the passes that apply them.

#include "ir/function.h"

namespace prologo::x64 {

// Every generic operation becomes a machine operation.
void lower(ir::Function& fn);

// Loads, stores and arithmetic on memory take the address calculation in: base + index * scale
// + constant. Only when optimising.
void combine_addresses(ir::Function& fn);

}  // namespace prologo::x64
