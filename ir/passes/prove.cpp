// Prove: branches whose outcome follows from the branches on the way to them go one way only;
// mostly bounds checks. Also marks shifts and divisions that need no care, and puts constants
// for values that can have but one. Walks down the dominator tree gathering facts (facts.h),
// and takes them back on the way up.

#include <array>

#include "ir/module.h"
#include "ir/passes/edits.h"
#include "ir/passes/facts.h"
#include "ir/passes/fuse.h"
#include "ir/passes/induction.h"
#include "ir/passes/passes.h"
#include "ir/rules/predicates.h"

namespace prologo::ir {

namespace {

class Prover {
 public:
  explicit Prover(Function& fn) : fn_(fn), facts_(fn), tree_(fn) {}

  void run() {
    facts_.checkpoint();
    find_lengths();
    for (const Induction& i : find_inductions(fn_, tree_)) {
      inductions_[i.entry] = i;
    }
    walk();
    facts_.restore();
  }

 private:
  Function& fn_;
  Facts facts_;
  DominatorTree tree_;
  std::unordered_map<const Block*, Induction> inductions_;
  std::unordered_map<const Block*, std::vector<Value*>> made_lengths_;  // of slices just made

  // ---- What holds everywhere ----

  void find_lengths() {
    for (Block* b : fn_.blocks) {
      const size_t count = b->values.size();
      for (size_t i = 0; i < count; ++i) {
        if (b->values[i]->uses != 0) {
          learn(b, b->values[i]);
        }
      }
    }
  }

  void learn(Block* b, Value* v) {
    switch (v->op) {
      case Op::SliceLen:
      case Op::SliceCap: {
        Value*& first =
            v->op == Op::SliceLen ? facts_.length(v->args[0]) : facts_.capacity(v->args[0]);
        if (first != nullptr) {
          facts_.add(b, kSigned, v, first, kEqual);
        } else {
          first = v;
        }
        not_negative(b, v);
        if (v->args[0]->op == Op::SliceMake) {
          made_lengths_[b].push_back(v);
        }
        return;
      }
      case Op::StringLen:
      case Op::Ctz64:
      case Op::Ctz32:
      case Op::Ctz16:
      case Op::Ctz8:
      case Op::BitLen64:
      case Op::BitLen32:
      case Op::BitLen16:
      case Op::BitLen8:
        not_negative(b, v);
        return;
      case Op::And64:
      case Op::And32:
      case Op::And16:
      case Op::And8:
        facts_.add(b, kUnsigned, v, v->args[1], kLess | kEqual);
        facts_.add(b, kUnsigned, v, v->args[0], kLess | kEqual);
        return;
      default:
        return;
    }
  }

  void not_negative(Block* b, Value* v) {
    facts_.add(b, kSigned, v, facts_.zero(), kGreater | kEqual);
  }

  // ---- The walk ----

  void walk() {
    struct Step {
      Block* block;
      bool is_descent;  // else: back from the children
    };

    std::vector<Step> work = {{fn_.entry, true}};
    while (!work.empty()) {
      Step step = work.back();
      work.pop_back();
      if (!step.is_descent) {
        simplify(step.block);
        facts_.restore();
        continue;
      }
      facts_.checkpoint();
      if (!descend(step.block)) {
        facts_.restore();
        continue;
      }
      work.push_back({step.block, false});
      for (Block* b = tree_.child(step.block); b != nullptr; b = tree_.sibling(b)) {
        work.push_back({b, true});
      }
    }
  }

  // Gathers the facts of a block. False: it cannot be reached, and the branch to it is gone.
  bool descend(Block* b) {
    Block* parent = tree_.parent(b);
    if (auto found = inductions_.find(b); found != inductions_.end()) {
      add_induction(parent, found->second);
    }
    if (auto found = made_lengths_.find(b); found != made_lengths_.end()) {
      for (Value* v : found->second) {
        facts_.add(b, kSigned, v, v->args[0]->args[v->op == Op::SliceLen ? 1 : 2], kEqual);
      }
    }
    Branch branch = branch_to(parent, b);
    if (branch.kind != Branch::Kind::Unknown) {
      facts_.add_branch(parent, branch);
      if (facts_.is_contradiction()) {
        remove_branch(parent, branch);
        return false;
      }
    }
    add_loop_facts(b);
    return true;
  }

  // How p, the immediate dominator of b, must have branched for b to be reached.
  Branch branch_to(const Block* p, const Block* b) const {
    if (p == nullptr || (p->kind != BlockKind::If && p->kind != BlockKind::JumpTable)) {
      return {};
    }
    for (size_t i = 0; i < p->succs.size(); ++i) {
      const Block* succ = p->succs[i].block;
      if (tree_.dominates(succ, b) && succ->preds.size() == 1) {
        return p->kind == BlockKind::If ? way(i) : Branch{Branch::Kind::Table, i};
      }
    }
    return {};
  }

