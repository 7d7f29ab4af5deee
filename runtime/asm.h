#pragma once
// Macros for the runtime's assembly (GNU as, AT&T syntax).

#include "runtime/offsets.h"

// clang-format off

// A global function, in a section of its own: what a program does not use the linker drops.
.macro FUNCTION name
  .section .text.\name, "ax", @progbits
  .globl \name
  .type \name, @function
  .p2align 4, 0xcc
\name:
.endm

// Callers know it as an assembly function, "name.abi0".
.macro ABI0_NAME name
  .globl \name\().abi0
  .type \name\().abi0, @function
  .set \name\().abi0, .
.endm

.macro END name
  .size \name, . - \name
  .ifdef \name\().abi0
  .size \name\().abi0, . - \name
  .endif
.endm

// Go's frame: SP goes down by \size, the top word keeps BP.
.macro ENTER size
  subq $\size, %rsp
  movq %rbp, \size-8(%rsp)
  leaq \size-8(%rsp), %rbp
.endm

.macro LEAVE size
  movq \size-8(%rsp), %rbp
  addq $\size, %rsp
.endm

// Code of an older convention leaves g in the thread's storage only.
.macro LOAD_G
  movq %fs:TLS_G, %r14
.endm

// Registers as Go code expects them after anything foreign has run.
.macro GO_REGISTERS
  xorps %xmm15, %xmm15
.endm
