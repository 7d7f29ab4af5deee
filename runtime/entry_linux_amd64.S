// Where the program starts, and the outermost frames of goroutines.

#include "runtime/asm.h"

// Kernel entry: argc at 0(SP), argv above. The kernel's stack becomes the stack of g0.
FUNCTION _rt0_amd64_linux
  .globl _start
_start:
  xorl %ebp, %ebp
  movq %rsp, %rdi
  andq $-16, %rsp
  cld
  call rt_start
  hlt
END _rt0_amd64_linux

// The main goroutine: initialisation functions in order, then main.main, then exit.
FUNCTION runtime.main
  ENTER MAIN_FRAME
  leaq go.inittasks(%rip), %rax
  movq %rax, (%rsp)
1:
  movq (%rsp), %rax
  movq (%rax), %rcx
  testq %rcx, %rcx
  jz 2f
  addq $8, %rax
  movq %rax, (%rsp)
  call *%rcx
  jmp 1b
2:
  call main.main
  leaq rt_main_returned(%rip), %r12
  call runtime.bridge
  hlt
END runtime.main

// Every goroutine's function returns to runtime.goexit+1.
FUNCTION runtime.goexit
  nop
  call runtime.goexit1
  nop
END runtime.goexit

// rt_restore_signal(): what a signal handler returns to.
FUNCTION rt_restore_signal
  movl $15, %eax
  syscall
END rt_restore_signal

.section .note.GNU-stack, "", @progbits
