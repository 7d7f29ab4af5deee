// Operations on floating-point numbers with code of their own: constants, conversions, and
// comparisons, whose outcome takes two flags.

#include <cstring>

#include "backend/x64/emitter.h"
#include "support/text.h"

namespace prologo::x64 {

using ir::Op;
using ir::Value;
using ir::reg::AX;

// Constants other than +0 lie in read-only data, one symbol a bit pattern.
void Emitter::float_constant(const Value* v, int size) {
  uint64_t bits = static_cast<uint64_t>(v->aux_int);
  if (size == 4) {
    double wide;
    std::memcpy(&wide, &bits, sizeof wide);
    float narrow = static_cast<float>(wide);
    uint32_t narrow_bits;
    std::memcpy(&narrow_bits, &narrow, sizeof narrow_bits);
    bits = narrow_bits;
  }
  if (bits == 0) {
    put(Mnemonic::XORPS, r(v), r(v));
    return;
  }
  std::string digits = hex(bits).substr(2);
  digits.insert(0, static_cast<size_t>(size) * 2 - digits.size(), '0');
  ir::Symbol* s = fn_.module->symbol((size == 4 ? "$f32." : "$f64.") + digits);
  if (fn_.module->find_data(s) == nullptr) {
    s->dup_ok = true;
    ir::Data& data = fn_.module->add_data(s, ir::Symbol::Kind::ReadOnly, size);
    for (int i = 0; i < size; ++i) {
      data.bytes.push_back(static_cast<char>(bits >> (8 * i)));
    }
    s->size = size;
  }
  put(size == 4 ? Mnemonic::MOVSS : Mnemonic::MOVSD, r(v), mem(s));
}

bool Emitter::own_float(const Value* v) {
  switch (v->op) {
    case Op::x64_UCOMISS:
      put(Mnemonic::UCOMISS, r(v->arg(0)), r(v->arg(1)));
      return true;
    case Op::x64_UCOMISD:
      put(Mnemonic::UCOMISD, r(v->arg(0)), r(v->arg(1)));
      return true;
    case Op::x64_MOVSSconst:
      float_constant(v, 4);
      return true;
    case Op::x64_MOVSDconst:
      float_constant(v, 8);
      return true;
    case Op::x64_CVTSL2SS:
      convert_to_float(v, Mnemonic::CVTSL2SS);
      return true;
    case Op::x64_CVTSL2SD:
      convert_to_float(v, Mnemonic::CVTSL2SD);
      return true;
    case Op::x64_CVTSQ2SS:
      convert_to_float(v, Mnemonic::CVTSQ2SS);
      return true;
    case Op::x64_CVTSQ2SD:
      convert_to_float(v, Mnemonic::CVTSQ2SD);
      return true;
    case Op::x64_ROUNDSD:
      put(Mnemonic::ROUNDSD, r(v), r(v->arg(0)), imm(v->aux_int));
      return true;
    case Op::x64_VFMADD231SD:
      put(Mnemonic::VFMADD231SD, r(v), r(v->arg(1)), r(v->arg(2)));
      return true;
    case Op::x64_MOVQi2f:
    case Op::x64_MOVQf2i:
      move_between_files(v, Mnemonic::MOVQ);
      return true;
    case Op::x64_MOVLi2f:
    case Op::x64_MOVLf2i:
      move_between_files(v, Mnemonic::MOVL);
      return true;
    default:
      return false;
  }
}

bool Emitter::own_float_flags(const Value* v) {
  switch (v->op) {
    case Op::x64_SETEQF:
      float_flag(v, Mnemonic::SETEQ, Mnemonic::SETPC, Mnemonic::ANDL);
      return true;
    case Op::x64_SETNEF:
      float_flag(v, Mnemonic::SETNE, Mnemonic::SETPS, Mnemonic::ORL);
      return true;
    case Op::x64_CMOVQEQF:
      move_if_equal(v, Mnemonic::CMOVQNE, Mnemonic::CMOVQPC);
      return true;
    case Op::x64_CMOVLEQF:
      move_if_equal(v, Mnemonic::CMOVLNE, Mnemonic::CMOVLPC);
      return true;
    case Op::x64_CMOVWEQF:
      move_if_equal(v, Mnemonic::CMOVWNE, Mnemonic::CMOVWPC);
      return true;
    case Op::x64_CMOVQNEF:
      move_if_unequal(v, Mnemonic::CMOVQNE, Mnemonic::CMOVQPS);
      return true;
    case Op::x64_CMOVLNEF:
      move_if_unequal(v, Mnemonic::CMOVLNE, Mnemonic::CMOVLPS);
      return true;
    case Op::x64_CMOVWNEF:
      move_if_unequal(v, Mnemonic::CMOVWNE, Mnemonic::CMOVWPS);
      return true;
    default:
      return false;
  }
}

void Emitter::convert_to_float(const Value* v, Mnemonic op) {
  put(Mnemonic::XORPS, r(v), r(v));  // the conversion leaves the upper part as it was
  put(op, r(v), r(v->arg(0)));
}

// Equal and ordered, or unequal or unordered, as a byte; AX takes the second flag.
void Emitter::float_flag(const Value* v, Mnemonic set, Mnemonic also, Mnemonic combine) {
  put(set, r(v));
  put(also, reg(AX));
  put(combine, r(v), reg(AX));
}

void Emitter::move_if_equal(const Value* v, Mnemonic unequal, Mnemonic ordered) {
  if (reg_of(v->arg(1)) != AX) {
    put(copy_mnemonic(v->type), reg(AX), r(v->arg(1)));
  }
  put(unequal, reg(AX), r(v));
  put(ordered, r(v), reg(AX));
}

void Emitter::move_if_unequal(const Value* v, Mnemonic unequal, Mnemonic unordered) {
  put(unequal, r(v), r(v->arg(1)));
  put(unordered, r(v), r(v->arg(1)));
}

void Emitter::move_between_files(const Value* v, Mnemonic op) { put(op, r(v), r(v->arg(0))); }

}  // namespace prologo::x64
