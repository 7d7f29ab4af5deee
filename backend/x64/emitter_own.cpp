// Operations with code of their own: arithmetic with fixed registers, carries,
// addresses, block copies, and what the register allocator adds. Numbers with a point are in
// emitter_float.

#include "backend/x64/emitter.h"
#include "backend/x64/val_and_off.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::x64 {

using ir::Op;
using ir::Value;
using ir::reg::AX;
using ir::reg::DI;
using ir::reg::DX;

void Emitter::own(const Value* v) {
  bool done = own_sum(v) || own_product(v) || own_bits(v) || own_float(v) ||
              own_float_flags(v) || own_memory(v) || own_lowered(v);
  ENSURE_MSG(done, "no code for " + std::string(ir::info(v->op).name) + " in " + fn_.name);
}

bool Emitter::own_sum(const Value* v) {
  switch (v->op) {
    case Op::x64_ADDQ:
      add(v, Mnemonic::ADDQ, Mnemonic::LEAQ);
      return true;
    case Op::x64_ADDL:
      add(v, Mnemonic::ADDL, Mnemonic::LEAL);
      return true;
    case Op::x64_ADDQconst:
      add_const(v, true);
      return true;
    case Op::x64_ADDLconst:
      add_const(v, false);
      return true;
    case Op::x64_ANDQconst:
      put(v->aux_int >= 0 && !ir::dialect_of(fn_).wide_and ? Mnemonic::ANDL : Mnemonic::ANDQ,
          r(v), imm(v->aux_int));
      return true;
    case Op::x64_ADDQcarry:
    case Op::x64_ADCQ:
    case Op::x64_SUBQborrow:
    case Op::x64_SBBQ:
    case Op::x64_ADDQconstcarry:
    case Op::x64_ADCQconst:
    case Op::x64_SUBQconstborrow:
    case Op::x64_SBBQconst:
    case Op::x64_NEGLflags:
      carry(v);
      return true;
    case Op::x64_LEAQ1:
    case Op::x64_LEAQ2:
    case Op::x64_LEAQ4:
    case Op::x64_LEAQ8:
      address(v, Mnemonic::LEAQ);
      return true;
    case Op::x64_LEAL1:
    case Op::x64_LEAL2:
    case Op::x64_LEAL4:
    case Op::x64_LEAL8:
      address(v, Mnemonic::LEAL);
      return true;
    case Op::x64_LEAW1:
    case Op::x64_LEAW2:
    case Op::x64_LEAW4:
    case Op::x64_LEAW8:
      address(v, Mnemonic::LEAW);
      return true;
    default:
      return false;
  }
}

bool Emitter::own_product(const Value* v) {
  switch (v->op) {
    case Op::x64_MULQconst:
      put(Mnemonic::IMUL3Q, r(v), r(v->arg(0)), imm(v->aux_int));
      return true;
    case Op::x64_MULLconst:
      put(Mnemonic::IMUL3L, r(v), r(v->arg(0)), imm(v->aux_int));
      return true;
    case Op::x64_MULLU:
    case Op::x64_HMULLU:
      one_register(v, Mnemonic::MULL, 1);
      return true;
    case Op::x64_MULQU:
    case Op::x64_MULQU2:
    case Op::x64_HMULQU:
      one_register(v, Mnemonic::MULQ, 1);
      return true;
    case Op::x64_HMULQ:
      one_register(v, Mnemonic::IMULQ, 1);
      return true;
    case Op::x64_HMULL:
      one_register(v, Mnemonic::IMULL, 1);
      return true;
    case Op::x64_DIVQU2:
      one_register(v, Mnemonic::DIVQ, 2);
      return true;
    case Op::x64_AVGQU:
      put(Mnemonic::ADDQ, r(v), r(v->arg(1)));
      put(Mnemonic::RCRQ, r(v), imm(1));
      return true;
    case Op::x64_DIVQ:
      divide(v, Mnemonic::CMPQ, Mnemonic::CQO, Mnemonic::IDIVQ, Mnemonic::NEGQ);
      return true;
    case Op::x64_DIVL:
      divide(v, Mnemonic::CMPL, Mnemonic::CDQ, Mnemonic::IDIVL, Mnemonic::NEGL);
      return true;
    case Op::x64_DIVW:
      divide(v, Mnemonic::CMPW, Mnemonic::CWD, Mnemonic::IDIVW, Mnemonic::NEGW);
      return true;
    case Op::x64_DIVQU:
      divide_unsigned(v, Mnemonic::DIVQ);
      return true;
    case Op::x64_DIVLU:
      divide_unsigned(v, Mnemonic::DIVL);
      return true;
    case Op::x64_DIVWU:
      divide_unsigned(v, Mnemonic::DIVW);
      return true;
    default:
      return false;
  }
}

