// Conditions of the x64 rules that need more than a line.
#include "backend/x64/rules/predicates.h"

#include <algorithm>
#include <span>
#include <vector>

#include "ir/analysis/loops.h"
#include "ir/c_form.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::x64 {

Op compare_constants(int64_t x, int64_t y, int bits) {
  x = low(x, bits);
  y = low(y, bits);
  bool is_below = ux64(low_unsigned(x, bits)) < ux64(low_unsigned(y, bits));
  if (x == y) {
    return Op::x64_FlagEQ;
  }
  if (x < y) {
    return is_below ? Op::x64_FlagLT_ULT : Op::x64_FlagLT_UGT;
  }
  return is_below ? Op::x64_FlagGT_ULT : Op::x64_FlagGT_UGT;
}

bool zero_stores_take_addresses(const Function& fn) {
  return dialect_of(fn).zero_stores_take_addresses;
}

bool comparisons_keep_order(const Function& fn) {
  return dialect_of(fn).comparisons_keep_order;
}

bool swaps_operands(const Function& fn, const Value* x, const Value* y) {
  const Dialect& dialect = dialect_of(fn);
  return dialect.comparisons_by_age       ? x->id > y->id
         : dialect.comparisons_keep_order ? false
                                          : comes_first(x, y);
}

bool clears_share_x0(const Function& fn) { return dialect_of(fn).clears_share_x0; }

bool zeroes_odd_word_first(const Function& fn) { return dialect_of(fn).zeroes_odd_word_first; }

bool keeps_g_in_register(const Function& fn) { return fn.abi->g == GLocation::InRegister; }

int bounds_registers(int64_t kind) {
  switch (static_cast<BoundsKind>(kind)) {
    case BoundsKind::Slice3Alen:
    case BoundsKind::Slice3AlenU:
    case BoundsKind::Slice3Acap:
    case BoundsKind::Slice3AcapU:
    case BoundsKind::Convert:
      return 0;
    case BoundsKind::SliceAlen:
    case BoundsKind::SliceAlenU:
    case BoundsKind::SliceAcap:
    case BoundsKind::SliceAcapU:
    case BoundsKind::Slice3B:
    case BoundsKind::Slice3BU:
      return 1;
    case BoundsKind::Index:
    case BoundsKind::IndexU:
    case BoundsKind::SliceB:
    case BoundsKind::SliceBU:
    case BoundsKind::Slice3C:
    case BoundsKind::Slice3CU:
      return 2;
  }
  UNREACHABLE("bounds kind");
}

bool sequential(const Value* p, const Value* q, int64_t size) {
  if (q->op != Op::x64_LEAQ1) {
    return false;
  }
  bool same_arguments =
      p->args.size() == 2 && ((p->arg(0) == q->arg(0) && p->arg(1) == q->arg(1)) ||
                              (p->arg(0) == q->arg(1) && p->arg(1) == q->arg(0)));
  if (p->op == Op::x64_ADDQ) {
    return same_arguments && q->aux_int == size && !q->aux;
  }
  return p->op == Op::x64_LEAQ1 && same_arguments && q->aux_int == p->aux_int + size &&
         p->aux == q->aux;
}

static bool makes_zero_upper_bits(Op op, int width) {
  static constexpr Op kByte[] = {Op::x64_MOVBQZX, Op::x64_MOVBload, Op::x64_MOVBloadidx1};
  static constexpr Op kWord[] = {Op::x64_MOVWQZX, Op::x64_MOVWload, Op::x64_MOVWloadidx1,
                                 Op::x64_MOVWloadidx2};
  static constexpr Op kLong[] = {
      Op::x64_MOVLconst,    Op::x64_MOVLload,     Op::x64_MOVLQZX,   Op::x64_MOVLloadidx1,
      Op::x64_MOVWload,     Op::x64_MOVWloadidx1, Op::x64_MOVBload,  Op::x64_MOVBloadidx1,
      Op::x64_MOVLloadidx4, Op::x64_ADDLload,     Op::x64_SUBLload,  Op::x64_ANDLload,
      Op::x64_ORLload,      Op::x64_XORLload,     Op::x64_CVTTSD2SL, Op::x64_ADDL,
      Op::x64_ADDLconst,    Op::x64_SUBL,         Op::x64_SUBLconst, Op::x64_ANDL,
      Op::x64_ANDLconst,    Op::x64_ORL,          Op::x64_ORLconst,  Op::x64_XORL,
      Op::x64_XORLconst,    Op::x64_NEGL,         Op::x64_NOTL,      Op::x64_SHRL,
      Op::x64_SHRLconst,    Op::x64_SARL,         Op::x64_SARLconst, Op::x64_SHLL,
      Op::x64_SHLLconst};
  std::span<const Op> ops = width == 8    ? std::span<const Op>(kByte)
                            : width == 16 ? std::span<const Op>(kWord)
                                          : std::span<const Op>(kLong);
  return std::find(ops.begin(), ops.end(), op) != ops.end();
}

