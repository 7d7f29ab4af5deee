#include "backend/allocate/critical.h"

#include <unordered_map>

namespace prologo::alloc {

using namespace ir;

namespace {

// The block's phi if it has exactly one.
Value* only_phi(const Block* b) {
  Value* phi = nullptr;
  for (Value* v : b->values) {
    if (v->op == Op::Phi) {
      if (phi != nullptr) {
        return nullptr;
      }
      phi = v;
    }
  }
  return phi;
}

class EdgeSplitter {
 public:
  explicit EdgeSplitter(Block* target) : target_(target), phi_(only_phi(target)) {}

  void run() {
    for (size_t i = 0; i < target_->preds.size();) {
      // A shared block takes the edge away: slot i then holds another edge.
      if (target_->preds[i].block->kind == BlockKind::Plain || !split(i)) {
        ++i;
      }
    }
  }

 private:
  Block* target_;
  Value* phi_;
  std::unordered_map<const Value*, Block*> by_phi_arg_;

  // True if the edge was led into a block made before.
  bool split(size_t i) {
    Edge from = target_->preds[i];
    if (phi_ != nullptr) {
      Block*& shared = by_phi_arg_[phi_->args[i]];
      if (shared != nullptr) {
        join(from, i, shared);
        return true;
      }
      shared = insert(from, i);
    } else {
      insert(from, i);
    }
    return false;
  }

  Block* insert(Edge from, size_t i) {
    Block* middle = target_->fn->new_block(BlockKind::Plain);
    middle->pos = from.block->pos;
    from.block->succs[from.index] = {middle, 0};
    middle->preds.push_back(from);
    middle->succs.push_back({target_, static_cast<int>(i)});
    target_->preds[i] = {middle, 0};
    return middle;
  }

  void join(Edge from, size_t i, Block* shared) {
    from.block->succs[from.index] = {shared, static_cast<int>(shared->preds.size())};
    shared->preds.push_back(from);
    remove_pred(target_, i);
    remove_phi_arg(phi_, i);
    if (target_->preds.size() == 1) {
      phi_->op = Op::Copy;
    }
  }
};

}  // namespace

void split_critical_edges(Function& fn) {
  // New blocks go to the end of the list and are looked at too: a shared one may have several
  // predecessors itself.
  for (size_t i = 0; i < fn.blocks.size(); ++i) {
    if (fn.blocks[i]->preds.size() > 1) {
      EdgeSplitter(fn.blocks[i]).run();
    }
  }
}

}  // namespace prologo::alloc
