// Dead code: removes blocks that cannot be reached and values that nothing needs, and gives
// their numbers back in block and value order. Marks of statements move to a live value of the
// line. Requires: nothing.  Leaves: use counts exact, no First blocks, no copies in use.

#include <algorithm>
#include <map>
#include <unordered_set>

#include "ir/module.h"
#include "ir/passes/passes.h"
#include "support/ensure.h"

namespace prologo::ir {

namespace {

class DeadCode {
 public:
  explicit DeadCode(Function& fn) : fn_(fn) {}

  void run() {
    ENSURE(!fn_.is_allocated);
    find_reachable();
    cut_edges();
    eliminate_copies(fn_);
    find_inlined_calls();
    find_live();
    drop_names();
    unlink();
    rehome_marks();
    sweep();
  }

 private:
  Function& fn_;
  std::vector<bool> reachable_;
  std::vector<bool> live_;
  std::vector<Value*>
      statements_;  // live values that may carry a mark, uses before definitions
  std::vector<Value*> pending_;
  std::unordered_set<int32_t> inlined_calls_;  // that code belongs to

  struct LostMark {
    Pos pos;
    size_t block = 0;
  };

  std::map<std::pair<uint16_t, uint32_t>, LostMark> lost_;

  bool is_reachable(const Block* b) const { return reachable_[static_cast<size_t>(b->id)]; }

  bool is_live(const Value* v) const { return live_[static_cast<size_t>(v->id)]; }

  void find_reachable() {
    reachable_.assign(static_cast<size_t>(fn_.block_count()), false);
    std::vector<Block*> work = {fn_.entry};
    reachable_[static_cast<size_t>(fn_.entry->id)] = true;
    while (!work.empty()) {
      Block* b = work.back();
      work.pop_back();
      size_t ways = b->kind == BlockKind::First ? 1 : b->succs.size();
      for (size_t i = 0; i < ways; ++i) {
        Block* succ = b->succs[i].block;
        if (!is_reachable(succ)) {
          reachable_[static_cast<size_t>(succ->id)] = true;
          work.push_back(succ);
        }
      }
    }
  }

  void cut_edges() {
    for (Block* b : fn_.blocks) {
      for (size_t i = 0; !is_reachable(b) && i < b->succs.size();) {
        if (is_reachable(b->succs[i].block)) {
          remove_edge(b, i);
        } else {
          ++i;
        }
      }
    }
    for (Block* b : fn_.blocks) {
      if (is_reachable(b) && b->kind == BlockKind::First) {
        remove_edge(b, 1);
        b->kind = BlockKind::Plain;
        b->likely = Likely::Unknown;
      }
    }
  }

  void mark(Value* v) {
    if (is_live(v)) {
      return;
    }
    live_[static_cast<size_t>(v->id)] = true;
    pending_.push_back(v);
    if (v->pos.may_begin_line()) {
      statements_.push_back(v);
    }
  }

  // The mark of an inlined body of which nothing is left.
  bool is_empty_mark(const Value* v) const {
    return v->op == Op::InlMark && !inlined_calls_.contains(static_cast<int32_t>(v->aux_int));
  }

  void find_inlined_calls() {
    if (fn_.module->inlined_calls.empty()) {
      return;
    }
    const SourceFiles& sources = *fn_.module->sources;
    for (const Block* b : fn_.blocks) {
      inlined_calls_.insert(sources.inlined_call(b->pos));
      for (const Value* v : b->values) {
        inlined_calls_.insert(sources.inlined_call(v->pos));
      }
    }
  }

  bool is_root(const Value* v) const {
    return info(v->op).has(kCall) || info(v->op).has(kHasSideEffects) || v->type->is_void();
  }

  void find_live() {
    live_.assign(static_cast<size_t>(fn_.value_count()), false);
    for (Block* b : fn_.blocks) {
      if (!is_reachable(b)) {
        continue;
      }
      for (Value* control : b->controls) {
        if (control != nullptr) {
          mark(control);
        }
      }
      for (Value* v : b->values) {
        if (is_root(v) && !is_empty_mark(v)) {
          mark(v);
        }
      }
    }
    while (!pending_.empty()) {
      Value* v = pending_.back();
      pending_.pop_back();
      for (size_t i = 0; i < v->args.size(); ++i) {
        if (v->op != Op::Phi || is_reachable(v->block->preds[i].block)) {
          mark(v->args[i]);
        }
      }
    }
  }

  void drop_names() {
    std::erase_if(fn_.names, [this](Function::NamedValue& name) {
      std::vector<Value*> kept;
      for (Value* v : name.values) {
        if (is_live(v) && std::find(kept.begin(), kept.end(), v) == kept.end()) {
          kept.push_back(v);
        }
      }
      name.values = std::move(kept);
      return name.values.empty();
    });
  }

  void unlink() {
    for (size_t i = 0; i < fn_.blocks.size(); ++i) {
      Block* b = fn_.blocks[i];
      if (!is_reachable(b)) {
        reset_controls(b);
      }
      for (Value* v : b->values) {
        if (is_live(v)) {
          continue;
        }
        reset_args(v);
        if (v->pos.mark == StatementMark::Yes && is_reachable(b)) {
          lost_[{v->pos.file, v->pos.line}] = {v->pos, i};
        }
      }
    }
  }

  void rehome_marks() {
    for (size_t i = statements_.size(); i-- > 0;) {
      Value* v = statements_[i];
      auto found = lost_.find({v->pos.file, v->pos.line});
      if (found != lost_.end() && fn_.blocks[found->second.block] == v->block) {
        v->pos.mark = StatementMark::Yes;
        lost_.erase(found);
      }
    }
    for (const auto& [line, mark] : lost_) {
      Block* b = fn_.blocks[mark.block];
      if (b->pos.same_line(mark.pos)) {
        b->pos.mark = StatementMark::Yes;
      }
    }
  }

  void sweep() {
    for (Block* b : fn_.blocks) {
      size_t kept = 0;
      for (Value* v : b->values) {
        if (is_live(v)) {
          b->values[kept++] = v;
        } else {
          fn_.free_value(v);
        }
      }
      b->values.resize(kept);
    }
    size_t kept = 0;
    for (Block* b : fn_.blocks) {
      if (is_reachable(b)) {
        fn_.blocks[kept++] = b;
      } else {
        ENSURE(b->values.empty());
        fn_.free_block(b);
      }
    }
    fn_.blocks.resize(kept);
  }
};

}  // namespace

void eliminate_dead_code(Function& fn) { DeadCode(fn).run(); }

}  // namespace prologo::ir
