#pragma once
// Go source text -> tokens, semicolons inserted by Go's rule. Errors are in Tokens::errors, not
// printed: the parser reports those it gets to see, as a compiler that reads on demand would.

#include "frontend/token.h"
#include "support/source.h"

namespace prologo {

// Tokens refer to the text in `files`, which must stay. `//line` comments add names to `files`.
Tokens lex(SourceFiles& files, uint16_t file);

// Reports all lexical errors; for users of lex() that do not parse.
void report_lexical_errors(const Tokens& tokens, Diagnostics& diagnostics);

}  // namespace prologo
