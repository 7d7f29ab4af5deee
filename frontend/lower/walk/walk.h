#pragma once
// Walk: rewrites an ordered function to operations that SSA construction knows: calls of
// run-time helpers, stores, loops with plain conditions.

#include "frontend/lower/context.h"
#include "frontend/lower/translate/translator.h"

namespace prologo::lower {

void walk_function(Context& context, Translator& translator, Func* fn);

}  // namespace prologo::lower
