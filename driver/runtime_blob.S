// The runtime's object file, carried inside the compiler.
    .section .rodata
    .balign 16
    .globl prologo_runtime_begin
    .globl prologo_runtime_end
prologo_runtime_begin:
    .incbin PROLOGO_RUNTIME_OBJECT
prologo_runtime_end:
    .section .note.GNU-stack,"",@progbits
