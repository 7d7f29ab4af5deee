// Branch elimination: small ifs whose arms only choose values become CondSelects (CMOV):
//
//     if c { x = y }    ->    x = CondSelect y x c
//
// Not where a branch is known to be predictable, nor for values that go into load addresses:
// a load should not wait for the condition.

#include <unordered_set>

#include "ir/analysis/order.h"
#include "ir/passes/edits.h"
#include "ir/passes/passes.h"
#include "ir/rules/rewrite.h"

namespace prologo::ir {

namespace {

class BranchRemover {
 public:
  explicit BranchRemover(Function& fn) : fn_(fn) {}

  void run() {
    find_load_addresses();
    bool change = true;
    while (change) {
      change = false;
      for (size_t i = 0; i < fn_.blocks.size(); ++i) {
        Block* b = fn_.blocks[i];
        change = remove_one_arm(b) || remove_two_arms(b) || change;
      }
    }
  }

 private:
  Function& fn_;
  std::unordered_set<const Value*> load_addresses_;  // values that go into some load's address

  void find_load_addresses() {
    for (const Block* b : fn_.blocks) {
      for (const Value* v : b->values) {
        if (v->op == Op::Load || (v->op >= Op::AtomicLoad8 && v->op <= Op::AtomicLoadAcq64)) {
          load_addresses_.insert(v->args[0]);
        } else if (v->op == Op::Move) {
          load_addresses_.insert(v->args[1]);
        }
      }
    }
    const std::vector<Block*> order = postorder(fn_);
    size_t before = 0;
    do {
      before = load_addresses_.size();
      for (const Block* b : order) {
        for (size_t i = b->values.size(); i-- > 0;) {
          add_inputs(b->values[i]);
        }
      }
    } while (load_addresses_.size() != before);
  }

  void add_inputs(const Value* v) {
    if (load_addresses_.count(v) == 0) {
      return;
    }
    for (const Value* arg : v->args) {
      const Type* t = arg->type;
      if (t->is_integer() || t->kind == Kind::Pointer || t->kind == Kind::UnsafePointer) {
        load_addresses_.insert(arg);
      }
    }
  }

  bool can_select(const Value* phi) const {
    const Type* t = phi->type;
    if (load_addresses_.count(phi) != 0 || t->size > 8) {
      return false;
    }
    return t->is_pointer_shaped() ||
           (t->is_integer() && t->size >= 2);  // there is no byte CMOV
  }

  bool all_phis_selectable(const Block* b) const {
    bool any = false;
    for (const Value* v : b->values) {
      if (v->op == Op::Phi) {
        any = true;
        if (!can_select(v)) {
          return false;
        }
      }
    }
    return any;
  }

  static bool is_arm(const Block* b) {
    return b->kind == BlockKind::Plain && b->preds.size() == 1;
  }

  static void select_phis(Block* join, Value* condition, bool swap) {
    for (Value* v : join->values) {
      if (v->op == Op::Phi) {
        v->op = Op::CondSelect;
        if (swap) {
          std::swap(v->args[0], v->args[1]);
        }
        add_arg(v, condition);
      }
    }
  }

  bool remove_one_arm(Block* top) {
    if (top->kind != BlockKind::If || top->likely != Likely::Unknown) {
      return false;
    }
    Block* arm = nullptr;
    Block* join = nullptr;
    for (size_t i = 0; i < 2 && arm == nullptr; ++i) {
      Block* next = top->succs[i].block;
      Block* other = top->succs[1 - i].block;
      if (is_arm(next) && next->succs[0].block == other) {
        arm = next;
        join = other;
      }
    }
    // Up to two instructions may run in vain.
    if (arm == nullptr || join->preds.size() != 2 || join == top ||
        !all_phis_selectable(join) || arm->values.size() > 2 || !is_speculable(arm)) {
      return false;
    }
    bool swap = (join->preds[0].block == top) != (top->succs[0].block == join);
    select_phis(join, top->controls[0], swap);
    take_end(top, join);
    keep_marks(top, arm, join);
    take_values(top, arm);
    take_values(top, join);
    discard_block(join);
    discard_block(arm);
    return true;
  }

  static bool has_marked_value(const Block* b) {
    for (const Value* v : b->values) {
      if (b->pos.same_line(v->pos) && v->pos.mark == StatementMark::Yes) {
        return true;
      }
    }
    return false;
  }

  static bool mark_value(Block* b) {
    for (Value* v : b->values) {
      if (b->pos.same_line(v->pos) && !is_poor_statement(v->op)) {
        v->pos.mark = StatementMark::Yes;
        return true;
      }
    }
    return false;
  }

  // Finds values for the marks of blocks that go away.
  static void keep_marks(Block* top, Block* arm, Block* join) {
    bool one_line = arm->pos.same_line(join->pos);
    bool of_arm = arm->pos.mark == StatementMark::Yes;
    bool of_join = join->pos.mark == StatementMark::Yes;
    if (of_arm && has_marked_value(arm)) {
      of_arm = false;
      of_join = of_join && !one_line;
    }
    of_join = of_join && !has_marked_value(join);
    if (of_arm && mark_value(arm) && one_line) {
      of_join = false;
    }
    if (!of_join || mark_value(join)) {
      return;
    }
    if (top->pos.mark != StatementMark::Yes) {
      top->pos = join->pos;
    } else if (top->succs.size() == 1 && top->succs[0].block->preds.size() == 1) {
      mark_successor(top->succs[0].block, join->pos);
    }
  }

  static void mark_successor(Block* succ, Pos pos) {
    for (Value* v : succ->values) {
      if (!is_poor_statement(v->op)) {
        if (pos.same_line(v->pos)) {
          v->pos.mark = StatementMark::Yes;
        }
        return;
      }
    }
    if (succ->pos.mark != StatementMark::Yes) {
      succ->pos = pos;
    }
  }

  bool remove_two_arms(Block* top) {
    if (top->kind != BlockKind::If || top->likely != Likely::Unknown) {
      return false;
    }
    Block* yes = top->succs[0].block;
    Block* no = top->succs[1].block;
    for (const Block* arm : {yes, no}) {
      if (!is_arm(arm) || arm->values.size() > 1 || !is_speculable(arm)) {
        return false;
      }
    }
    Block* join = yes->succs[0].block;
    if (join != no->succs[0].block || join->preds.size() != 2 || join == top ||
        !all_phis_selectable(join) || !is_worth_it(yes, no, join)) {
      return false;
    }
    select_phis(join, top->controls[0], join->preds[0].block != yes);
    take_end(top, join);
    take_values(top, yes);
    take_values(top, no);
    take_values(top, join);
    discard_block(yes);
    discard_block(no);
    discard_block(join);
    return true;
  }

  // A CMOV takes more than a cycle; several may have to compute the condition again.
  static bool is_worth_it(const Block* yes, const Block* no, const Block* join) {
    int phis = 0;
    int others = 0;
    for (const Value* v : join->values) {
      phis += v->op == Op::Phi ? 1 : 0;
      for (const Value* arg : v->args) {
        others += arg->block == yes || arg->block == no ? 1 : 0;
      }
    }
    return phis + (phis > 1 ? others : 0) < 2;
  }
};

}  // namespace

void eliminate_branches(Function& fn) { BranchRemover(fn).run(); }

}  // namespace prologo::ir
