#pragma once
// Goroutine stacks: memory for them, and growing by copying.

#include "runtime/layout.h"

namespace prologo::runtime {

// A stack of `bytes`, a power of two of at least kStackMin.
Stack allocate_stack(uint64_t bytes);
void free_stack(Stack stack);

// Moves the goroutine, which is not running, to a stack of that size; every pointer into the
// old one is adjusted.
void copy_stack(G* g, uint64_t bytes);

}  // namespace prologo::runtime