bool upper_bits_are_zero(const Value* v, int width, int depth) {
  if (v->op == Op::Arg) {
    return v->type->size == width / 8;
  }
  if (v->op == Op::Phi || v->op == Op::Select0 || v->op == Op::Select1) {
    // Phis may use each other: the depth is limited.
    return depth > 0 && std::all_of(v->args.begin(), v->args.end(), [&](const Value* arg) {
             return upper_bits_are_zero(arg, width, depth - 1);
           });
  }
  return makes_zero_upper_bits(v->op, width);
}

bool is_rematerialisable(const Value* v) {
  if (!info(v->op).has(kRematerialisable)) {
    return false;
  }
  return std::all_of(v->args.begin(), v->args.end(),
                     [](const Value* arg) { return arg->op == Op::SP || arg->op == Op::SB; });
}

Block* common_block(Block* b, const Value* x, const Value* y, const Value* z) {
  const Value* values[] = {x, y, z};
  const size_t count = z != nullptr ? 3 : 2;
  auto members = [&](const Block* block) {
    return std::count_if(values, values + count,
                         [&](const Value* v) { return v->block == block; });
  };
  // Backwards over single predecessors: the first block with one of the values is the place,
  // if the others turn up on the way as well.
  Block* found = nullptr;
  int64_t seen = 0;
  for (int steps = 100; steps > 0; --steps) {
    int64_t here = members(b);
    if (found == nullptr && here > 0) {
      found = b;
    }
    seen += here;
    if (seen == static_cast<int64_t>(count)) {
      return found;
    }
    if (b->preds.size() != 1) {
      return nullptr;
    }
    b = b->preds[0].block;
  }
  return nullptr;
}

// The memory state the load reads and those before it, as far back as the start of the block.
static std::vector<const Value*> states_up_to(const Value* load) {
  constexpr size_t kLimit = 50;
  std::vector<const Value*> out;
  const Value* m = load->memory_arg();
  while (out.size() < kLimit && m != nullptr && m->op != Op::Phi && m->block == load->block &&
         m->is_memory()) {
    out.push_back(m);
    // Through calls, too: what they return ends in memory.
    m = !m->args.empty() && m->args.back()->is_memory() ? m->args.back() : nullptr;
  }
  return out;
}

static bool is_sum(const Value* v) { return v->op == Op::x64_ADDL || v->op == Op::x64_ADDQ; }

bool can_merge_load(const Value* target, const Value* load) {
  if (target->block != load->block || load->uses != 1) {
    return false;
  }
  std::vector<const Value*> pending;
  auto add = [&](const Value* v) {
    if (v->block == target->block) {
      pending.push_back(v);
    }
  };
  for (const Value* arg : target->args) {
    if (arg != load) {
      add(arg);
    }
  }
  const Value* memory = load->memory_arg();
  const std::vector<const Value*> valid = states_up_to(load);
  for (int steps = 0; !pending.empty(); ++steps) {
    if (steps >= 100) {
      return false;
    }
    const Value* v = pending.back();
    pending.pop_back();
    if (v->op == Op::Phi) {
      continue;  // the top of the block
    }
    if (v->type->is_tuple() && v->type->fields[1].type->is_memory()) {
      return false;
    }
    // An address of a variable must not move before the variable's VarDef.
    if (info(v->op).has(kSymAddr)) {
      return false;
    }
    if (v->is_memory()) {
      if (std::find(valid.begin(), valid.end(), v) == valid.end()) {
        return false;
      }
      continue;
    }
    if (!v->args.empty() && v->args.back() == memory) {
      continue;
    }
    for (const Value* arg : v->args) {
      add(arg);
    }
  }
  return true;
}

bool can_merge_load_clobber(const Value* target, const Value* load, const Value* x) {
  if (is_sum(target) && has_c_form(*target->block->fn)) {
    return false;
  }
  if (x->uses != 1) {
    return false;
  }
  if (target->block != x->block) {
    const Function& fn = *x->block->fn;
    DominatorTree dominators(fn);
    LoopNest loops(fn, dominators);
    if (loops.depth(target->block) > loops.depth(x->block)) {
      return false;
    }
  }
  return can_merge_load(target, load);
}

}  // namespace prologo::x64
