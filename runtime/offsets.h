#pragma once
// Assembly's view of the structures in runtime/layout.h and runtime/machine.h. Only .S files
// use these names; machine.cpp asserts that every number is what the structures say.

#define G_STACK_LO 0
#define G_STACK_HI 8
#define G_PANIC 32
#define G_DEFER 40
#define G_M 48
#define G_SCHED_SP 56
#define G_SCHED_PC 64
#define G_SCHED_CTXT 80
#define G_SCHED_RET 88
#define G_SCHED_BP 104

#define GOBUF_SP 0
#define GOBUF_PC 8
#define GOBUF_G 16
#define GOBUF_CTXT 24
#define GOBUF_RET 32
#define GOBUF_BP 48

#define M_G0 0
#define M_CURG 8
#define M_STACK_TOP 16
#define M_DEFER_POOL 24

#define PANIC_ARGP 0

#define DEFER_SIZE 0
#define DEFER_STARTED 4
#define DEFER_HEAP 5
#define DEFER_OPEN 6
#define DEFER_SP 8
#define DEFER_PC 16
#define DEFER_FN 24
#define DEFER_PANIC 32
#define DEFER_LINK 40
#define DEFER_FD 48
#define DEFER_VARP 56
#define DEFER_FRAME_PC 64
#define DEFER_ARGUMENTS 72

#define TYPE_KIND 23
#define TYPE_EQUAL 24
#define ITAB_TYPE 8

#define KIND_DIRECT_IFACE 32

#define TLS_G -8

/* Frame of a bridge: 16 bytes where a panic raised by the helper may spill its arguments,
   then the saved BP. The block form keeps nine argument words in between. */
#define BRIDGE_FRAME 24
#define BLOCK_FRAME 96
/* Frame of gopanic and Goexit: outgoing words, the panic record, saved BP. */
#define PANIC_FRAME 96
#define PANIC_RECORD 24
#define MAIN_FRAME 16

/* HelperFlag */
#define HELPER_NO_RETURN 1
#define HELPER_ASM 2
#define HELPER_OWN_REGISTERS 4
#define HELPER_LATER 8
#define HELPER_BLOCK 16
#define HELPER_CORE 32
#define HELPER_STACK_ENTRY 64
