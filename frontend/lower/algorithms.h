#pragma once
// Generated functions that compare and hash values: type..eq.T and type..hash.T.

#include "frontend/lower/context.h"

namespace prologo::lower {

// Adds the requested function to the unit.
void make_algorithm(Context& context, const AlgorithmRequest& request);

}  // namespace prologo::lower
