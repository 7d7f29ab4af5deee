// System V AMD64, the convention of C on Linux. Results that do not fit two registers are
// written through a hidden pointer that takes the first integer register.

#include "backend/abi/abi.h"
#include "backend/abi/go_layout.h"

namespace prologo::abi {

using namespace ir::reg;

static constexpr ir::Register kInts[] = {DI, SI, DX, CX, R8, R9};
static constexpr ir::Register kFloats[] = {X0, X1, X2, X3, X4, X5, X6, X7};
static constexpr ir::Register kIntResults[] = {AX, DX};
static constexpr ir::Register kFloatResults[] = {X0, X1};
static constexpr ir::Register kCalleeSaved[] = {BX, R12, R13, R14, R15};
static constexpr ir::Register kScratch[] = {R10, R11};

constinit const ir::Abi kSysV = {
    .name = "sysv",
    .doc = "C on Linux: six integer and eight float registers",
    .int_regs = kInts,
    .float_regs = kFloats,
    .int_results = kIntResults,
    .float_results = kFloatResults,
    .callee_saved = kCalleeSaved,
    .closure_context = R10,
    .g = ir::GLocation::ThreadLocal,
    .g_register = ir::kNoRegister,
    .zero = ir::kNoRegister,
    .scratch = kScratch,
    .stack_align = 16,
    .stack_check = ir::StackCheck::None,
    .order = ir::Order::LeftToRight,
    .split = ir::Split::Eightbytes,
    .longest_array = ir::kAnyArray,
    .spill = ir::Spill::Callee,
    .results = ir::ResultPool::HiddenPointer,
    .hidden_over = 16,
    .c_names = true,
    .values = &kAbiInternal,
    .lay_out = lay_out_eightbytes,
};

}  // namespace prologo::abi
