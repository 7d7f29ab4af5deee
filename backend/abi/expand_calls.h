#pragma once
// Call expansion: from here on arguments and results are registers and stack words. Calls as
// the source made them (..LECall), parameters (Arg) and results (MakeResult) are rewritten by
// the CallLayout that the callee's or the function's own ABI computed:
//
//     v9 = StaticLECall {f(string) int} s mem      v12 = SelectN [0] v9   v13 = SelectN [1] v9
//  -> v9 = StaticCall {f} ptr len mem'             v12 = SelectN [0] v9   v13 = SelectN [1] v9
//
// or, in memory: stores to the outgoing argument area in front of the call, loads behind it.
// The code asks the layout for every place and never which ABI it is.

#include "ir/function.h"

namespace prologo::abi {

void expand_calls(ir::Function& fn);

}  // namespace prologo::abi
