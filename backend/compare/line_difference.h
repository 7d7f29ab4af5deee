#pragma once
// How one instruction of ours differs from one of another compiler.

#include "backend/compare/alignment.h"

namespace prologo::compare {

// None if they are the same but for what the linker fills in and for the distance of jumps.
// Replaced if they have nothing to do with each other.
Kind difference(const CodeLine& ours, const CodeLine& theirs);

// Whether two lines that do not differ are the same only because fields are masked.
bool is_masked(const CodeLine& ours, const CodeLine& theirs);

}  // namespace prologo::compare
