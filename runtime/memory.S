// Block operations: memmove, clearing, comparing, and the unrolled duffzero and duffcopy. None
// of them moves SP, so that a fault inside is traced back to the caller.

#include "runtime/asm.h"

// Sixteen groups of 64 bytes; compiled code enters at 23 bytes per skipped group.
FUNCTION runtime.duffzero
  .rept 16
  movups %xmm15, (%rdi)
  movups %xmm15, 16(%rdi)
  movups %xmm15, 32(%rdi)
  movups %xmm15, 48(%rdi)
  leaq 64(%rdi), %rdi
  .endr
  ret
END runtime.duffzero

// Sixty-four steps of 16 bytes; compiled code enters at 14 bytes per skipped step.
FUNCTION runtime.duffcopy
  .rept 64
  movups (%rsi), %xmm0
  addq $16, %rsi
  movups %xmm0, (%rdi)
  addq $16, %rdi
  .endr
  ret
END runtime.duffcopy

// memmove(AX to, BX from, CX n); the ranges may overlap.
FUNCTION runtime.memmove
  movq %rax, %rdi
  movq %rbx, %rsi
  movq %rcx, %rdx
  .globl memmove
  .globl memcpy
memmove:
memcpy:
  movq %rdi, %rax
  cmpq $16, %rdx
  ja 1f
  cmpq $8, %rdx
  jae .Lmove_8_16
  cmpq $4, %rdx
  jae .Lmove_4_7
  testq %rdx, %rdx
  jz .Lmove_done
  movzbl (%rsi), %ecx
  movzbl -1(%rsi,%rdx), %r8d
  cmpq $3, %rdx
  jne .Lmove_1_2
  movzbl 1(%rsi), %r9d
  movb %r9b, 1(%rdi)
.Lmove_1_2:
  movb %cl, (%rdi)
  movb %r8b, -1(%rdi,%rdx)
.Lmove_done:
  ret
.Lmove_4_7:
  movl (%rsi), %ecx
  movl -4(%rsi,%rdx), %r8d
  movl %ecx, (%rdi)
  movl %r8d, -4(%rdi,%rdx)
  ret
.Lmove_8_16:
  movq (%rsi), %rcx
  movq -8(%rsi,%rdx), %r8
  movq %rcx, (%rdi)
  movq %r8, -8(%rdi,%rdx)
  ret
1:
  cmpq $32, %rdx
  ja 2f
  movups (%rsi), %xmm0
  movups -16(%rsi,%rdx), %xmm1
  movups %xmm0, (%rdi)
  movups %xmm1, -16(%rdi,%rdx)
  ret
2:
  cmpq $64, %rdx
  ja 3f
  movups (%rsi), %xmm0
  movups 16(%rsi), %xmm1
  movups -32(%rsi,%rdx), %xmm2
  movups -16(%rsi,%rdx), %xmm3
  movups %xmm0, (%rdi)
  movups %xmm1, 16(%rdi)
  movups %xmm2, -32(%rdi,%rdx)
  movups %xmm3, -16(%rdi,%rdx)
  ret
3:
  // Backwards if the destination starts inside the source.
  movq %rdi, %rcx
  subq %rsi, %rcx
  cmpq %rdx, %rcx
  jb .Lmove_backwards
  cmpq $2048, %rdx
  jb 4f
  negq %rcx
  cmpq $64, %rcx
  jb 4f
  movq %rdx, %rcx
  rep movsb
  ret
4:
  // The last 64 bytes are read first: the loop may overwrite them.
  movups -64(%rsi,%rdx), %xmm4
  movups -48(%rsi,%rdx), %xmm5
  movups -32(%rsi,%rdx), %xmm6
  movups -16(%rsi,%rdx), %xmm7
  leaq -64(%rdi,%rdx), %r8
