#pragma once
// The two ways of assigning parameters and results to registers and stack. Both read every
// choice they make from the ABI's table.

#include "ir/abi.h"

namespace prologo::abi {

// A register for each leaf (Split::AllOrNothing, Split::Greedy). With no registers it is ABI0,
// with nine and fifteen it is ABIInternal.
ir::CallLayout lay_out_go(const ir::Abi& abi, ir::Types& types, const ir::Signature& signature);

// A register for each eight bytes (Split::Eightbytes), as in System V.
ir::CallLayout lay_out_eightbytes(const ir::Abi& abi, ir::Types& types,
                                  const ir::Signature& signature);

}  // namespace prologo::abi
