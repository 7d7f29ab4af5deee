// Deferred calls and panics: the parts that run on a goroutine's stack. All decisions are made
// in panic.cpp; the functions here keep the frames and make the calls.

#include "runtime/asm.h"

// deferprocStack(record AX): links a record of the caller's frame whose fn is already stored.
FUNCTION runtime.deferprocStack
  movl $0, DEFER_SIZE(%rax)
  .globl runtime.linkFrameRecord
runtime.linkFrameRecord:
  xorl %ecx, %ecx
  movl %ecx, DEFER_STARTED(%rax)
  leaq 8(%rsp), %rdx
  movq %rdx, DEFER_SP(%rax)
  movq (%rsp), %rdx
  movq %rdx, DEFER_PC(%rax)
  movq %rcx, DEFER_PANIC(%rax)
  movq %rcx, DEFER_FD(%rax)
  movq %rcx, DEFER_VARP(%rax)
  movq %rcx, DEFER_FRAME_PC(%rax)
  movq G_DEFER(%r14), %rdx
  movq %rdx, DEFER_LINK(%rax)
  movq %rax, G_DEFER(%r14)
  xorl %eax, %eax
  ret
END runtime.deferprocStack

// deferproc(fn AX): a record from the pool, or from the heap when the pool is empty.
FUNCTION runtime.deferproc
  movq G_M(%r14), %r12
  movq M_DEFER_POOL(%r12), %rcx
  testq %rcx, %rcx
  jz 1f
  movq DEFER_LINK(%rcx), %rdx
  movq %rdx, M_DEFER_POOL(%r12)
  movq %rax, DEFER_FN(%rcx)
  movq %rcx, %rax
  leaq 8(%rsp), %rdx
  movq (%rsp), %rbx
  jmp 2f
1:
  ENTER BRIDGE_FRAME
  movq %rax, 8(%rsp)
  leaq rt_new_defer(%rip), %r12
  call runtime.bridge
  movq 8(%rsp), %rcx
  LEAVE BRIDGE_FRAME
  movq %rcx, DEFER_FN(%rax)
  leaq 8(%rsp), %rdx
  movq (%rsp), %rbx
2:
  movl $0, DEFER_SIZE(%rax)
  .globl runtime.linkHeapRecord
runtime.linkHeapRecord:
  movl $0x100, DEFER_STARTED(%rax)
  movq %rdx, DEFER_SP(%rax)
  movq %rbx, DEFER_PC(%rax)
  xorl %ecx, %ecx
  movq %rcx, DEFER_PANIC(%rax)
  movq %rcx, DEFER_FD(%rax)
  movq %rcx, DEFER_VARP(%rax)
  movq %rcx, DEFER_FRAME_PC(%rax)
  movq G_DEFER(%r14), %rdx
  movq %rdx, DEFER_LINK(%rax)
  movq %rax, G_DEFER(%r14)
  xorl %eax, %eax
  ret
END runtime.deferproc

// deferreturn(): runs what the caller's frame has deferred, last first.
FUNCTION runtime.deferreturn
  ENTER BRIDGE_FRAME
1:
  movq G_DEFER(%r14), %rcx
  testq %rcx, %rcx
  jz 4f
  leaq BRIDGE_FRAME+8(%rsp), %rax
  cmpq %rax, DEFER_SP(%rcx)
  jne 4f
  cmpb $0, DEFER_OPEN(%rcx)
  jne 3f
  movq DEFER_LINK(%rcx), %rax
  movq %rax, G_DEFER(%r14)
  movq DEFER_FN(%rcx), %rdx
  movq $0, DEFER_FN(%rcx)
  movl DEFER_SIZE(%rcx), %eax
  testl %eax, %eax
  jnz 5f
  cmpb $0, DEFER_HEAP(%rcx)
  je 2f
  movq G_M(%r14), %r12
  movq M_DEFER_POOL(%r12), %rax
  movq %rax, DEFER_LINK(%rcx)
  movq %rcx, M_DEFER_POOL(%r12)
2:
  call *(%rdx)
  LOAD_G
  jmp 1b
3:
  leaq rt_open_defer_next(%rip), %r12
  call runtime.bridge
  testq %rbx, %rbx
  jz 4f
  movq %rax, %rdx
  call *(%rdx)
  LOAD_G
  jmp 3b
4:
  LEAVE BRIDGE_FRAME
  ret
5:
  leaq DEFER_ARGUMENTS(%rcx), %rcx
  call runtime.calldeferred
  jmp 1b
END runtime.deferreturn

