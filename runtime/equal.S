// Equality of values by type, in the forms that type descriptors point to (func(p, q
// unsafe.Pointer) bool, AX and BX), and of interface values.

#include "runtime/asm.h"

FUNCTION runtime.memequal0
  movl $1, %eax
  ret
END runtime.memequal0

FUNCTION runtime.memequal8
  movzbl (%rax), %ecx
  cmpb (%rbx), %cl
  sete %al
  ret
END runtime.memequal8

FUNCTION runtime.memequal16
  movzwl (%rax), %ecx
  cmpw (%rbx), %cx
  sete %al
  ret
END runtime.memequal16

FUNCTION runtime.memequal32
  movl (%rax), %ecx
  cmpl (%rbx), %ecx
  sete %al
  ret
END runtime.memequal32

FUNCTION runtime.memequal64
  movq (%rax), %rcx
  cmpq (%rbx), %rcx
  sete %al
  ret
END runtime.memequal64

FUNCTION runtime.memequal128
  movq (%rax), %rcx
  movq 8(%rax), %rdx
  xorq (%rbx), %rcx
  xorq 8(%rbx), %rdx
  orq %rdx, %rcx
  sete %al
  ret
END runtime.memequal128

// The size follows the code pointer in the closure.
FUNCTION runtime.memequal_varlen
  movq 8(%rdx), %rcx
  jmp runtime.memequal
END runtime.memequal_varlen

// NaN is not equal to itself: the parity flag says "unordered".
FUNCTION runtime.f32equal
  movss (%rax), %xmm0
  ucomiss (%rbx), %xmm0
  setnp %al
  sete %cl
  andb %cl, %al
  ret
END runtime.f32equal

FUNCTION runtime.f64equal
  movsd (%rax), %xmm0
  ucomisd (%rbx), %xmm0
  setnp %al
  sete %cl
  andb %cl, %al
  ret
END runtime.f64equal

FUNCTION runtime.c64equal
  movss (%rax), %xmm0
  movss 4(%rax), %xmm1
  ucomiss (%rbx), %xmm0
  setnp %al
  sete %cl
  andb %cl, %al
  ucomiss 4(%rbx), %xmm1
  setnp %dl
  sete %cl
  andb %cl, %dl
  andb %dl, %al
  ret
END runtime.c64equal

FUNCTION runtime.c128equal
  movsd (%rax), %xmm0
  movsd 8(%rax), %xmm1
  ucomisd (%rbx), %xmm0
  setnp %al
  sete %cl
  andb %cl, %al
  ucomisd 8(%rbx), %xmm1
  setnp %dl
  sete %cl
  andb %cl, %dl
  andb %dl, %al
  ret
END runtime.c128equal

FUNCTION runtime.strequal
  movq 8(%rax), %rcx
  cmpq 8(%rbx), %rcx
  jne 1f
  movq (%rax), %rax
  movq (%rbx), %rbx
  jmp runtime.memequal
1:
  xorl %eax, %eax
  ret
END runtime.strequal

FUNCTION runtime.interequal
  movq (%rax), %rdx
  cmpq (%rbx), %rdx
  jne 1f
  movq 8(%rbx), %rcx
  movq 8(%rax), %rbx
  movq %rdx, %rax
  jmp runtime.ifaceeq
1:
  xorl %eax, %eax
  ret
END runtime.interequal

FUNCTION runtime.nilinterequal
  movq (%rax), %rdx
  cmpq (%rbx), %rdx
  jne 1f
  movq 8(%rbx), %rcx
  movq 8(%rax), %rbx
  movq %rdx, %rax
  jmp runtime.efaceeq
1:
  xorl %eax, %eax
  ret
END runtime.nilinterequal

// ifaceeq(AX itab, BX x, CX y) -> AL: data words of interfaces whose itabs are the same.
FUNCTION runtime.ifaceeq
  testq %rax, %rax
  jz 1f
  movq ITAB_TYPE(%rax), %rax
  jmp runtime.efaceeq
1:
  movl $1, %eax
  ret
END runtime.ifaceeq

// efaceeq(AX type, BX x, CX y) -> AL: data words of interfaces whose types are the same.
FUNCTION runtime.efaceeq
  testq %rax, %rax
  jz 1f
  movq TYPE_EQUAL(%rax), %rdx
  testq %rdx, %rdx
  jz 3f
  testb $KIND_DIRECT_IFACE, TYPE_KIND(%rax)
  jnz 2f
  movq %rbx, %rax
  movq %rcx, %rbx
  jmp *(%rdx)
1:
  movl $1, %eax
  ret
2:
  cmpq %rbx, %rcx
  sete %al
  ret
3:
  jmp runtime.panicUncomparable
END runtime.efaceeq

// The hash functions are C++ behind bridges (bridges.S); the size of a variable one follows the
// code pointer in its closure.
FUNCTION runtime.memhash_varlen
  movq 8(%rdx), %rcx
  jmp runtime.memhash
END runtime.memhash_varlen

.section .note.GNU-stack, "", @progbits
