#pragma once
// Branches that a constant condition rules out, and what follows a branch that always leaves.
// Go drops them before it decides which variables have their address taken.

#include "frontend/lower/context.h"

namespace prologo::lower {

void drop_dead_code(Context& context, Func* fn);

}  // namespace prologo::lower
