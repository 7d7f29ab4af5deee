// Calls, checks and what else is near to the run time.
#include <array>

#include "backend/x64/emitter.h"
#include "ir/dialect.h"
#include "runtime/layout.h"
#include "support/ensure.h"

namespace prologo::x64 {

using ir::Op;
using ir::Value;
using ir::reg::AX;

bool Emitter::own_lowered(const Value* v) {
  switch (v->op) {
    case Op::ArgIntReg:
    case Op::ArgFloatReg:
    case Op::x64_LoweredGetClosurePtr:
      return true;
    case Op::x64_LoweredGetG:
      put(Mnemonic::MOVQ, r(v), thread_local_mem(runtime::kTlsG));
      return true;
    case Op::x64_LoweredGetCallerPC: {
      Operand pc = mem(ir::reg::SP, -8);
      pc.frame = Operand::Frame::Param;
      put(Mnemonic::MOVQ, r(v), pc);
      return true;
    }
    case Op::x64_LoweredGetCallerSP: {
      Operand fp = mem(ir::reg::SP, 0);
      fp.frame = Operand::Frame::Param;
      put(Mnemonic::LEAQ, r(v), fp);
      return true;
    }
    case Op::x64_LoweredHasCPUFeature:
      put(Mnemonic::MOVBQZX, r(v), mem(v->aux.symbol()));
      return true;
    case Op::x64_LoweredNilCheck:
      put(Mnemonic::TESTB, mem(reg_of(v->arg(0))), reg(AX));
      return true;
    case Op::x64_LoweredWB:
      write_barrier(v);
      return true;
    case Op::x64_LoweredPanicBoundsA:
    case Op::x64_LoweredPanicBoundsB:
    case Op::x64_LoweredPanicBoundsC:
      bounds_panic(v);
      return true;
    case Op::x64_CALLstatic:
    case Op::x64_CALLtail:
    case Op::x64_CALLclosure:
    case Op::x64_CALLinter:
      call(v);
      return true;
    default:
      return false;
  }
}

// Whether code of that ABI may rely on g and zero being in their registers.
static bool has_fixed_registers(const ir::Abi& abi) {
  return abi.zero != ir::kNoRegister && abi.g == ir::GLocation::InRegister;
}

void Emitter::enter_fixed_registers() {
  put(Mnemonic::XORPS, reg(ir::reg::X15), reg(ir::reg::X15));
  put(Mnemonic::MOVQ, reg(ir::reg::R14), thread_local_mem(runtime::kTlsG));
}

void Emitter::call(const Value* v) {
  const ir::CallInfo* info = v->aux.call();
  const ir::Abi& callee_abi = info->abi != nullptr ? *info->abi : *fn_.abi;
  bool crosses = has_fixed_registers(*fn_.abi) != has_fixed_registers(callee_abi);
  if (crosses && has_fixed_registers(callee_abi)) {
    enter_fixed_registers();
  }
  if (v->op == Op::x64_CALLtail) {
    put(Mnemonic::JMP, symbol(info->callee));
    return;
  }
  fn_.outgoing_args = std::max(fn_.outgoing_args, v->aux_int);
  if (info->callee != nullptr) {
    if (ir::dialect_of(fn_).nop_before_deferreturn &&
        info->callee->name == "runtime.deferreturn") {
      put(Mnemonic::XCHGL);
    }
    put(Mnemonic::CALL, symbol(info->callee));
  } else {
    put(Mnemonic::CALL, r(v->arg(0)));
  }
  // A call is always on its own line, also as the first instruction of the function.
  out_.insts.back().pos =
      v->pos.with_mark(out_.insts.back().pos.mark == StatementMark::Yes ? StatementMark::Yes
                                                                        : StatementMark::No);
  if (crosses && has_fixed_registers(*fn_.abi)) {
    enter_fixed_registers();
  }
}

void Emitter::bounds_panic(const Value* v) {
  // By ir::BoundsKind.
  static constexpr std::array kFunctions = {
      "panicIndex",       "panicIndexU",      "panicSliceAlen",  "panicSliceAlenU",
      "panicSliceAcap",   "panicSliceAcapU",  "panicSliceB",     "panicSliceBU",
      "panicSlice3Alen",  "panicSlice3AlenU", "panicSlice3Acap", "panicSlice3AcapU",
      "panicSlice3B",     "panicSlice3BU",    "panicSlice3C",    "panicSlice3CU",
      "panicSliceConvert"};
  put(Mnemonic::CALL, symbol(helper(kFunctions.at(static_cast<size_t>(v->aux_int)))));
  fn_.outgoing_args = std::max<int64_t>(fn_.outgoing_args, 16);
}

// There is one entry for each register the new pointer may be in.
void Emitter::write_barrier(const Value* v) {
  Register source = reg_of(v->arg(1));
  std::string name = "gcWriteBarrier";
  if (source != AX) {
    name += ir::register_name(source);
  }
  put(Mnemonic::CALL, symbol(helper(name)));
}

}  // namespace prologo::x64
