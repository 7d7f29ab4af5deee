#pragma once
// An order of types that does not depend on addresses. It breaks ties between values that are
// alike in everything else.

#include "ir/type.h"

namespace prologo::ir {

// Negative, zero or positive, as a comes before, with or after b. Identical types are equal.
int compare_types(const Type* a, const Type* b);

}  // namespace prologo::ir
