// The Go entry points of helpers written in C++, one bridge for each row of helpers.def that is
// neither assembly nor missing. A bridge keeps a Go frame, so that tracebacks name the helper
// and a panic raised in C++ unwinds through it.

#include "runtime/asm.h"

// The names that helpers.def uses.
.set kNoReturn, HELPER_NO_RETURN
.set kAsm, HELPER_ASM
.set kOwnRegisters, HELPER_OWN_REGISTERS
.set kLater, HELPER_LATER
.set kBlock, HELPER_BLOCK
.set kCore, HELPER_CORE
.set kStackEntry, HELPER_STACK_ENTRY

// Up to six integer words in, up to two out: registers all the way.
.macro BRIDGE symbol, target
  .section .text.\symbol, "ax", @progbits
  .globl \symbol
  .type \symbol, @function
  .p2align 2, 0xcc
\symbol:
  pushq %rbp
  movq %rsp, %rbp
  subq $(BRIDGE_FRAME-8), %rsp
  leaq \target(%rip), %r12
  call runtime.bridge
  addq $(BRIDGE_FRAME-8), %rsp
  popq %rbp
  ret
END \symbol
.endm

// More than that: all nine argument registers go to a block in the frame, whose first three
// words come back as results.
.macro BRIDGE_BLOCK symbol, target
FUNCTION \symbol
  ENTER BLOCK_FRAME
  movq %rax, 16(%rsp)
  movq %rbx, 24(%rsp)
  movq %rcx, 32(%rsp)
  movq %rdi, 40(%rsp)
  movq %rsi, 48(%rsp)
  movq %r8, 56(%rsp)
  movq %r9, 64(%rsp)
  movq %r10, 72(%rsp)
  movq %r11, 80(%rsp)
  leaq 16(%rsp), %rax
  leaq \target(%rip), %r12
  call runtime.bridge
  movq 16(%rsp), %rax
  movq 24(%rsp), %rbx
  movq 32(%rsp), %rcx
  LEAVE BLOCK_FRAME
  ret
END \symbol
.endm

// A method without parameters that returns a string: by registers, or by the stack where the
// program's methods are called so (go.stackvalues).
.weak go.stackvalues
.macro METHOD_BRIDGE symbol, target
FUNCTION \symbol
  ENTER BRIDGE_FRAME
  leaq \target(%rip), %r12
  movl $go.stackvalues, %ecx
  testl %ecx, %ecx
  jnz 1f
  call runtime.bridge
  jmp 2f
1:
  movq BRIDGE_FRAME+8(%rsp), %rax
  call runtime.bridge
  movq %rax, BRIDGE_FRAME+16(%rsp)
  movq %rbx, BRIDGE_FRAME+24(%rsp)
2:
  LEAVE BRIDGE_FRAME
  ret
END \symbol
.endm

.macro HELPER_ENTRY name, flags
  .if ((\flags) & (kAsm | kLater)) == 0
    .if (\flags) & kBlock
      BRIDGE_BLOCK runtime.\name, rt_\name
    .else
      BRIDGE runtime.\name, rt_\name
    .endif
  .endif
.endm

#define HELPER(name, signature, flags) HELPER_ENTRY name, (flags);
#include "runtime/helpers.def"
#undef HELPER

#define INTERNAL(symbol, target, id) BRIDGE symbol, target;
#define METHOD(symbol, target, id) METHOD_BRIDGE symbol, target;
#include "runtime/internal.def"
#undef METHOD
#undef INTERNAL

.section .note.GNU-stack, "", @progbits