5:
  movups (%rsi), %xmm0
  movups 16(%rsi), %xmm1
  movups 32(%rsi), %xmm2
  movups 48(%rsi), %xmm3
  movups %xmm0, (%rdi)
  movups %xmm1, 16(%rdi)
  movups %xmm2, 32(%rdi)
  movups %xmm3, 48(%rdi)
  addq $64, %rsi
  addq $64, %rdi
  cmpq %r8, %rdi
  jb 5b
  movups %xmm4, (%r8)
  movups %xmm5, 16(%r8)
  movups %xmm6, 32(%r8)
  movups %xmm7, 48(%r8)
  ret
.Lmove_backwards:
  testq %rcx, %rcx
  jz .Lmove_done
  movups (%rsi), %xmm4
  movups 16(%rsi), %xmm5
  movups 32(%rsi), %xmm6
  movups 48(%rsi), %xmm7
6:
  movups -16(%rsi,%rdx), %xmm0
  movups -32(%rsi,%rdx), %xmm1
  movups -48(%rsi,%rdx), %xmm2
  movups -64(%rsi,%rdx), %xmm3
  movups %xmm0, -16(%rdi,%rdx)
  movups %xmm1, -32(%rdi,%rdx)
  movups %xmm2, -48(%rdi,%rdx)
  movups %xmm3, -64(%rdi,%rdx)
  subq $64, %rdx
  cmpq $64, %rdx
  ja 6b
  movups %xmm4, (%rdi)
  movups %xmm5, 16(%rdi)
  movups %xmm6, 32(%rdi)
  movups %xmm7, 48(%rdi)
  ret
END runtime.memmove

// memclrHasPointers and memclrNoHeapPointers(AX ptr, BX n).
FUNCTION runtime.memclrHasPointers
  jmp runtime.memclrNoHeapPointers
END runtime.memclrHasPointers

FUNCTION runtime.memclrNoHeapPointers
  movq %rax, %rdi
  movq %rbx, %rdx
  xorl %esi, %esi
  .globl memset
memset:
  movq %rdi, %r8
  movzbl %sil, %eax
  movabsq $0x0101010101010101, %rcx
  imulq %rcx, %rax
  cmpq $16, %rdx
  ja 1f
  cmpq $8, %rdx
  jae .Lset_8_16
  cmpq $4, %rdx
  jae .Lset_4_7
  testq %rdx, %rdx
  jz .Lset_done
  movb %al, (%rdi)
  movb %al, -1(%rdi,%rdx)
  shrq %rdx
  movb %al, (%rdi,%rdx)
.Lset_done:
  movq %r8, %rax
  ret
.Lset_4_7:
  movl %eax, (%rdi)
  movl %eax, -4(%rdi,%rdx)
  movq %r8, %rax
  ret
.Lset_8_16:
  movq %rax, (%rdi)
  movq %rax, -8(%rdi,%rdx)
  movq %r8, %rax
  ret
1:
  cmpq $2048, %rdx
  jae 3f
  movq %rax, %xmm0
  punpcklqdq %xmm0, %xmm0
  leaq -16(%rdi,%rdx), %r9
2:
  movups %xmm0, (%rdi)
  addq $16, %rdi
  cmpq %r9, %rdi
  jb 2b
  movups %xmm0, (%r9)
  movq %r8, %rax
  ret
3:
  movq %rdx, %rcx
  rep stosb
  movq %r8, %rax
  ret
END runtime.memclrNoHeapPointers

// memequal(AX p, BX q, CX n) -> AL.
FUNCTION runtime.memequal
  cmpq %rax, %rbx
  je .Lequal
  cmpq $16, %rcx
  jb 2f
  leaq -16(%rcx), %rdx
  xorl %esi, %esi
1:
  cmpq %rdx, %rsi
  jae 3f
  movups (%rax,%rsi), %xmm0
  movups (%rbx,%rsi), %xmm1
  pcmpeqb %xmm1, %xmm0
  pmovmskb %xmm0, %edi
  addq $16, %rsi
  cmpl $0xffff, %edi
  je 1b
  xorl %eax, %eax
  ret
