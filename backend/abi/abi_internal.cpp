// ABIInternal: Go's register convention since 1.17. No register but SP and BP survives a call;
// the caller keeps spill room for the callee's register parameters above the return address.

#include "backend/abi/abi.h"
#include "backend/abi/go_layout.h"

namespace prologo::abi {

using namespace ir::reg;

static constexpr ir::Register kInts[] = {AX, BX, CX, DI, SI, R8, R9, R10, R11};
static constexpr ir::Register kFloats[] = {X0, X1, X2,  X3,  X4,  X5,  X6, X7,
                                           X8, X9, X10, X11, X12, X13, X14};
static constexpr ir::Register kScratch[] = {R12, R13};

constinit const ir::Abi kAbiInternal = {
    .name = "abiinternal",
    .doc = "Go 1.17 and later: nine integer and fifteen float registers",
    .int_regs = kInts,
    .float_regs = kFloats,
    .int_results = kInts,
    .float_results = kFloats,
    .callee_saved = {},
    .closure_context = DX,
    .g = ir::GLocation::InRegister,
    .g_register = R14,
    .zero = X15,
    .scratch = kScratch,
    .stack_align = 8,
    .stack_check = ir::StackCheck::Morestack,
    .spill = ir::Spill::Caller,
    .values = &kAbiInternal,
    .lay_out = lay_out_go,
};

}  // namespace prologo::abi
