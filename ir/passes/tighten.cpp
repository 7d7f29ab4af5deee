// Values near their uses. tighten_tuple_selectors: in the block of their tuple, each once, as
// the scheduler needs them. tighten: values with at most one argument that takes a register
// move down to the block that dominates their uses, but into no deeper loop. phi_tighten:
// constants that go into phis are made again in the predecessors.

#include <algorithm>
#include <map>

#include "ir/analysis/dominators.h"
#include "ir/analysis/loops.h"
#include "ir/passes/passes.h"

namespace prologo::ir {

void tighten_tuple_selectors(Function& fn) {
  std::map<std::pair<ValueId, int64_t>, Value*> first;
  for (Block* b : fn.blocks) {
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      Value* v = b->values[i];
      if (v->op != Op::Select0 && v->op != Op::Select1 && v->op != Op::SelectN) {
        continue;
      }
      const Value* tuple = v->args[0];
      int64_t which = v->op == Op::SelectN ? v->aux_int : v->op == Op::Select1 ? 1 : 0;
      Value*& known = first[{tuple->id, which}];
      if (known != nullptr) {
        copy_of(v, known);
      } else if (v->block != tuple->block) {
        known = clone_value(v, tuple->block);
        copy_of(v, known);
      } else {
        known = v;
      }
    }
  }
}

namespace {

// Made again at each use: constants, and addresses relative to SP and SB, which are always
// there.
bool takes_no_register(const Value* v) {
  return info(v->op).has(kRematerialisable) &&
         std::all_of(v->args.begin(), v->args.end(),
                     [](const Value* arg) { return arg->op == Op::SP || arg->op == Op::SB; });
}

bool can_move(const Value* v) {
  switch (v->op) {
    case Op::x64_LoweredGetClosurePtr:
    case Op::Phi:
    case Op::Arg:
    case Op::ArgIntReg:
    case Op::ArgFloatReg:
    case Op::Select0:
    case Op::Select1:
    case Op::SelectN:
      return false;
    default:
      break;
  }
  if (v->memory_arg() != nullptr) {
    return false;  // two memory states might be live at once
  }
  int in_registers = 0;
  for (const Value* arg : v->args) {
    in_registers += takes_no_register(arg) ? 0 : 1;
  }
  // There is one flags register: flags move in any case.
  return in_registers < 2 || v->type->is_flags();
}

class Tightener {
 public:
  explicit Tightener(Function& fn)
      : fn_(fn),
        tree_(fn),
        loops_(fn, tree_),
        movable_(static_cast<size_t>(fn.value_count()), false),
        target_(static_cast<size_t>(fn.value_count()), nullptr) {
    for (const Block* b : fn.blocks) {
      for (const Value* v : b->values) {
        movable_[static_cast<size_t>(v->id)] = can_move(v);
      }
    }
  }

  void run() {
    bool change = true;
    while (change) {
      find_targets();
      leave_loops();
      change = move();
    }
  }

 private:
  Function& fn_;
  DominatorTree tree_;
  LoopNest loops_;
  std::vector<bool> movable_;
  std::vector<Block*> target_;  // dominates all uses

  Block*& target(const Value* v) { return target_[static_cast<size_t>(v->id)]; }

  void use(const Value* v, Block* at) {
    if (movable_[static_cast<size_t>(v->id)]) {
      target(v) = target(v) == nullptr ? at : tree_.common_dominator(target(v), at);
    }
  }

  void find_targets() {
    std::fill(target_.begin(), target_.end(), nullptr);
    for (Block* b : fn_.blocks) {
      for (const Value* v : b->values) {
        for (size_t i = 0; i < v->args.size(); ++i) {
          use(v->args[i], v->op == Op::Phi ? b->preds[i].block : b);
        }
      }
      for (const Value* control : b->controls) {
        if (control != nullptr) {
          use(control, b);
        }
      }
    }
  }

  // A target in a deeper loop than the value moves up in front of the loop.
  void leave_loops() {
    for (Block* b : fn_.blocks) {
      const Loop* own = loops_.loop_of(b);
      for (const Value* v : b->values) {
        const Loop* in = target(v) == nullptr ? nullptr : loops_.loop_of(target(v));
        while (in != nullptr && (own == nullptr || in->depth > own->depth)) {
          target(v) = tree_.parent(in->header);
          in = loops_.loop_of(target(v));
        }
      }
    }
  }

  bool move() {
    bool change = false;
    for (Block* b : fn_.blocks) {
      for (size_t i = 0; i < b->values.size();) {
        Value* v = b->values[i];
        Block* to = target(v);
        if (to == nullptr || to == b) {
          ++i;
          continue;
        }
        to->values.push_back(v);
        v->block = to;
        b->values[i] = b->values.back();
        b->values.pop_back();
        change = true;
      }
    }
    return change;
  }
};

}  // namespace

void tighten(Function& fn) { Tightener(fn).run(); }

void phi_tighten(Function& fn) {
  for (Block* b : fn.blocks) {
    for (size_t i = 0; i < b->values.size(); ++i) {
      Value* phi = b->values[i];
      for (size_t k = 0; phi->op == Op::Phi && k < phi->args.size(); ++k) {
        Value* arg = phi->args[k];
        Block* from = b->preds[k].block;
        if (takes_no_register(arg) && arg->block != from) {
          set_arg(phi, k, clone_value(arg, from));
        }
      }
    }
  }
}

}  // namespace prologo::ir
