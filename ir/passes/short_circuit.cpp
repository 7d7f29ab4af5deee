// Short circuit: a block that branches on a phi of constants is skipped by the predecessors
// whose constant decides the branch, which turns the temporaries of && and || back into
// branches:
//
//     b: v = Phi true, x; If v -> t u        p (who brings `true`) goes to t, past b
//
// Other phis of b are moved to where the ways out of b meet again, if there is such a place.

#include <functional>

#include "ir/module.h"
#include "ir/passes/edits.h"
#include "ir/passes/fuse.h"
#include "ir/passes/passes.h"
#include "support/ensure.h"

namespace prologo::ir {

namespace {

void replace_uses(Block* b, Value* old, Value* by) {
  for (Value* v : b->values) {
    for (size_t i = 0; i < v->args.size(); ++i) {
      if (v->args[i] == old) {
        set_arg(v, i, by);
      }
    }
  }
  for (size_t i = 0; i < 2; ++i) {
    if (b->controls[i] == old) {
      replace_control(b, i, by);
    }
  }
}

void move_value(Value* v, size_t i, Block* to) {
  Block* from = v->block;
  ENSURE(from->values[i] == v);
  if (from == to) {
    return;
  }
  v->block = to;
  to->values.push_back(v);
  from->values[i] = from->values.back();
  from->values.pop_back();
}

void set_args(Value* v, std::initializer_list<Value*> args) {
  reset_args(v);
  for (Value* arg : args) {
    add_arg(v, arg);
  }
}

// One branch on a phi of constants.
class Shortcut {
 public:
  explicit Shortcut(Block* b) : b_(b) {}

  bool run() {
    if (!find_phi() || !find_constant()) {
      return false;
    }
    if (has_other_phis_ && !plan()) {
      return false;
    }
    redirect();
    if (has_other_phis_) {
      move_other_phis();
    }
    if (b_->preds.empty()) {
      b_->kind = BlockKind::Invalid;
    }
    simplify_phi(phi_);
    return true;
  }

 private:
  using PhiFix = std::function<void(Value* phi, size_t index)>;

  Block* b_;
  Value* phi_ = nullptr;  // decides the branch
  bool negated_ = false;  // through an odd number of Nots
  bool has_other_phis_ = false;
  size_t constant_ = 0;  // the argument that is a constant
  size_t taken_ = 0;     // the successor it leads to
  PhiFix fix_;

  bool find_phi() {
    if (b_->kind != BlockKind::If) {
      return false;
    }
    Value* control = b_->controls[0];
    size_t chain = 1;
    while (control->uses == 1 && control->block == b_ &&
           (control->op == Op::Copy || control->op == Op::Not)) {
      negated_ = negated_ != (control->op == Op::Not);
      control = control->args[0];
      ++chain;
    }
    if (control->op != Op::Phi || control->block != b_ || control->uses != 1) {
      return false;
    }
    phi_ = control;
    size_t others = 0;
    for (const Value* v : b_->values) {
      others += v->op == Op::Phi && v != phi_ ? 1 : 0;
    }
    has_other_phis_ = others > 0;
    bool only_these = b_->values.size() == chain + others;
    return only_these &&
           (!has_other_phis_ || (b_->preds.size() == 2 && phis_are_independent()));
  }

  bool phis_are_independent() const {
    for (const Value* v : b_->values) {
      for (const Value* arg : v->args) {
        if (v->op == Op::Phi && arg != v && arg->op == Op::Phi && arg->block == b_) {
          return false;
        }
      }
    }
    return true;
  }

  bool find_constant() {
    for (constant_ = 0; constant_ < phi_->args.size(); ++constant_) {
      if (phi_->args[constant_]->op == Op::ConstBool) {
        break;
      }
    }
    if (constant_ == phi_->args.size()) {
      return false;
    }
    bool value = (phi_->args[constant_]->aux_int != 0) != negated_;
    taken_ = value ? 0 : 1;
    // A loop without end stays as it is.
    return b_->preds[constant_].block != b_ && b_->succs[taken_].block != b_;
  }

  void redirect() {
    Edge from = b_->preds[constant_];
    remove_pred(b_, constant_);
    remove_phi_arg(phi_, constant_);
    redirect_edge(from.block, static_cast<size_t>(from.index), b_->succs[taken_].block,
                  static_cast<size_t>(b_->succs[taken_].index));
  }

  Value* new_phi(const Value* like, std::initializer_list<Value*> args) {
    Block* t = b_->succs[taken_].block;
    Value* phi = b_->fn->new_value(t, Op::Phi, like->type, like->pos);
    set_args(phi, args);
    return phi;
  }

