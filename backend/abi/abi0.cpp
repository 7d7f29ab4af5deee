// ABI0: parameters and results are one struct on the stack. The assignment is ABIInternal's
// with no registers to give. The fixed registers are those of Go 1.17 and later, in which even
// functions without register parameters keep g in R14 and zero in X15; older releases keep g in
// thread-local storage and no zero.

#include "backend/abi/abi.h"
#include "backend/abi/go_layout.h"

namespace prologo::abi {

static constexpr ir::Register kScratch[] = {ir::reg::R12, ir::reg::R13};

constinit const ir::Abi kAbi0 = {
    .name = "abi0",
    .doc = "parameters and results are one struct on the stack",
    .int_regs = {},
    .float_regs = {},
    .int_results = {},
    .float_results = {},
    .callee_saved = {},
    .closure_context = ir::reg::DX,
    .g = ir::GLocation::InRegister,
    .g_register = ir::reg::R14,
    .zero = ir::reg::X15,
    .scratch = kScratch,
    .stack_align = 8,
    .stack_check = ir::StackCheck::Morestack,
    .spill = ir::Spill::Caller,
    .values = &kAbi0,
    .lay_out = lay_out_go,
};

constinit const ir::Abi kAbi0Tls = {
    .name = "abi0tls",
    .doc = "abi0 of releases before 1.17: g in thread-local storage, no zero register",
    .int_regs = {},
    .float_regs = {},
    .int_results = {},
    .float_results = {},
    .callee_saved = {},
    .closure_context = ir::reg::DX,
    .g = ir::GLocation::ThreadLocal,
    .g_register = ir::kNoRegister,
    .zero = ir::kNoRegister,
    .scratch = kScratch,
    .stack_align = 8,
    .stack_check = ir::StackCheck::Morestack,
    .spill = ir::Spill::Caller,
    .values = &kAbi0Tls,
    .lay_out = lay_out_go,
};

}  // namespace prologo::abi
