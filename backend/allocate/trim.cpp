#include "backend/allocate/trim.h"

#include <algorithm>

namespace prologo::alloc {

using namespace ir;

namespace {

bool holds_only_phis(const Block* b) {
  return std::all_of(b->values.begin(), b->values.end(),
                     [](const Value* v) { return v->op == Op::Phi; });
}

bool can_go(const Block* b) {
  if (b->kind != BlockKind::Plain || b == b->fn->entry) {
    return false;
  }
  const Block* succ = b->succs[0].block;
  return succ != b && (succ->preds.size() == 1 || holds_only_phis(b));
}

void link(const Edge& from, Block* to, size_t slot) {
  from.block->succs[from.index] = {to, static_cast<int>(slot)};
  to->preds[slot] = from;
}

// The block's first predecessor takes its place at the successor, the others go to the end.
void redirect_preds(const Block* b) {
  Edge out = b->succs[0];
  link(b->preds[0], out.block, static_cast<size_t>(out.index));
  for (size_t i = 1; i < b->preds.size(); ++i) {
    out.block->preds.emplace_back();
    link(b->preds[i], out.block, out.block->preds.size() - 1);
  }
}

// A statement that began with the block begins with the first instruction behind it.
void keep_statement_mark(const Block* b) {
  if (b->pos.mark != StatementMark::Yes) {
    return;
  }
  Block* succ = b->succs[0].block;
  for (Value* v : succ->values) {
    if (v->op == Op::Phi || v->op == Op::SP || v->op == Op::SB || v->op == Op::ArgIntReg ||
        v->op == Op::ArgFloatReg) {
      continue;
    }
    if (v->pos.same_line(b->pos)) {
      v->pos.mark = StatementMark::Yes;
    }
    return;
  }
  if (succ->pos.same_line(b->pos)) {
    succ->pos.mark = StatementMark::Yes;
  }
}

// A phi of the successor gets one argument for each predecessor that block b brought: those of
// b's own phi if it took one, else its argument again and again.
void extend_phi(Value* phi, size_t slot, const Block* b) {
  const Value* from_b = phi->args[slot];
  if (from_b->block == b) {
    std::vector<Value*> args(from_b->args.begin(), from_b->args.end());
    set_arg(phi, slot, args[0]);
    for (size_t i = 1; i < args.size(); ++i) {
      add_arg(phi, args[i]);
    }
    return;
  }
  for (size_t i = 1; i < b->preds.size(); ++i) {
    add_arg(phi, phi->args[slot]);
  }
}

// A phi of b that others use moves to the successor. On ways that do not come through b it
// keeps its value: those must be jumps back from the successor's own loop.
void adopt_phi(Value* phi, size_t slot, size_t old_preds) {
  std::vector<Value*> args(phi->args.begin(), phi->args.end());
  reset_args(phi);
  for (size_t i = 0; i < old_preds; ++i) {
    add_arg(phi, i == slot ? args[0] : phi);
  }
  for (size_t i = 1; i < args.size(); ++i) {
    add_arg(phi, args[i]);
  }
}

void merge_phis(Block* b, size_t slot, size_t old_preds) {
  for (Value* v : b->succs[0].block->values) {
    if (v->op == Op::Phi) {
      extend_phi(v, slot, b);
    }
  }
  std::vector<Value*> kept;
  for (Value* v : b->values) {
    if (v->op != Op::Phi) {
      kept.push_back(v);
    } else if (v->uses == 0) {
      reset_args(v);
    } else {
      adopt_phi(v, slot, old_preds);
      kept.push_back(v);
    }
  }
  b->values = std::move(kept);
}

void splice_out(Block* b) {
  Block* succ = b->succs[0].block;
  auto slot = static_cast<size_t>(b->succs[0].index);
  size_t old_preds = succ->preds.size();
  redirect_preds(b);
  keep_statement_mark(b);
  if (old_preds > 1) {
    merge_phis(b, slot, old_preds);
  }
  for (Value* v : b->values) {
    v->block = succ;
  }
  succ->values.insert(succ->values.begin(), b->values.begin(), b->values.end());
}

}  // namespace

void trim_blocks(Function& fn) {
  std::vector<Block*> kept;
  for (Block* b : fn.blocks) {
    if (can_go(b)) {
      splice_out(b);
    } else {
      kept.push_back(b);
    }
  }
  fn.blocks = std::move(kept);
}

}  // namespace prologo::alloc
