#include "ir/passes/edits.h"

namespace prologo::ir {

void discard_block(Block* b) {
  b->values.clear();
  b->preds.clear();
  b->succs.clear();
  b->aux = {};
  reset_controls(b);
  b->likely = Likely::Unknown;
  b->kind = BlockKind::Invalid;
}

void take_end(Block* b, Block* from) {
  b->kind = from->kind;
  copy_controls(b, from);
  b->aux = from->aux;
  b->succs = from->succs;
  for (const Edge& e : b->succs) {
    e.block->preds[static_cast<size_t>(e.index)].block = b;
  }
}

void take_values(Block* b, Block* from) {
  for (Value* v : from->values) {
    v->block = b;
    b->values.push_back(v);
  }
  from->values.clear();
}

bool is_empty_block(const Block* b) {
  for (const Value* v : b->values) {
    if (v->uses > 0 || info(v->op).has(kCall) || info(v->op).has(kHasSideEffects) ||
        v->type->is_void()) {
      return false;
    }
  }
  return true;
}

static bool may_panic(Op op) {
  return (op >= Op::Div8 && op <= Op::Mod64u) || op == Op::Div32F || op == Op::Div64F;
}

bool is_speculable(const Block* b) {
  for (const Value* v : b->values) {
    if (v->op == Op::Phi || may_panic(v->op) || v->is_memory() || v->memory_arg() != nullptr ||
        info(v->op).has(kHasSideEffects)) {
      return false;
    }
  }
  return true;
}

void redirect_edge(Block* p, size_t out, Block* to, size_t like) {
  p->succs[out] = {to, static_cast<int>(to->preds.size())};
  to->preds.push_back({p, static_cast<int>(out)});
  for (Value* v : to->values) {
    if (v->op == Op::Phi) {
      add_arg(v, v->args[like]);
    }
  }
}

}  // namespace prologo::ir
