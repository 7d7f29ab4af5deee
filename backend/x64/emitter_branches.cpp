// How blocks end: jumps, conditional jumps and the order of their two successors, jump tables.
#include "backend/x64/emitter.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::x64 {

using ir::Block;
using ir::BlockKind;

void Emitter::branch(Mnemonic op, const Block* to) { put(op, label(block_labels_[to->id])); }

struct Jumps {
  Mnemonic taken, inverse;
};

static Jumps jumps_of(BlockKind kind) {
  switch (kind) {
    case BlockKind::EQ:
      return {Mnemonic::JEQ, Mnemonic::JNE};
    case BlockKind::NE:
      return {Mnemonic::JNE, Mnemonic::JEQ};
    case BlockKind::LT:
      return {Mnemonic::JLT, Mnemonic::JGE};
    case BlockKind::GE:
      return {Mnemonic::JGE, Mnemonic::JLT};
    case BlockKind::LE:
      return {Mnemonic::JLE, Mnemonic::JGT};
    case BlockKind::GT:
      return {Mnemonic::JGT, Mnemonic::JLE};
    case BlockKind::OS:
      return {Mnemonic::JOS, Mnemonic::JOC};
    case BlockKind::OC:
      return {Mnemonic::JOC, Mnemonic::JOS};
    case BlockKind::ULT:
      return {Mnemonic::JCS, Mnemonic::JCC};
    case BlockKind::UGE:
      return {Mnemonic::JCC, Mnemonic::JCS};
    case BlockKind::UGT:
      return {Mnemonic::JHI, Mnemonic::JLS};
    case BlockKind::ULE:
      return {Mnemonic::JLS, Mnemonic::JHI};
    case BlockKind::ORD:
      return {Mnemonic::JPC, Mnemonic::JPS};
    case BlockKind::UNORD:
      return {Mnemonic::JPS, Mnemonic::JPC};
    default:
      UNREACHABLE("not a branch on flags");
  }
}

void Emitter::conditional(const Block* b, const Block* next) {
  Jumps jumps = jumps_of(b->kind);
  const Block* yes = b->succs[0].block;
  const Block* no = b->succs[1].block;
  if (next == yes) {
    branch(jumps.inverse, no);
  } else if (next == no) {
    branch(jumps.taken, yes);
  } else if (b->likely != ir::Likely::Unlikely) {
    branch(jumps.taken, yes);
    branch(Mnemonic::JMP, no);
  } else {
    branch(jumps.inverse, no);
    branch(Mnemonic::JMP, yes);
  }
}

// Equality of floats needs two tests: unequal, and unordered (parity).
void Emitter::float_equality(const Block* b, const Block* next) {
  const Block* yes = b->succs[0].block;
  const Block* no = b->succs[1].block;
  const Block* equal = b->kind == BlockKind::EQF ? yes : no;
  const Block* unequal = b->kind == BlockKind::EQF ? no : yes;
  // With no successor next in line, an unlikely branch is laid out as if succ 0 were next.
  bool is_free = next != yes && next != no;
  const Block* falls = !is_free ? next : b->likely != ir::Likely::Unlikely ? no : yes;
  branch(Mnemonic::JNE, unequal);
  if (falls == equal) {
    branch(Mnemonic::JPS, unequal);
  } else {
    branch(Mnemonic::JPC, equal);
  }
  if (is_free) {
    branch(Mnemonic::JMP, falls);
  }
}

void Emitter::end_block(const Block* b, const Block* next) {
  switch (b->kind) {
    case BlockKind::Plain:
      if (b->succs[0].block != next) {
        branch(Mnemonic::JMP, b->succs[0].block);
      }
      return;
    case BlockKind::Defer:
      put(Mnemonic::TESTL, reg(ir::reg::AX), reg(ir::reg::AX));
      branch(Mnemonic::JNE, b->succs[1].block);
      if (b->succs[0].block != next) {
        branch(Mnemonic::JMP, b->succs[0].block);
      }
      return;
    case BlockKind::Exit:
      if (ir::dialect_of(fn_).ud2_after_no_return) {
        put(Mnemonic::UD2);
      }
      return;
    case BlockKind::RetJmp:
      return;
    case BlockKind::Ret:
      put(Mnemonic::RET);
      return;
    case BlockKind::EQF:
    case BlockKind::NEF:
      float_equality(b, next);
      return;
    case BlockKind::JUMPTABLE:
      jump_table(b);
      return;
    default:
      conditional(b, next);
      return;
  }
}

void Emitter::jump_table(const Block* b) {
  put(Mnemonic::JMP, mem_indexed(reg_of(b->controls[1]), reg_of(b->controls[0]), 8));
}

// A jump to a jump goes where that one goes. Jumps that chase each other for ever stay.
void Emitter::collapse_jumps() {
  const auto target_of = [this](const Inst& inst) {
    return static_cast<size_t>(out_.labels[inst.a.label]);
  };
  const auto jumps_on = [&](size_t at) {
    return at < out_.insts.size() && out_.insts[at].op == Mnemonic::JMP &&
           out_.insts[at].is_branch();
  };
  for (Inst& inst : out_.insts) {
    if (!inst.is_branch()) {
      continue;
    }
    Label to = inst.a.label;
    size_t steps = 0;
    for (size_t at = target_of(inst); jumps_on(at) && steps <= out_.insts.size(); ++steps) {
      to = out_.insts[at].a.label;
      at = static_cast<size_t>(out_.labels[to]);
    }
    if (steps <= out_.insts.size()) {
      inst.a.label = to;
    }
  }
}

}  // namespace prologo::x64
