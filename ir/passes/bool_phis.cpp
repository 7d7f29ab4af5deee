// Phiopt: phis of constants under one branch are the branch's condition:
//
//     if c { x = true } else { x = false }    x = c
//     if c { x = true } else { x = y }        x = c || y   (y is computed in any case)
//     if c { n = 1 } else { n = 0 }           n = zero-extended c

#include "ir/analysis/dominators.h"
#include "ir/module.h"
#include "ir/passes/passes.h"
#include "support/ensure.h"

namespace prologo::ir {

namespace {

class BoolPhis {
 public:
  explicit BoolPhis(Function& fn) : fn_(fn), tree_(fn) {}

  void run() {
    for (Block* b : fn_.blocks) {
      under_one_branch(b);
    }
    for (Block* b : fn_.blocks) {
      under_dominating_branch(b);
    }
  }

 private:
  Function& fn_;
  DominatorTree tree_;

  // From predecessor i of b up through blocks with one way in and out: the last such block.
  struct Arm {
    Block* first;  // below the branch
    Block* branch;
  };

  static Arm climb(Block* b, size_t i) {
    Arm arm{b, b->preds[i].block};
    while (arm.branch->succs.size() == 1 && arm.branch->preds.size() == 1) {
      arm = {arm.branch, arm.branch->preds[0].block};
    }
    return arm;
  }

  void under_one_branch(Block* b) {
    if (b->preds.size() != 2 || b->values.empty()) {
      return;
    }
    Arm arm0 = climb(b, 0);
    if (arm0.branch->kind != BlockKind::If) {
      return;
    }
    Arm arm1 = climb(b, 1);
    if (arm1.branch != arm0.branch) {
      return;
    }
    const Block* branch = arm0.branch;
    bool straight =
        branch->succs[0].block == arm0.first && branch->succs[1].block == arm1.first;
    // Which argument the phi has if the condition is true.
    const size_t truth = straight ? 0 : 1;
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      Value* v = b->values[i];
      if (v->op != Op::Phi) {
        continue;
      }
      if (v->type->is_integer()) {
        convert_integer(v, branch->controls[0], truth);
      } else if (v->type->is_boolean()) {
        convert_bool(v, branch->controls[0], truth);
      }
    }
  }

  void convert_bool(Value* v, Value* condition, size_t truth) {
    Value* yes = v->args[truth];
    Value* no = v->args[1 - truth];
    if (yes->op == Op::ConstBool && no->op == Op::ConstBool && yes->aux_int != no->aux_int) {
      become(v, yes->aux_int != 0 ? Op::Copy : Op::Not, {condition});
    } else if (yes->op == Op::ConstBool && yes->aux_int == 1 &&
               tree_.dominates(no->block, v->block)) {
      become(v, Op::OrB, {condition, no});
    } else if (no->op == Op::ConstBool && no->aux_int == 0 &&
               tree_.dominates(yes->block, v->block)) {
      become(v, Op::AndB, {condition, yes});
    }
  }

  static void become(Value* v, Op op, std::initializer_list<Value*> args) {
    reset_value(v, op);
    for (Value* arg : args) {
      add_arg(v, arg);
    }
  }

  void convert_integer(Value* v, Value* condition, size_t truth) {
    const Value* yes = v->args[truth];
    const Value* no = v->args[1 - truth];
    bool is_constant = yes->op == Op::Const8 || yes->op == Op::Const16 ||
                       yes->op == Op::Const32 || yes->op == Op::Const64;
    if (yes->op != no->op || !is_constant) {
      return;
    }
    bool same = yes->aux_int == 1 && no->aux_int == 0;
    if (!same && !(yes->aux_int == 0 && no->aux_int == 1)) {
      return;
    }
    if (!same) {
      Value* negated = fn_.new_value(v->block, Op::Not, condition->type, v->pos);
      add_arg(negated, condition);
      condition = negated;
    }
    Value* byte = fn_.new_value(v->block, Op::CvtBoolToUint8,
                                fn_.module->types.basic(Kind::Uint8), v->pos);
    add_arg(byte, condition);
    switch (v->type->size) {
      case 1:
        become(v, Op::Copy, {byte});
        break;
      case 2:
        become(v, Op::ZeroExt8to16, {byte});
        break;
      case 4:
        become(v, Op::ZeroExt8to32, {byte});
        break;
      default:
        ENSURE(v->type->size == 8);
        become(v, Op::ZeroExt8to64, {byte});
    }
  }

  // The branch may be far above, as long as its two ways dominate the two predecessors.
  void under_dominating_branch(Block* b) {
    if (b->preds.size() != 2) {
      return;
    }
    for (size_t i = 0; i < b->values.size(); ++i) {
      Value* v = b->values[i];
      bool is_choice = v->op == Op::Phi && v->args[0]->op == Op::ConstBool &&
                       v->args[1]->op == Op::ConstBool &&
                       v->args[0]->aux_int != v->args[1]->aux_int;
      if (is_choice && !convert_far(v, b)) {
        return;
      }
    }
  }

  // False: no phi of this block will do better.
  bool convert_far(Value* v, Block* b) {
    for (size_t k = 0; k < 2; ++k) {
      Block* top = b->preds[k].block;
      if (top->kind != BlockKind::If || top != tree_.parent(b)) {
        continue;
      }
      auto edge = static_cast<size_t>(b->preds[k].index);
      if (tree_.dominates(top->succs[1 - edge].block, b->preds[1 - k].block)) {
        convert(v, top->controls[0], k == 0 ? edge : 1 - edge);
        return false;
      }
      return true;
    }
    Block* p0 = b->preds[0].block;
    Block* p1 = b->preds[1].block;
    Block* top = tree_.common_dominator(p0, p1);
    if (top == nullptr || top->kind != BlockKind::If) {
      return false;
    }
    Block* s0 = top->succs[0].block;
    Block* s1 = top->succs[1].block;
    bool straight = tree_.dominates(s0, p0) && tree_.dominates(s1, p1);
    bool crossed = tree_.dominates(s1, p0) && tree_.dominates(s0, p1);
    if ((!straight && !crossed) || s0->preds.size() != 1 || s1->preds.size() != 1) {
      return false;
    }
    convert(v, top->controls[0], straight ? 0 : 1);
    return true;
  }

  static void convert(Value* v, Value* condition, size_t truth) {
    become(v, v->args[truth]->aux_int != 0 ? Op::Copy : Op::Not, {condition});
  }
};

}  // namespace

void simplify_bool_phis(Function& fn) { BoolPhis(fn).run(); }

}  // namespace prologo::ir
