#pragma once
// What a map must know of its key type.

#include "ir/type.h"

namespace prologo::lower {

// k == k holds for every value: no floats or interfaces inside.
bool is_reflexive(const ir::Type* type);

// Equal keys may differ in their bits (+0 and -0, strings), so assignment must overwrite.
bool needs_key_update(const ir::Type* type);

// Hashing may panic: an interface inside.
bool hash_might_panic(const ir::Type* type);

}  // namespace prologo::lower
