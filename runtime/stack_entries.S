// Entries for programs that pass everything on the stack, of those helpers that look at their
// caller's frame: a bridge made by the compiler would stand between. The caller may be of a
// convention that keeps neither g nor zero in registers.

#include "runtime/asm.h"

.macro STACK_ENTRY name, first, second
FUNCTION runtime.\name\().abi0
  .ifnb \first
  movq 8(%rsp), \first
  .endif
  .ifnb \second
  movq 16(%rsp), \second
  .endif
  LOAD_G
  GO_REGISTERS
  jmp runtime.\name
END runtime.\name\().abi0
.endm

STACK_ENTRY deferprocStack, %rax
STACK_ENTRY deferproc, %rax
STACK_ENTRY deferreturn
STACK_ENTRY gopanic, %rax, %rbx
STACK_ENTRY panicwrap

.section .note.GNU-stack, "", @progbits
