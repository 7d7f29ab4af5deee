// Linked after all other assembly: what follows in .text is C++ that runs on the system stack.
// The symbol ends the range of the last assembly function in tables of code.

#include "runtime/asm.h"

FUNCTION runtime.systemcode
  ret
END runtime.systemcode

.section .note.GNU-stack, "", @progbits
