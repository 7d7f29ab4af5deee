#pragma once
// Walk: rewrites an ordered function to operations that SSA construction knows: calls of
// run-time helpers, stores, loops with plain conditions.

#include "frontend/lower/context.h"
#include "frontend/lower/translate/translator.h"

namespace prologo::lower {

void walk_function(Context& context, Translator& translator, Func* fn);

// ---- Patterns that optimised builds know (idioms.cpp); order keeps them recognisable ----
bool is_map_clear(const Context& cx, const Node* n);
bool is_append_of_make(const Context& cx, const Node* n);
bool is_rune_count(const Context& cx, const Node* n);
bool join_make_and_copy(const Context& cx, Node* as, const Node* copy);

}  // namespace prologo::lower
