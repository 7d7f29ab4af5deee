#pragma once
// Inlining: calls of small functions become their bodies. Which functions are small enough is
// decided callees first, on bodies in which no call has been replaced yet; replaced calls stand
// in the tree as InlinedCall until order takes them apart. Positions of an inlined body are in
// a file entry of their own, which leads to the call (ir::Module::inlined_calls).

#include "frontend/lower/context.h"

namespace prologo::lower {

void inline_calls(Context& context);

// In a wrapper made later, for the method that it calls. Not for methods with literals that
// capture variables: as in Go, escape analysis has decided about those.
void inline_method(Context& context, Func* wrapper);

}  // namespace prologo::lower
