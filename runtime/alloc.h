#pragma once
// The heap.

#include "runtime/layout.h"

namespace prologo::runtime {

// Zeroed memory for one value of the type, or for an array of such values that fills `bytes`.
// A null type, or one without pointers: the memory will hold no pointers.
void* allocate(uint64_t bytes, const Type* type);

// Zeroed memory outside of the heap, never freed.
void* allocate_permanent(uint64_t bytes);

}  // namespace prologo::runtime
