// The duffzero of releases without a register that is always zero: it stores X0, which its
// caller has cleared. Compiled code enters at 19 bytes per skipped group of 64 bytes. Listings
// show it by its name in those releases.

#include "runtime/asm.h"

FUNCTION runtime.duffzero.x0
.type runtime.duffzero, @function
runtime.duffzero:
  .rept 16
  movups %xmm0, (%rdi)
  movups %xmm0, 16(%rdi)
  movups %xmm0, 32(%rdi)
  movups %xmm0, 48(%rdi)
  leaq 64(%rdi), %rdi
  .endr
  ret
.size runtime.duffzero, . - runtime.duffzero
END runtime.duffzero.x0

.section .note.GNU-stack, "", @progbits
