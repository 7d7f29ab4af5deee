#pragma once
// Errors about values of types that are not in the heap (//go:notinheap), which Go notices only
// when it decides where values live and makes the code that allocates them.

#include "frontend/lower/context.h"

namespace prologo::lower {

// For new, make and append.
void refuse_allocation(Context& context, const ir::Type* type);
// For variables and temporary values.
void refuse_variable(Context& context, const Node* n);

}  // namespace prologo::lower
