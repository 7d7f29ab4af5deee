// Operands of instructions: the registers, slots and addresses that the allocator gave values.

#include "backend/x64/emitter.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::x64 {

using ir::Op;
using ir::Value;

Register Emitter::reg_of(const Value* v) const {
  if (v->op == Op::SP) {
    return ir::reg::SP;
  }
  if (v->op == Op::GetG) {
    return fn_.abi->g_register;
  }
  const ir::Location& home = fn_.homes[v->id];
  ENSURE_MSG(home.kind == ir::Location::Kind::Reg, "v" + std::to_string(v->id) + " (" +
                                                       std::string(ir::info(v->op).name) +
                                                       ") has no register");
  return home.reg;
}

Register Emitter::result_reg(const Value* v) const {
  const ir::Location& home = fn_.homes[v->id];
  ENSURE(home.kind == ir::Location::Kind::Pair || home.kind == ir::Location::Kind::Reg);
  return home.reg;
}

Operand frame_slot(const ir::Variable* variable, int64_t offset) {
  bool is_callers = variable->cls == ir::Variable::Class::Param ||
                    (variable->cls == ir::Variable::Class::Result && !variable->in_registers);
  Operand out = mem(ir::reg::SP, variable->offset + offset);
  out.frame = is_callers ? Operand::Frame::Param : Operand::Frame::Auto;
  out.variable = variable;
  return out;
}

Operand Emitter::slot(const ir::Location& home) const {
  ENSURE(home.kind == ir::Location::Kind::Stack && home.slot != nullptr);
  return frame_slot(home.slot, home.offset);
}

void Emitter::apply_aux(Operand& m, const Value* v) const {
  if (v->aux.kind() == ir::Aux::Kind::Symbol) {
    m.symbol = v->aux.symbol();
  } else if (v->aux.kind() == ir::Aux::Kind::Variable) {
    Operand variable_slot = frame_slot(v->aux.variable(), 0);
    m.frame = variable_slot.frame;
    m.variable = variable_slot.variable;
    m.value += variable_slot.value;
  }
}

Operand Emitter::address_of(const Value* v, size_t arg, int64_t offset) const {
  const Value* base = v->arg(arg);
  Operand out = mem(base->op == Op::SB ? ir::kNoRegister : reg_of(base), offset);
  if (int scale = ir::info(v->op).scale; scale != 0) {
    out.index = reg_of(v->arg(arg + 1));
    out.scale = static_cast<uint8_t>(scale);
    if (scale == 1 && out.index == ir::reg::SP) {
      std::swap(out.reg, out.index);  // SP cannot be an index
    }
  }
  apply_aux(out, v);
  return out;
}

// The vector register that is zero, made so first where the ABI or the release has none.
Register Emitter::zero_register(bool shares) {
  if (ir::dialect_of(fn_).has_zero_register() && fn_.abi->zero != ir::kNoRegister) {
    return fn_.abi->zero;
  }
  Register zero = ir::dialect_of(fn_).zero_in_x0 ? ir::reg::X0 : ir::reg::X15;
  // The optimiser knew the zero as a value: made once, until something overwrites it. So did
  // the rule that clears memory in several steps, of which all but the first share it.
  if (!((fn_.optimise || shares) && zero_is_ready_)) {
    put(Mnemonic::XORPS, reg(zero), reg(zero));
  }
  zero_is_ready_ = true;
  return zero;
}

const ir::Symbol* Emitter::helper(const std::string& name, bool is_abi0) const {
  return fn_.module->symbol("runtime." + name, is_abi0);
}

}  // namespace prologo::x64
