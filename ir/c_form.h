#pragma once
// Unoptimised code under a C convention has the form that C compilers give it (gcc -O0):
//
//     variables count from BP, locals first in the order of their declarations, then, 16-byte
//       aligned below them, the register parameters; functions that call nothing keep them in
//       the 128 bytes below SP that signals spare
//     every reading of a variable is a load of its own
//     a sum is made in AX of its left operand in DX and its right one in AX
//     a result without a name has no memory

#include "ir/function.h"

namespace prologo::ir {

inline bool has_c_form(const Function& fn) {
  return !fn.optimise && fn.abi != nullptr && fn.abi->stack_check == StackCheck::None;
}

}  // namespace prologo::ir
