// Changing stacks and calling conventions: gogo, the bridge from Go code to C++, and calls from
// C++ back to Go code.

#include "runtime/asm.h"

// rt_gogo(Gobuf* in DI): resumes a goroutine; never returns.
FUNCTION runtime.gogo
  .globl rt_gogo
rt_gogo:
  movq GOBUF_G(%rdi), %r14
  movq %r14, %fs:TLS_G
  movq GOBUF_SP(%rdi), %rsp
  movq GOBUF_RET(%rdi), %rax
  movq GOBUF_CTXT(%rdi), %rdx
  movq GOBUF_BP(%rdi), %rbp
  movq GOBUF_PC(%rdi), %rcx
  xorl %ebx, %ebx
  movq %rbx, GOBUF_SP(%rdi)
  movq %rbx, GOBUF_RET(%rdi)
  movq %rbx, GOBUF_CTXT(%rdi)
  movq %rbx, GOBUF_BP(%rdi)
  GO_REGISTERS
  jmp *%rcx
END runtime.gogo

// Called by a bridge (see bridges.S): runs the C++ function in R12 on the system stack.
// Go argument registers AX BX CX DI SI R8 become System V's DI SI DX CX R8 R9; floating-point
// registers are the same in both. The result registers AX DX become AX BX.
// The goroutine's place is recorded, so that C++ can walk its stack or raise a panic from here.
FUNCTION runtime.bridge
  LOAD_G
  movq (%rsp), %r13
  movq %r13, G_SCHED_PC(%r14)
  leaq 8(%rsp), %r13
  movq %r13, G_SCHED_SP(%r14)
  movq %rbp, G_SCHED_BP(%r14)
  movq %r8, %r9
  movq %rsi, %r8
  movq %rcx, %rdx
  movq %rdi, %rcx
  movq %rbx, %rsi
  movq %rax, %rdi
  movq G_M(%r14), %r15
  cmpq %r14, M_G0(%r15)
  je 2f
  movq M_STACK_TOP(%r15), %rsp
1:
  call *%r12
  leaq -8(%r13), %rsp
  movq %rdx, %rbx
  GO_REGISTERS
  ret
2:
  andq $-16, %rsp
  jmp 1b
END runtime.bridge

// rt_call_algorithm(FuncVal* DI, SI, DX, CX) -> AX: calls a Go function of up to three words on
// the system stack, as g0. Only for the equality and hash functions of types: they neither
// block nor defer.
FUNCTION rt_call_algorithm
  pushq %rbx
  pushq %rbp
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  pushq %fs:TLS_G
  movq %rsi, %rax
  movq %rdx, %rbx
  movq %rdi, %rdx
  leaq runtime.g0(%rip), %r14
  movq %r14, %fs:TLS_G
  GO_REGISTERS
  subq $24, %rsp
  call *(%rdx)
  addq $24, %rsp
  popq %fs:TLS_G
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbp
  popq %rbx
  ret
END rt_call_algorithm

// rt_raise(type DI, data SI): abandons the C++ code that runs for the current goroutine and
// panics with that value, as if the helper's bridge had called gopanic.
FUNCTION rt_raise
  leaq runtime.m0(%rip), %r12
  movq M_CURG(%r12), %r14
  movq %r14, %fs:TLS_G
  movq %rdi, %rax
  movq %rsi, %rbx
  movq G_SCHED_BP(%r14), %rbp
  movq G_SCHED_SP(%r14), %rsp
  pushq G_SCHED_PC(%r14)
  GO_REGISTERS
  jmp runtime.gopanic
END rt_raise

// Grows the stack of the running goroutine (reference: called from the tail of a function whose
// frame does not fit; the function starts anew afterwards).
FUNCTION runtime.morestack_noctxt
ABI0_NAME runtime.morestack_noctxt
  xorl %edx, %edx
  jmp runtime.morestack
END runtime.morestack_noctxt

FUNCTION runtime.morestack
ABI0_NAME runtime.morestack
  movq %fs:TLS_G, %r14
  movq G_M(%r14), %r15
  movq (%rsp), %rax
  movq %rax, G_SCHED_PC(%r14)
  leaq 8(%rsp), %rax
  movq %rax, G_SCHED_SP(%r14)
  movq %rbp, G_SCHED_BP(%r14)
  movq %rdx, G_SCHED_CTXT(%r14)
  cmpq %r14, M_G0(%r15)
  je 1f
  movq M_STACK_TOP(%r15), %rsp
  call rt_newstack
1:
  andq $-16, %rsp
  call rt_system_stack_overflow
  hlt
END runtime.morestack

// Functions of the system stack never grow it.
FUNCTION runtime.morestackc
ABI0_NAME runtime.morestackc
  andq $-16, %rsp
  call rt_system_stack_overflow
  hlt
END runtime.morestackc

// The symbol's name is none that C++ could declare.
.section .rodata
.p2align 3
.globl runtime.funcdata_base
runtime.funcdata_base:
  .quad "go.func.*"

.section .note.GNU-stack, "", @progbits
