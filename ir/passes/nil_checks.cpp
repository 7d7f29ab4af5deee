// Nil check elimination: a check is redundant if a dominating check, or branch on `p != nil`,
// has passed, or if the pointer cannot be nil by the way it was made.

#include <algorithm>
#include <set>

#include "ir/analysis/dominators.h"
#include "ir/passes/passes.h"
#include "ir/passes/store_order.h"
#include "ir/rules/rewrite.h"

namespace prologo::ir {

namespace {

class NilChecks {
 public:
  explicit NilChecks(Function& fn)
      : fn_(fn), tree_(fn), non_nil_(static_cast<size_t>(fn.value_count()), false) {}

  void run() {
    find_non_nil();

    // Depth first: what a block proves is forgotten when its subtree is done.
    struct Step {
      Block* block;         // to visit, or null:
      const Value* forget;  // this pointer is unknown again
    };

    std::vector<Step> work = {{fn_.entry, nullptr}};
    while (!work.empty()) {
      Step step = work.back();
      work.pop_back();
      if (step.block == nullptr) {
        known(step.forget) = false;
        continue;
      }
      proved_.clear();
      visit(step.block);
      for (const Value* v : proved_) {
        work.push_back({nullptr, v});
      }
      for (Block* b = tree_.child(step.block); b != nullptr; b = tree_.sibling(b)) {
        work.push_back({b, nullptr});
      }
    }
  }

 private:
  using Line = std::pair<uint16_t, uint32_t>;

  Function& fn_;
  DominatorTree tree_;
  std::vector<bool> non_nil_;
  std::vector<const Value*> proved_;  // in the block in hand
  std::set<Line> lost_marks_;

  std::vector<bool>::reference known(const Value* v) {
    return non_nil_[static_cast<size_t>(v->id)];
  }

  static bool is_never_nil(Op op) {
    switch (op) {
      case Op::Addr:
      case Op::LocalAddr:
      case Op::AddPtr:
      case Op::OffPtr:
      case Op::Add32:
      case Op::Add64:
      case Op::Sub32:
      case Op::Sub64:
      case Op::SlicePtr:  // a bounds check comes before the access
        return true;
      default:
        return false;
    }
  }

  void find_non_nil() {
    for (const Block* b : fn_.blocks) {
      for (const Value* v : b->values) {
        known(v) = is_never_nil(v->op);
      }
    }
    bool change = true;
    while (change) {
      change = false;
      for (const Block* b : fn_.blocks) {
        for (const Value* v : b->values) {
          if (v->op == Op::Phi && !known(v) &&
              std::all_of(v->args.begin(), v->args.end(),
                          [this](const Value* a) { return bool(known(a)); })) {
            known(v) = true;
            change = true;
          }
        }
      }
    }
  }

  void prove(const Value* pointer) {
    if (!known(pointer)) {
      known(pointer) = true;
      proved_.push_back(pointer);
    }
  }

  bool takes_lost_mark(Pos pos) { return lost_marks_.erase({pos.file, pos.line}) != 0; }

  void offer_mark(Value* v) {
    if (v->pos.may_begin_line() && !is_poor_statement(v->op) && takes_lost_mark(v->pos)) {
      v->pos.mark = StatementMark::Yes;
    }
  }

  void visit(Block* b) {
    if (b->preds.size() == 1) {
      const Block* p = b->preds[0].block;
      if (p->kind == BlockKind::If && p->controls[0]->op == Op::IsNonNil &&
          p->succs[0].block == b) {
        prove(p->controls[0]->args[0]);
      }
    }
    b->values = store_order(fn_, b->values);
    lost_marks_.clear();
    size_t kept = 0;
    for (Value* v : b->values) {
      if (!visit(v)) {
        b->values[kept++] = v;
      }
    }
    b->values.resize(kept);
    for (Value* v : b->values) {
      offer_mark(v);
    }
    if (takes_lost_mark(b->pos)) {
      b->pos.mark = StatementMark::Yes;
    }
  }

  // True if the value is gone.
  bool visit(Value* v) {
    bool is_marked = v->pos.mark == StatementMark::Yes;
    if (v->op == Op::IsNonNil && known(v->args[0])) {
      if (is_marked) {
        lost_marks_.insert({v->pos.file, v->pos.line});
        v->pos.mark = StatementMark::No;
      }
      reset_value(v, Op::ConstBool);
      v->aux_int = 1;
      return false;
    }
    if (v->op == Op::NilCheck) {
      if (known(v->args[0])) {
        if (is_marked) {
          lost_marks_.insert({v->pos.file, v->pos.line});
        }
        reset_value(v, Op::Unknown);
        fn_.free_value(v);
        return true;
      }
      prove(v->args[0]);
    }
    if (v->op != Op::IsNonNil) {
      offer_mark(v);
    }
    return false;
  }
};

}  // namespace

void eliminate_nil_checks(Function& fn) { NilChecks(fn).run(); }

}  // namespace prologo::ir