  static Branch way(size_t successor) {
    return {successor == 0 ? Branch::Kind::Positive : Branch::Kind::Negative, successor};
  }

  void add_induction(Block* parent, const Induction& i) {
    uint8_t domains = kSigned;
    if (facts_.is_non_negative(i.min) && facts_.is_non_negative(i.max)) {
      domains |= kUnsigned;
    }
    facts_.add(parent, domains, i.min, i.variable, i.min_exclusive ? kLess : kLess | kEqual);
    facts_.add(parent, domains, i.variable, i.max, i.max_inclusive ? kLess | kEqual : kLess);
  }

  static Block* only_pred(const Block* b) {
    return b->preds.size() == 1 ? b->preds[0].block : nullptr;
  }

  // Loops that test at the end: i = phi(min, i+1), where i+1 < max on the way back. If min <
  // max then min <= i < max.
  void add_loop_facts(Block* b) {
    if (b->preds.size() != 2) {
      return;
    }
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      Value* phi = b->values[i];
      if (phi->op != Op::Phi) {
        continue;
      }
      ConstantSum next = as_constant_sum(phi->args[1]);
      if (next.base == phi && next.delta == 1) {
        add_loop_facts(b, phi);
      }
    }
  }

  void add_loop_facts(Block* b, Value* phi) {
    Value* min = phi->args[0];
    Block* child = b;
    for (Block* p = b->preds[1].block; p != nullptr; child = p, p = only_pred(p)) {
      if (p->kind != BlockKind::If ||
          (p->succs[0].block == child) == (p->succs[1].block == child)) {
        continue;
      }
      const Value* control = p->controls[0];
      const Comparison comparison = comparison_of(control->op);
      if (comparison.domains == 0) {
        continue;
      }
      bool taken = p->succs[0].block == child;
      auto relation =
          static_cast<uint8_t>(taken ? comparison.relation : comparison.relation ^ kAny);
      Value* max = relation == kLess && control->args[0] == phi->args[1]      ? control->args[1]
                   : relation == kGreater && control->args[1] == phi->args[1] ? control->args[0]
                                                                              : nullptr;
      if (max == nullptr || !is_single(comparison.domains)) {
        continue;
      }
      facts_.checkpoint();
      facts_.add(b, comparison.domains, min, max, kGreater | kEqual);
      bool holds = facts_.is_contradiction();
      facts_.restore();
      if (holds) {
        facts_.add(b, comparison.domains, min, phi, kLess | kEqual);
        facts_.add(b, comparison.domains, phi, max, kLess);
      }
    }
  }

  static bool is_single(uint8_t domains) { return (domains & (domains - 1)) == 0; }

  // ---- What the facts are good for ----

  void simplify(Block* b) {
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      simplify_value(b->values[i]);
      fold_arguments(b->values[i]);
    }
    if (b->kind == BlockKind::If) {
      simplify_branch(b);
    }
  }

  // Ways to blocks that this one does not dominate alone were not looked at on the way down.
  void simplify_branch(Block* b) {
    for (size_t i = 0; i < 2; ++i) {
      if (branch_to(b, b->succs[i].block).kind != Branch::Kind::Unknown) {
        continue;
      }
      facts_.checkpoint();
      facts_.add_branch(b, way(i));
      bool impossible = facts_.is_contradiction();
      facts_.restore();
      if (impossible) {
        remove_branch(b, way(i));
        return;
      }
    }
  }

  static void remove_branch(Block* b, Branch branch) {
    const Value* control = b->controls[0];
    if (control != nullptr && control->pos.mark == StatementMark::Yes &&
        control->pos.same_line(b->pos)) {
      b->pos.mark = StatementMark::Yes;
    }
    if (branch.kind == Branch::Kind::Table) {
      return;
    }
    b->kind = BlockKind::First;
    reset_controls(b);
    if (branch.kind == Branch::Kind::Positive) {
      swap_successors(b);
    }
  }

  void simplify_value(Value* v) {
    if (v->op == Op::Slicemask) {
      simplify_mask(v);
    } else if (v->op >= Op::Ctz8 && v->op <= Op::Ctz64) {
      const Limits* l = facts_.limits(v->args[0]);
      if (l != nullptr && (l->umin > 0 || l->min > 0 || l->max < 0)) {
        v->op =
            static_cast<Op>(static_cast<size_t>(v->op) + (static_cast<size_t>(Op::Ctz8NonZero) -
                                                          static_cast<size_t>(Op::Ctz8)));
      }
    } else if (v->op >= Op::Lsh8x8 && v->op <= Op::Rsh64Ux64) {
      simplify_shift(v);
    } else {
      simplify_division(v);
    }
  }

  void simplify_mask(Value* v) {
    ConstantSum sum = as_constant_sum(v->args[0]);
    const Limits* l = sum.base == nullptr ? nullptr : facts_.limits(sum.base);
    if (l != nullptr && l->umin > static_cast<uint64_t>(0) - static_cast<uint64_t>(sum.delta)) {
      reset_value(v, v->args[0]->op == Op::Add64 ? Op::Const64 : Op::Const32);
      v->aux_int = -1;
    }
  }