// calldeferred(closure DX, bytes EAX, arguments CX): calls with a copy of the arguments. Like the
// wrappers the compiler makes it shows a panic that runs the call the callee's argument area.
FUNCTION runtime.calldeferred
  cmpl $64, %eax
  jbe runtime.calldeferred64
  jmp runtime.calldeferred512
END runtime.calldeferred

.macro CALL_WITH_ARGUMENTS bytes
FUNCTION runtime.calldeferred\bytes
  ENTER \bytes+8
  movq G_PANIC(%r14), %rsi
  testq %rsi, %rsi
  jz 1f
  leaq \bytes+16(%rsp), %rdi
  cmpq %rdi, PANIC_ARGP(%rsi)
  jne 1f
  movq %rsp, PANIC_ARGP(%rsi)
1:
  movq %rcx, %rsi
  movq %rsp, %rdi
  movl %eax, %ecx
  rep movsb
  call *(%rdx)
  LOAD_G
  LEAVE \bytes+8
  ret
END runtime.calldeferred\bytes
.endm

CALL_WITH_ARGUMENTS 64
CALL_WITH_ARGUMENTS 512

// The loop of gopanic and Goexit. rt_panic_next says what to call next: BX = 0: the closure in
// AX, a deferred call, which sees the frame's SP as its caller's argument area; BX = 1: the
// method AX with the receiver left in 0(SP), which gives the text of a panic value. Programs
// whose methods return results on the stack have the symbol go.stackvalues.
.weak go.stackvalues
.macro PANIC_LOOP
1:
  leaq PANIC_RECORD(%rsp), %rax
  leaq rt_panic_next(%rip), %r12
  call runtime.bridge
  testq %rbx, %rbx
  jnz 2f
  movq %rax, %rdx
  movq G_DEFER(%r14), %rcx
  movl DEFER_SIZE(%rcx), %eax
  testl %eax, %eax
  jnz 4f
  call *(%rdx)
  LOAD_G
  jmp 1b
2:
  movq %rax, %rcx
  movq (%rsp), %rax
  call *%rcx
  movl $go.stackvalues, %ecx
  testl %ecx, %ecx
  jz 3f
  movq 8(%rsp), %rax
  movq 16(%rsp), %rbx
3:
  movq %rbx, %rcx
  movq %rax, %rbx
  leaq PANIC_RECORD(%rsp), %rax
  leaq rt_panic_text(%rip), %r12
  call runtime.bridge
  jmp 1b
4:
  leaq DEFER_ARGUMENTS(%rcx), %rcx
  call runtime.calldeferred
  jmp 1b
.endm

// gopanic(AX type, BX data). The arguments are kept in the caller's spill area for tracebacks.
FUNCTION runtime.gopanic
  ENTER PANIC_FRAME
  movq %rax, PANIC_FRAME+8(%rsp)
  movq %rbx, PANIC_FRAME+16(%rsp)
  movq %rbx, %rcx
  movq %rax, %rbx
  leaq PANIC_RECORD(%rsp), %rax
  leaq rt_panic_begin(%rip), %r12
  call runtime.bridge
  PANIC_LOOP
END runtime.gopanic

FUNCTION runtime.Goexit
  ENTER PANIC_FRAME
  leaq PANIC_RECORD(%rsp), %rax
  leaq rt_goexit_begin(%rip), %r12
  call runtime.bridge
  PANIC_LOOP
END runtime.Goexit

// Bounds failures arrive in fixed register pairs; the reporters take AX, BX.
.macro BOUNDS name, index, limit
FUNCTION runtime.panic\name
  .ifnc \limit, %rbx
  movq \limit, %rbx
  .endif
  .ifnc \index, %rax
  movq \index, %rax
  .endif
  jmp runtime.goPanic\name
END runtime.panic\name
.endm

BOUNDS Index, %rax, %rcx
BOUNDS IndexU, %rax, %rcx
BOUNDS SliceB, %rax, %rcx
BOUNDS SliceBU, %rax, %rcx
BOUNDS Slice3C, %rax, %rcx
BOUNDS Slice3CU, %rax, %rcx
BOUNDS SliceAlen, %rcx, %rdx
BOUNDS SliceAlenU, %rcx, %rdx
BOUNDS SliceAcap, %rcx, %rdx
BOUNDS SliceAcapU, %rcx, %rdx
BOUNDS Slice3B, %rcx, %rdx
BOUNDS Slice3BU, %rcx, %rdx
BOUNDS Slice3Alen, %rdx, %rbx
BOUNDS Slice3AlenU, %rdx, %rbx
BOUNDS Slice3Acap, %rdx, %rbx
BOUNDS Slice3AcapU, %rdx, %rbx
BOUNDS SliceConvert, %rdx, %rbx

.section .note.GNU-stack, "", @progbits
