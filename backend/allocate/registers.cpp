#include "backend/allocate/registers.h"

#include <algorithm>

#include "ir/c_form.h"

namespace prologo::alloc {

using namespace ir;

ConstraintTable::ConstraintTable(const Function& fn) : fn_(fn), dialect_(dialect_of(fn)) {
  if (dialect_.g_from_tls) {
    ints_ |= kFixedInt;
  }
  if (dialect_.zero_in_x0) {
    floats_ |= kFixedFloat;
  }
}

// The table of operations leaves the fixed registers out.
RegMask ConstraintTable::widen(RegMask mask) const {
  if ((mask & kAllocatableInts) == kAllocatableInts) {
    mask |= ints_;
  }
  if ((mask & kAllocatableFloats) == kAllocatableFloats) {
    mask |= floats_;
  }
  return mask;
}

// Additions of a constant need not overwrite their operand, but are shorter if they do; a first
// result passes its wish on to the instruction that makes the tuple.
static bool passes_wish_to_arg0(Op op, const Dialect& dialect) {
  const bool adds = op == Op::x64_ADDQconst || op == Op::x64_ADDLconst;
  return info(op).has(kResultInArg0) || op == Op::Select0 ||
         (adds && !dialect.additions_pass_no_wish);
}

Constraints ConstraintTable::from_table(Op op) const {
  const RegConstraint& regs = info(op).regs;
  Constraints out;
  out.passes_wish = passes_wish_to_arg0(op, dialect_);
  out.clobbers = widen(regs.clobbers);
  if (dialect_.zero_in_x0 && (op == Op::x64_DUFFZERO || op == Op::x64_MOVOstoreconst)) {
    out.clobbers |= bit(reg::X0);
  }
  for (int i = 0; i < RegConstraint::kMaxInputs; ++i) {
    if (regs.inputs[i] != 0) {
      out.inputs.push_back({i, widen(regs.inputs[i])});
    }
  }
  std::stable_sort(
      out.inputs.begin(), out.inputs.end(),
      [](const Operand& a, const Operand& b) { return count(a.mask) < count(b.mask); });
  for (int i = 0; i < 2; ++i) {
    if (regs.outputs[i] != 0) {
      out.outputs.push_back({i, widen(regs.outputs[i])});
    }
  }
  return out;
}

// One fixed register for each piece of the places, numbered from `first`.
static void add_pieces(Constraints::List& list, const std::vector<Place>& places, int first) {
  for (const Place& place : places) {
    for (const Piece& piece : place.pieces) {
      list.push_back({first++, bit(piece.reg)});
    }
  }
}

const Constraints& ConstraintTable::of_op(Op op) {
  auto [it, is_new] = by_op_.try_emplace(static_cast<uint16_t>(op));
  if (is_new) {
    it->second = from_table(op);
    if ((op == Op::x64_ADDL || op == Op::x64_ADDQ) && has_c_form(fn_)) {
      it->second.inputs = {{0, bit(reg::AX)}, {1, bit(reg::DX)}};
      it->second.outputs = {{0, bit(reg::AX)}};
    }
  }
  return it->second;
}

// Register arguments choose first: the code pointer of an indirect call takes what they leave.
Constraints ConstraintTable::of_call(const Value* v) {
  const Constraints& own = of_op(v->op);
  const CallLayout& layout = v->aux.call()->layout;
  Constraints out;
  add_pieces(out.inputs, layout.params, static_cast<int>(own.inputs.size()));
  out.inputs.insert(out.inputs.end(), own.inputs.begin(), own.inputs.end());
  add_pieces(out.outputs, layout.results, 0);
  out.clobbers = own.clobbers;
  return out;
}

Constraints ConstraintTable::of_results() const {
  Constraints out;
  add_pieces(out.inputs, fn_.layout.results, 0);
  return out;
}

const Constraints& ConstraintTable::of(const Value* v) {
  bool is_call = info(v->op).has(kCall) && v->aux.kind() == Aux::Kind::Call;
  bool depends_on_abi = is_call || v->op == Op::ArgIntReg || v->op == Op::ArgFloatReg ||
                        v->op == Op::MakeResult || v->op == Op::Convert;
  if (!depends_on_abi) {
    return of_op(v->op);
  }
  auto [it, is_new] = by_value_.try_emplace(v->id);
  if (!is_new) {
    return it->second;
  }
  Constraints& out = it->second;
  out.passes_wish = passes_wish_to_arg0(v->op, dialect_);
  if (is_call) {
    out = of_call(v);
  } else if (v->op == Op::MakeResult) {
    out = of_results();
  } else if (v->op == Op::Convert) {
    out.inputs.push_back({0, ints_});
    out.outputs.push_back({0, ints_});
  } else {
    auto regs = v->op == Op::ArgIntReg ? fn_.abi->int_regs : fn_.abi->float_regs;
    out.outputs.push_back({0, bit(regs[static_cast<size_t>(v->aux_int)])});
  }
  return out;
}

RegMask ConstraintTable::compatible(const Type* type) const {
  if (type->is_tuple() || type->is_flags()) {
    return 0;
  }
  return type->is_float() || type->kind == Kind::Int128 ? floats_ : ints_;
}

bool needs_register(const Value* v) {
  const Type* t = v->type;
  return !v->is_memory() && !t->is_void() && !t->is_flags() && !t->is_tuple();
}

bool is_rematerialisable(const Value* v) {
  return info(v->op).has(kRematerialisable) &&
         std::all_of(v->args.begin(), v->args.end(),
                     [](const Value* arg) { return arg->op == Op::SP || arg->op == Op::SB; });
}

}  // namespace prologo::alloc
