#pragma once
// Numbers, runes and strings: the part of the lexer that checks what it reads. Each function
// starts behind the characters that chose it, moves `first` behind the literal, emits its token
// and reports Go's errors. They serve as the actions of the lexer's X3 rules.

#include "frontend/lexer_state.h"

namespace prologo::lexer {

// At the first digit, or behind the point of a number that begins with one.
void read_number(Iterator& first, State& state, bool after_point);

void read_rune(Iterator& first, State& state);        // behind the quote
void read_string(Iterator& first, State& state);      // behind the quote
void read_raw_string(Iterator& first, State& state);  // behind the backquote

}  // namespace prologo::lexer
