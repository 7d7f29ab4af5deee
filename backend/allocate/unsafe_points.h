#pragma once
#include <unordered_map>

#include "ir/function.h"

namespace prologo::alloc {

// The values during which a goroutine must not be stopped: between the test of the write
// barrier's flag and the writes, in the middle of pointer arithmetic on uintptrs, inside
// operations that hold addresses where the collector does not see them. Functions without a
// stack check are unsafe as a whole.
std::unordered_map<ir::ValueId, bool> find_unsafe_points(const ir::Function& fn);

}  // namespace prologo::alloc