bool Emitter::own_bits(const Value* v) {
  switch (v->op) {
    case Op::x64_SHRDQ:
      put(Mnemonic::SHRQ, r(v), r(v->arg(1)), r(v->arg(2)));
      return true;
    case Op::x64_SHLDQ:
      put(Mnemonic::SHLQ, r(v), r(v->arg(1)), r(v->arg(2)));
      return true;
    case Op::x64_BTQconst:
      put(v->aux_int < 32 ? Mnemonic::BTL : Mnemonic::BTQ, r(v->arg(0)), imm(v->aux_int));
      return true;
    case Op::x64_SBBQcarrymask:
      put(Mnemonic::SBBQ, r(v), r(v));
      return true;
    case Op::x64_SBBLcarrymask:
      put(Mnemonic::SBBL, r(v), r(v));
      return true;
    case Op::x64_BSFQ:
      put(Mnemonic::BSFQ, reg(result_reg(v)), r(v->arg(0)));
      return true;
    case Op::x64_BSRQ:
      put(Mnemonic::BSRQ, reg(result_reg(v)), r(v->arg(0)));
      return true;
    case Op::x64_POPCNTQ:
    case Op::x64_POPCNTL:
      if (reg_of(v) != reg_of(v->arg(0))) {
        put(Mnemonic::XORL, r(v), r(v));  // breaks a false dependency on the old value
      }
      put(v->op == Op::x64_POPCNTQ ? Mnemonic::POPCNTQ : Mnemonic::POPCNTL, r(v), r(v->arg(0)));
      return true;
    default:
      return false;
  }
}

void Emitter::add(const Value* v, Mnemonic add, Mnemonic lea) {
  Register dst = reg_of(v);
  Register x = reg_of(v->arg(0));
  Register y = reg_of(v->arg(1));
  if (dst == x) {
    put(add, reg(dst), reg(y));
  } else if (dst == y) {
    put(add, reg(dst), reg(x));
  } else {
    Operand sum = mem_indexed(x, y, 1);
    if (y == ir::reg::SP) {
      std::swap(sum.reg, sum.index);
    }
    put(lea, reg(dst), sum);
  }
}

void Emitter::add_const(const Value* v, bool is_quad) {
  Register dst = reg_of(v);
  if (dst != reg_of(v->arg(0))) {
    put(is_quad ? Mnemonic::LEAQ : Mnemonic::LEAL, reg(dst),
        mem(reg_of(v->arg(0)), v->aux_int));
  } else if (v->aux_int == 1) {
    put(is_quad ? Mnemonic::INCQ : Mnemonic::INCL, reg(dst));
  } else if (v->aux_int == -1) {
    put(is_quad ? Mnemonic::DECQ : Mnemonic::DECL, reg(dst));
  } else if (v->aux_int == 128) {
    put(is_quad ? Mnemonic::SUBQ : Mnemonic::SUBL, reg(dst), imm(-128));  // fits a byte
  } else {
    put(is_quad ? Mnemonic::ADDQ : Mnemonic::ADDL, reg(dst), imm(v->aux_int));
  }
}

void Emitter::one_register(const Value* v, Mnemonic op, size_t arg) { put(op, r(v->arg(arg))); }

// The processor traps on the smallest integer divided by -1, so -1 goes its own way unless the
// divisor (aux_int) is known to be something else.
void Emitter::divide(const Value* v, Mnemonic compare, Mnemonic extend, Mnemonic op,
                     Mnemonic negate) {
  Operand divisor = r(v->arg(1));
  if (v->aux_int != 0) {
    put(extend);
    put(op, divisor);
    return;
  }
  Label fix = out_.new_label();
  Label done = out_.new_label();
  put(compare, divisor, imm(-1));
  put(Mnemonic::JEQ, label(fix));
  put(extend);
  put(op, divisor);
  put(Mnemonic::JMP, label(done));
  out_.bind(fix);
  put(negate, reg(AX));
  put(Mnemonic::XORL, reg(DX), reg(DX));
  out_.bind(done);
}

void Emitter::divide_unsigned(const Value* v, Mnemonic op) {
  put(Mnemonic::XORL, reg(DX), reg(DX));
  put(op, r(v->arg(1)));
}