  // How a phi v of b is replaced once the edge is redirected. In all cases the taken block t
  // has the predecessors b (or its other way) and then p; argP is what v was when coming from
  // p.
  bool plan() {
    Block* t = b_->succs[taken_].block;
    Block* u = b_->succs[1 - taken_].block;
    for (const Edge& e : b_->preds) {
      if (e.block == t || e.block == u) {
        return false;
      }
    }
    auto has = [](const Block* b, size_t preds, size_t succs) {
      return b->preds.size() == preds && b->succs.size() == succs;
    };
    if (has(t, 1, 1) && has(u, 1, 1) && t->succs[0].block == u->succs[0].block &&
        t->succs[0].block->preds.size() == 2) {
      plan_diamond(t, u, t->succs[0].block);
    } else if (t->preds.size() == 2 && has(u, 1, 1) && u->succs[0].block == t) {
      fix_ = [this, t, u](Value* v, size_t i) {
        auto [from_p, from_q] = arguments(v);
        replace_uses(u, v, from_q);
        move_value(v, i, t);
        set_args(v, {from_q, from_q, from_p});
      };
    } else if (u->preds.size() == 2 && has(t, 1, 1) && t->succs[0].block == u) {
      fix_ = [this, t, u](Value* v, size_t i) {
        auto [from_p, from_q] = arguments(v);
        Value* phi = new_phi(v, {from_q, from_p});
        replace_uses(t, v, phi);
        if (v->uses != 0) {
          move_value(v, i, u);
          set_args(v, {from_q, phi});
        }
      };
    } else if (t->preds.size() == 1 && u->preds.size() == 1 && t->succs.empty()) {
      fix_ = [this, t, u](Value* v, size_t i) {
        auto [from_p, from_q] = arguments(v);
        Value* phi = new_phi(v, {from_q, from_p});
        replace_uses(t, v, phi);
        if (v->uses != 0) {
          move_value(v, i, u);
          set_args(v, {from_q});
        }
      };
    } else if (t->preds.size() == 1 && u->preds.size() == 1 && u->succs.empty()) {
      fix_ = [this, t, u](Value* v, size_t i) {
        auto [from_p, from_q] = arguments(v);
        replace_uses(u, v, from_q);
        move_value(v, i, t);
        set_args(v, {from_q, from_p});
      };
    } else {
      return false;
    }
    return true;
  }

  // b's two ways out meet again in m, where nothing else comes in.
  void plan_diamond(Block* t, Block* u, Block* m) {
    fix_ = [this, t, u, m](Value* v, size_t i) {
      auto [from_p, from_q] = arguments(v);
      replace_uses(u, v, from_q);
      Value* phi = new_phi(v, {from_q, from_p});
      replace_uses(t, v, phi);
      if (v->uses == 0) {
        return;
      }
      move_value(v, i, m);
      if (m->preds[0].block == t) {
        set_args(v, {phi, from_q});
      } else {
        set_args(v, {from_q, phi});
      }
    };
  }

  std::pair<Value*, Value*> arguments(const Value* v) const {
    return {v->args[constant_], v->args[1 - constant_]};
  }

  void move_other_phis() {
    for (size_t i = 0; i < b_->values.size(); ++i) {
      Value* v = b_->values[i];
      if (v->uses == 0 || v == phi_ || v->op != Op::Phi) {
        continue;
      }
      fix_(v, i);
      if (v->block == b_) {
        continue;
      }
      // Phis beside the moved one saw it as computed before the block; now it is one of them.
      for (Value* w : v->block->values) {
        for (size_t k = 0; w->op == Op::Phi && w != v && k < w->args.size(); ++k) {
          if (w->args[k] == v) {
            set_arg(w, k, v->args[k]);
          }
        }
      }
      if (v->uses != 0) {
        simplify_phi(v);
      } else {
        reset_value(v, Op::Invalid);
      }
      --i;  // another value took its place
    }
    for (Value* v : b_->values) {
      if (v->uses == 0) {
        reset_value(v, Op::Invalid);
      }
    }
  }
};

bool shortcut(Block* b) { return Shortcut(b).run(); }

// If a predecessor branches on a bool, the phi argument it brings is a constant.
void know_phi_arguments(Function& fn) {
  const Type* type = fn.module->types.basic(Kind::Bool);
  for (Block* b : fn.blocks) {
    const size_t count = b->values.size();
    for (size_t k = 0; k < count; ++k) {
      Value* v = b->values[k];
      if (v->op != Op::Phi || !v->type->is_boolean()) {
        continue;
      }
      for (size_t i = 0; i < v->args.size(); ++i) {
        const Edge& e = b->preds[i];
        if (e.block->kind == BlockKind::If && e.block->controls[0] == v->args[i]) {
          set_arg(v, i, fn.constant(Op::ConstBool, type, e.index == 0 ? 1 : 0));
        }
      }
    }
  }
}

}  // namespace

void short_circuit(Function& fn) {
  know_phi_arguments(fn);
  fuse_with(fn, {fuse_plain, shortcut});
}

}  // namespace prologo::ir
