#pragma once
// Hashing of memory and of values by their type.

#include "runtime/layout.h"

namespace prologo::runtime {

uint64_t hash_bytes(const void* p, uint64_t bytes, uint64_t seed);
uint64_t hash_word(uint64_t value, uint64_t seed);

// The hash of a value as its type's hash function computes it; panics if it has none.
uint64_t hash_value(const Type* type, const void* p, uint64_t seed);

}  // namespace prologo::runtime
