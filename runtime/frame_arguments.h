#pragma once
// The arguments of a frame in a traceback.

#include "runtime/unwind.h"

namespace prologo::runtime {

// Prints what FUNCDATA 5 describes, from the memory homes of the arguments; pc is where the
// frame stopped.
void print_arguments(const CodeTables& code, const Frame& frame, uintptr_t pc);

}  // namespace prologo::runtime
