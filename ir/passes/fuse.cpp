// Fuse: fewer, longer blocks. early: plain blocks into their successors, and `lo <= x && x <
// hi` into one condition for the rules. late: also branches whose two ways do the same. Keeps:
// the successor's number and position when two blocks merge.

#include "ir/passes/fuse.h"

#include "ir/passes/edits.h"
#include "ir/passes/passes.h"

namespace prologo::ir {

void fuse_with(Function& fn, std::initializer_list<BlockEdit> edits, bool (*whole)(Function&)) {
  bool change = true;
  while (change) {
    change = false;
    for (size_t i = fn.blocks.size(); i-- > 0;) {
      for (BlockEdit edit : edits) {
        change = edit(fn.blocks[i]) || change;
      }
    }
    if (whole != nullptr) {
      change = whole(fn) || change;
    }
  }
}

// The mark of a block that goes away moves to the first value of the line, or the block's end.
static void keep_mark(const Block* gone, Block* into) {
  if (!gone->pos.is_known() || gone->pos.mark != StatementMark::Yes) {
    return;
  }
  for (Value* v : into->values) {
    if (v->pos.may_begin_line() && v->pos.line == gone->pos.line) {
      v->pos.mark = StatementMark::Yes;
      return;
    }
  }
  if (into->pos.line == gone->pos.line) {
    into->pos.mark = StatementMark::Yes;
  }
}

bool fuse_plain(Block* b) {
  if (b->kind != BlockKind::Plain || b->succs[0].block->preds.size() != 1) {
    return false;
  }
  Block* into = b->succs[0].block;
  keep_mark(b, into);
  for (Value* v : b->values) {
    v->block = into;
  }
  into->values.insert(into->values.begin(), b->values.begin(), b->values.end());
  into->preds = b->preds;
  for (size_t i = 0; i < into->preds.size(); ++i) {
    const Edge& e = into->preds[i];
    e.block->succs[static_cast<size_t>(e.index)] = {into, static_cast<int>(i)};
  }
  if (b->fn->entry == b) {
    b->fn->entry = into;
  }
  discard_block(b);
  return true;
}

// ---- Branches whose two ways do the same ----

namespace {

// One way out of a branch: through an empty plain block (`via`), or directly (`via` is the
// branch).
struct Way {
  Block* via;
  Block* to;
  size_t into;  // which predecessor of `to`
};

Way way_out(Block* b, size_t i) {
  Block* next = b->succs[i].block;
  if (next->kind != BlockKind::Plain || !is_empty_block(next)) {
    return {b, next, static_cast<size_t>(b->succs[i].index)};
  }
  return {next, next->succs[0].block, static_cast<size_t>(next->succs[0].index)};
}

void drop_dead_values(Block* b) {
  std::vector<Value*> dead;
  for (Value* v : b->values) {
    if (v->uses == 0 && v->is_removable()) {
      dead.push_back(v);
    }
  }
  while (!dead.empty()) {
    Value* v = dead.back();
    dead.pop_back();
    if (v->uses == 0 && v->is_removable()) {
      dead.insert(dead.end(), v->args.begin(), v->args.end());
      reset_value(v, Op::Invalid);
    }
  }
}

bool fuse_if(Block* b) {
  if (b->kind != BlockKind::If) {
    return false;
  }
  Way yes = way_out(b, 0);
  Way no = way_out(b, 1);
  if (yes.to != no.to) {
    // Both ways are empty and one leads through the other.
    if (yes.via == b || no.via == b) {
      return false;
    }
    if (yes.via == no.to) {
      yes = {b, no.to, yes.into};
    } else if (yes.to == no.via) {
      no = {b, yes.to, no.into};
    } else {
      return false;
    }
  }
  for (const Value* v : yes.to->values) {
    if (v->op == Op::Phi && v->uses > 0 && v->args[yes.into] != v->args[no.into]) {
      return false;
    }
  }
  remove_edge(b, 0);
  if (yes.via != b && yes.via->preds.empty()) {
    remove_edge(yes.via, 0);
    take_values(b, yes.via);
    discard_block(yes.via);
  }
  b->kind = BlockKind::Plain;
  b->likely = Likely::Unknown;
  reset_controls(b);
  drop_dead_values(b);
  return true;
}

// ---- Range tests ----

bool is_signed_less(Op op) {
  return op == Op::Less64 || op == Op::Less32 || op == Op::Less16 || op == Op::Less8 ||
         op == Op::Leq64 || op == Op::Leq32 || op == Op::Leq16 || op == Op::Leq8;
}

bool is_unsigned_less(Op op) {
  return op == Op::Less64U || op == Op::Less32U || op == Op::Less16U || op == Op::Less8U ||
         op == Op::Leq64U || op == Op::Leq32U || op == Op::Leq16U || op == Op::Leq8U;
}

// What a comparison compares with a constant, or null.
const Value* compared_with_constant(const Value* v) {
  for (size_t i = 0; i < v->args.size(); ++i) {
    Op op = v->args[i]->op;
    if (op == Op::Const8 || op == Op::Const16 || op == Op::Const32 || op == Op::Const64) {
      return v->args[1 - i];
    }
  }
  return nullptr;
}

bool can_combine(const Value* a, const Value* b) {
  bool alike = (is_signed_less(a->op) && is_signed_less(b->op)) ||
               (is_unsigned_less(a->op) && is_unsigned_less(b->op));
  const Value* x = alike ? compared_with_constant(a) : nullptr;
  return x != nullptr && x == compared_with_constant(b);
}

// if a { if b ... }: when the two conditions bound one integer, they become one.
bool fuse_range(Block* b) {
  if (b->preds.size() != 1 || b->kind != BlockKind::If) {
    return false;
  }
  Block* p = b->preds[0].block;
  if (p->kind != BlockKind::If || (p->likely == Likely::Likely && p->succs[0].block != b) ||
      (p->likely == Likely::Unlikely && p->succs[1].block != b)) {
    return false;
  }
  Value* inner = b->controls[0];
  Value* outer = p->controls[0];
  if (!can_combine(inner, outer)) {
    return false;
  }
  for (size_t i = 0; i < 2; ++i) {
    if (p->succs[i].block != b->succs[i].block) {
      continue;
    }
    if (!is_speculable(b)) {
      return false;
    }
    Value* both = b->fn->new_value(b, i == 0 ? Op::OrB : Op::AndB, inner->type, inner->pos);
    add_arg(both, outer);
    add_arg(both, inner);
    set_control(b, both);
    remove_edge(p, i);
    p->kind = BlockKind::Plain;
    p->likely = Likely::Unknown;
    reset_controls(p);
    return true;
  }
  return false;
}

}  // namespace

void fuse_early(Function& fn) { fuse_with(fn, {fuse_range, fuse_plain}); }

void fuse_late(Function& fn) { fuse_with(fn, {fuse_if, fuse_plain}, redirect_branches); }

}  // namespace prologo::ir