void Emitter::carry(const Value* v) {
  Operand dst = reg(result_reg(v));
  switch (v->op) {
    case Op::x64_NEGLflags:
      put(Mnemonic::NEGL, dst);
      return;
    case Op::x64_ADDQconstcarry:
      put(Mnemonic::ADDQ, dst, imm(v->aux_int));
      return;
    case Op::x64_ADCQconst:
      put(Mnemonic::ADCQ, dst, imm(v->aux_int));
      return;
    case Op::x64_SUBQconstborrow:
      put(Mnemonic::SUBQ, dst, imm(v->aux_int));
      return;
    case Op::x64_SBBQconst:
      put(Mnemonic::SBBQ, dst, imm(v->aux_int));
      return;
    case Op::x64_SUBQborrow:
      put(Mnemonic::SUBQ, dst, r(v->arg(1)));
      return;
    case Op::x64_SBBQ:
      put(Mnemonic::SBBQ, dst, r(v->arg(1)));
      return;
    default:
      break;
  }
  Mnemonic op = v->op == Op::x64_ADCQ ? Mnemonic::ADCQ : Mnemonic::ADDQ;
  bool is_first = dst.reg == reg_of(v->arg(0));
  put(op, dst, r(v->arg(is_first ? 1 : 0)));
}

// Base, index and displacement together are slow: the displacement is added by a second LEA.
void Emitter::address(const Value* v, Mnemonic lea) {
  Operand m = address_of(v, 0, v->aux_int);
  if (v->aux_int != 0 && !v->aux) {
    m.value = 0;
    put(lea, r(v), m);
    put(lea, r(v), mem(reg_of(v), v->aux_int));
  } else {
    put(lea, r(v), m);
  }
}

void Emitter::integer_constant(const Value* v) {
  if (v->aux_int == 0 && !keeps_flags_.contains(v->id)) {
    put(Mnemonic::XORL, r(v), r(v));
  } else if (v->op == Op::x64_MOVLconst || (v->aux_int >= 0 && v->aux_int <= 0xffffffff)) {
    put(Mnemonic::MOVL, r(v), imm(v->aux_int));  // clears the upper half
  } else {
    put(Mnemonic::MOVQ, r(v), imm(v->aux_int));
  }
}

bool Emitter::own_memory(const Value* v) {
  switch (v->op) {
    case Op::x64_MOVLconst:
    case Op::x64_MOVQconst:
      integer_constant(v);
      return true;
    case Op::x64_MOVOstoreconst: {
      Operand zero = reg(zero_register(val_of(v->aux_int) != 0));
      put(Mnemonic::MOVUPS, address_of(v, 0, off_of(v->aux_int)), zero);
      return true;
    }
    case Op::x64_DUFFZERO:
      clear_block(v);
      return true;
    case Op::x64_DUFFCOPY:
      copy_block(v);
      return true;
    case Op::x64_REPSTOSQ:
      put(Mnemonic::REPSTOSQ);
      return true;
    case Op::x64_REPMOVSQ:
      put(Mnemonic::REPMOVSQ);
      return true;
    case Op::Copy:
      copy(v);
      return true;
    case Op::LoadReg:
      load_register(v);
      return true;
    case Op::StoreReg:
      store_register(v);
      return true;
    default:
      return false;
  }
}

// runtime.duffzero clears 64 bytes in each of its groups. A block that is no multiple of 64
// enters a group in the middle, with DI moved back.
void Emitter::clear_block(const Value* v) {
  const ir::Dialect& dialect = ir::dialect_of(fn_);
  zero_register();
  int64_t steps = v->aux_int / 16;
  if (steps % 4 != 0) {
    put(Mnemonic::LEAQ, reg(DI), mem(DI, -16 * (4 - steps % 4)));
  }
  put(Mnemonic::DUFFZERO, symbol(helper(dialect.duffzero()), dialect.duffzero_entry(steps)));
}

// runtime.duffcopy moves 16 bytes in each of 64 groups of 14 bytes.
void Emitter::copy_block(const Value* v) {
  ENSURE(v->aux_int % 16 == 0);
  put(Mnemonic::DUFFCOPY, symbol(helper("duffcopy"), 14 * (64 - v->aux_int / 16)));
}

void Emitter::copy(const Value* v) {
  if (!v->type->is_memory() && reg_of(v) != reg_of(v->arg(0))) {
    put(copy_mnemonic(v->type), r(v), r(v->arg(0)));
  }
}

void Emitter::load_register(const Value* v) {
  put(load_mnemonic(v->type), r(v), slot(fn_.homes[v->arg(0)->id]));
}

void Emitter::store_register(const Value* v) {
  put(store_mnemonic(v->type), slot(fn_.homes[v->id]), r(v->arg(0)));
}

}  // namespace prologo::x64
