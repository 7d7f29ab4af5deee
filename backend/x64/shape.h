#pragma once
// How an operation becomes instructions, as far as its row in x64.def tells: one instruction of
// the row's mnemonic with operands in a regular arrangement, or something of its own.

#include "backend/x64/inst.h"
#include "ir/opcode.h"

namespace prologo::x64 {

enum class Shape : uint8_t {
  Own,               // code of its own: emitter_own.cpp
  TwoAddress,        // op arg1, dst        (dst is arg0)
  TwoAddressConst,   // op $aux_int, dst    (dst is arg0)
  InPlace,           // op dst              (dst is arg0)
  Unary,             // op arg0, dst
  Compare,           // op arg0, arg1       (arg0 is the left side)
  CompareConst,      // op arg0, $aux_int
  CompareLoad,       // op mem(arg0), arg1
  CompareConstLoad,  // op mem(arg0), $val
  Test,              // op arg0, arg1       (arg1 is the ModRM operand)
  TestConst,         // op $aux_int, arg0
  Load,              // op mem(arg0), dst
  OpLoad,            // op mem(arg1), dst   (dst is arg0)
  Store,             // op arg1, mem(arg0): also read-modify-write
  StoreConst,        // op $val, mem(arg0): also read-modify-write
  SetFlag,           // op dst
  SetFlagStore,      // op mem(arg0)
  ConditionalMove,   // op arg1, dst
  Address,           // LEA of mem(arg0), dst
};

struct Emission {
  Shape shape = Shape::Own;
  Mnemonic mnemonic{};
};

// By machine operation.
const Emission& emission(ir::Op op);

}  // namespace prologo::x64