  void simplify_shift(Value* v) {
    const int64_t bits = 8 * v->type->size;
    Value* by = v->args[1];
    bool is_signed_right = v->op >= Op::Rsh8x8 && v->op <= Op::Rsh64x64;
    if (is_signed_right && is_integer_constant(by) && by->aux_int >= bits - 1 &&
        facts_.is_non_negative(v->args[0])) {
      reset_value(v, constant_op(bits));
      return;
    }
    const Limits* l = facts_.limits(by);
    const int64_t width = 8 * v->args[0]->type->size;
    if (l != nullptr && (l->umax < static_cast<uint64_t>(width) ||
                         (l->max < width && facts_.is_non_negative(by)))) {
      v->aux_int = 1;
    }
  }

  // No fix-up for the most negative number divided by -1.
  void simplify_division(Value* v) {
    switch (v->op) {
      case Op::Div16:
      case Op::Div32:
      case Op::Div64:
      case Op::Mod16:
      case Op::Mod32:
      case Op::Mod64:
        break;
      default:
        return;
    }
    const Limits* divisor = facts_.limits(v->args[1]);
    const Limits* dividend = facts_.limits(v->args[0]);
    int bits = v->op == Op::Div16 || v->op == Op::Mod16   ? 16
               : v->op == Op::Div32 || v->op == Op::Mod32 ? 32
                                                          : 64;
    if ((divisor != nullptr && (divisor->max < -1 || divisor->min > -1)) ||
        (dividend != nullptr && dividend->min > min_int(bits))) {
      v->aux_int = 1;
    }
  }

  static Op constant_op(int64_t bits) {
    return bits == 64   ? Op::Const64
           : bits == 32 ? Op::Const32
           : bits == 16 ? Op::Const16
                        : Op::Const8;
  }

  void fold_arguments(Value* v) {
    for (size_t i = 0; i < v->args.size(); ++i) {
      const Value* arg = v->args[i];
      const Limits* l = is_integer_constant(arg) ? nullptr : facts_.limits(arg);
      if (l == nullptr || (l->min != l->max && l->umin != l->umax)) {
        continue;
      }
      const int64_t bits = 8 * arg->type->size;
      auto n = l->min == l->max ? l->min
                                : static_cast<int64_t>(l->umin << (64 - bits)) >> (64 - bits);
      set_arg(v, i, fn_.constant(constant_op(bits), arg->type, n));
    }
  }
};

// ---- Branch redirection (late fuse) ----

// b only branches; when its condition follows from how p branched to it, p goes on directly.
class Redirector {
 public:
  explicit Redirector(Function& fn) : fn_(fn), facts_(fn) {}

  bool run() {
    facts_.checkpoint();
    bool change = false;
    for (size_t i = fn_.blocks.size(); i-- > 0;) {
      Block* b = fn_.blocks[i];
      if (b->kind != BlockKind::If || !only_branches(b)) {
        continue;
      }
      for (size_t k = 0; k < b->preds.size();) {
        if (redirect(b, k)) {
          change = true;
        } else {
          ++k;
        }
      }
      if (b->preds.empty() && b != fn_.entry) {
        b->kind = BlockKind::Invalid;
      }
    }
    facts_.restore();
    return change;
  }

 private:
  Function& fn_;
  Facts facts_;

  static bool only_branches(const Block* b) {
    const Value* control = b->controls[0];
    return control->block == b ? b->values.size() == 1 && control->uses == 1
                               : b->values.empty();
  }

  bool redirect(Block* b, size_t k) {
    const Edge from = b->preds[k];
    Block* p = from.block;
    if (p->kind != BlockKind::If || p == b) {
      return false;
    }
    auto way = [](size_t i) {
      return Branch{i == 0 ? Branch::Kind::Positive : Branch::Kind::Negative, i};
    };
    facts_.checkpoint();
    facts_.add_branch(p, way(static_cast<size_t>(from.index)));
    bool done = false;
    for (size_t i = 0; i < 2 && !done; ++i) {
      facts_.checkpoint();
      facts_.add_branch(b, way(i));
      bool impossible = facts_.is_contradiction();
      facts_.restore();
      const Edge out = b->succs[1 - i];
      if (!impossible || out.block == b) {
        continue;
      }
      remove_pred(b, k);
      for (Value* v : b->values) {
        if (v->op == Op::Phi) {
          remove_phi_arg(v, k);
          simplify_phi(v);
        }
      }
      redirect_edge(p, static_cast<size_t>(from.index), out.block,
                    static_cast<size_t>(out.index));
      done = true;
    }
    facts_.restore();
    return done;
  }
};

}  // namespace

void prove(Function& fn) { Prover(fn).run(); }

bool redirect_branches(Function& fn) { return Redirector(fn).run(); }

}  // namespace prologo::ir
