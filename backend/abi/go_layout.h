#pragma once
// Go's assignment of parameters and results to registers and stack, for any two register
// sequences: with none of them it is ABI0, with nine and fifteen it is ABIInternal.

#include "ir/abi.h"

namespace prologo::abi {

ir::CallLayout lay_out_go(const ir::Abi& abi, ir::Types& types, const ir::Signature& signature);

}  // namespace prologo::abi
