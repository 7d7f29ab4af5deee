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

// Where go.deferargs is defined a deferred call's arguments stand behind its record.
.weak go.deferargs

FUNCTION runtime.deferprocStack.abi0
  movq 8(%rsp), %rax
  LOAD_G
  GO_REGISTERS
  movl $go.deferargs, %ecx
  testl %ecx, %ecx
  jz runtime.deferprocStack
  jmp runtime.linkFrameRecord
END runtime.deferprocStack.abi0

// deferproc(closure), or deferproc(bytes, closure, arguments...).
FUNCTION runtime.deferproc.abi0
  LOAD_G
  GO_REGISTERS
  movl $go.deferargs, %ecx
  testl %ecx, %ecx
  jnz 1f
  movq 8(%rsp), %rax
  jmp runtime.deferproc
1:
  ENTER BRIDGE_FRAME
  movl BRIDGE_FRAME+8(%rsp), %eax
  leaq BRIDGE_FRAME+24(%rsp), %rbx
  leaq rt_new_sized_defer(%rip), %r12
  call runtime.bridge
  movq BRIDGE_FRAME+16(%rsp), %rcx
  LEAVE BRIDGE_FRAME
  movq %rcx, DEFER_FN(%rax)
  leaq 8(%rsp), %rdx
  movq (%rsp), %rbx
  jmp runtime.linkHeapRecord
END runtime.deferproc.abi0

STACK_ENTRY deferreturn
STACK_ENTRY gopanic, %rax, %rbx
STACK_ENTRY panicwrap
STACK_ENTRY newproc, %rax

.section .note.GNU-stack, "", @progbits