3:
  movups (%rax,%rdx), %xmm0
  movups (%rbx,%rdx), %xmm1
  pcmpeqb %xmm1, %xmm0
  pmovmskb %xmm0, %edi
  cmpl $0xffff, %edi
  sete %al
  ret
2:
  cmpq $8, %rcx
  jb 4f
  movq (%rax), %rdx
  movq -8(%rax,%rcx), %rsi
  xorq (%rbx), %rdx
  xorq -8(%rbx,%rcx), %rsi
  orq %rsi, %rdx
  sete %al
  ret
4:
  cmpq $4, %rcx
  jb 5f
  movl (%rax), %edx
  movl -4(%rax,%rcx), %esi
  xorl (%rbx), %edx
  xorl -4(%rbx,%rcx), %esi
  orl %esi, %edx
  sete %al
  ret
5:
  testq %rcx, %rcx
  jz .Lequal
  movzbl (%rax), %edx
  movzbl -1(%rax,%rcx), %esi
  xorb (%rbx), %dl
  xorb -1(%rbx,%rcx), %sil
  orb %sil, %dl
  shrq %rcx
  movzbl (%rax,%rcx), %esi
  xorb (%rbx,%rcx), %sil
  orb %sil, %dl
  sete %al
  ret
.Lequal:
  movl $1, %eax
  ret
END runtime.memequal

// cmpstring(AX,BX a, CX,DI b) -> AX: -1, 0 or 1.
FUNCTION runtime.cmpstring
  movq %rbx, %rdx
  cmpq %rdi, %rdx
  cmovgq %rdi, %rdx
  cmpq %rax, %rcx
  je 6f
  xorl %esi, %esi
1:
  leaq 16(%rsi), %r8
  cmpq %rdx, %r8
  ja 3f
  movups (%rax,%rsi), %xmm0
  movups (%rcx,%rsi), %xmm1
  pcmpeqb %xmm1, %xmm0
  pmovmskb %xmm0, %r9d
  xorl $0xffff, %r9d
  jnz 2f
  movq %r8, %rsi
  jmp 1b
2:
  bsfl %r9d, %r9d
  addq %r9, %rsi
  jmp 5f
3:
  cmpq %rdx, %rsi
  jae 6f
  movzbl (%rax,%rsi), %r8d
  cmpb %r8b, (%rcx,%rsi)
  jne 5f
  incq %rsi
  jmp 3b
5:
  movzbl (%rax,%rsi), %r8d
  xorl %edx, %edx
  cmpb (%rcx,%rsi), %r8b
  seta %dl
  leaq -1(%rdx,%rdx), %rax
  ret
6:
  xorl %eax, %eax
  xorl %edx, %edx
  cmpq %rdi, %rbx
  setg %al
  setl %dl
  subq %rdx, %rax
  ret
END runtime.cmpstring

// int memcmp(DI, SI, DX) for C++ code.
FUNCTION memcmp
  xorl %ecx, %ecx
1:
  cmpq %rdx, %rcx
  jae 2f
  movzbl (%rdi,%rcx), %eax
  movzbl (%rsi,%rcx), %r8d
  incq %rcx
  subl %r8d, %eax
  jz 1b
  ret
2:
  xorl %eax, %eax
  ret
END memcmp

// Pointer stores on the barrier path: slot in DI, value in the register named. There is no
// concurrent collector, so the store is all; every register is kept.
.macro BARRIER suffix, value
FUNCTION runtime.gcWriteBarrier\suffix
  movq \value, (%rdi)
  ret
END runtime.gcWriteBarrier\suffix
.endm

BARRIER , %rax
BARRIER CX, %rcx
BARRIER DX, %rdx
BARRIER BX, %rbx
BARRIER BP, %rbp
BARRIER SI, %rsi
BARRIER R8, %r8
BARRIER R9, %r9

.section .note.GNU-stack, "", @progbits
