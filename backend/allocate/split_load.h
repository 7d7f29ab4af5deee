#pragma once
#include "ir/function.h"

namespace prologo::alloc {

// Turns a comparison with memory into a load, appended to the comparison's block, and a
// comparison of registers. False if the value is no such comparison.
bool split_load(ir::Value* v);

}  // namespace prologo::alloc
