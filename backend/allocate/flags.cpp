#include "backend/allocate/flags.h"

#include <algorithm>

#include "backend/allocate/split_load.h"
#include "ir/analysis/order.h"
#include "support/ensure.h"

namespace prologo::alloc {

using namespace ir;

namespace {

bool clobbers_flags(const Value* v) {
  if (info(v->op).has(kClobberFlags)) {
    return true;
  }
  // A tuple with flags may have no reader of them, and yet the instruction sets them.
  return v->type->is_tuple() &&
         (v->type->fields[0].type->is_flags() || v->type->fields[1].type->is_flags());
}

Value* flags_control(const Block* b) {
  Value* found = nullptr;
  for (Value* control : b->controls) {
    if (control != nullptr && control->type->is_flags()) {
      ENSURE_MSG(found == nullptr, "two controls on the flags");
      found = control;
    }
  }
  return found;
}

// Makes the flags of v again at the end of block b, with the flags it was made from.
Value* remake(const Value* v, Block* b) {
  std::vector<std::pair<size_t, Value*>> remade;
  for (size_t i = 0; i < v->args.size(); ++i) {
    if (v->args[i]->type->is_flags() || v->args[i]->type->is_tuple()) {
      remade.push_back({i, remake(v->args[i], b)});
    }
  }
  Value* copy = clone_value(v, b);
  for (const auto& [i, arg] : remade) {
    set_arg(copy, i, arg);
  }
  return copy;
}

class FlagsAllocator {
 public:
  explicit FlagsAllocator(Function& fn)
      : fn_(fn),
        at_end_(static_cast<size_t>(fn.block_count()), nullptr),
        is_remade_(static_cast<size_t>(fn.value_count()), false) {}

  void run() {
    find_wanted_at_end();
    restrict_to_controls();
    for (const Block* b : fn_.blocks) {
      find_remade(b);
    }
    for (Block* b : fn_.blocks) {
      rewrite(b);
    }
    for (Block* b : fn_.blocks) {
      b->flags_live_at_end = at_end_[b->id] != nullptr;
    }
    remove_unused();
  }

 private:
  Function& fn_;
  std::vector<Value*> at_end_;    // by block: the flags value to leave in the register
  std::vector<bool> is_remade_;   // values that are computed more than once
  std::vector<Value*> replaced_;  // values that may have lost their last use
  Value* live_ = nullptr;         // in the register, as its original value

  // Best effort: two rounds carry a wish over one loop.
  void find_wanted_at_end() {
    std::vector<Block*> order = postorder(fn_);
    for (int round = 0; round < 2; ++round) {
      for (const Block* b : order) {
        Value* wanted = wanted_at_start(b);
        if (wanted != nullptr) {
          for (const Edge& e : b->preds) {
            at_end_[e.block->id] = wanted;
          }
        }
      }
    }
  }

  Value* wanted_at_start(const Block* b) const {
    Value* wanted = flags_control(b);
    if (wanted == nullptr) {
      wanted = at_end_[b->id];
    }
    for (size_t i = b->values.size(); i-- > 0;) {
      const Value* v = b->values[i];
      if (v == wanted || clobbers_flags(v)) {
        wanted = nullptr;
      }
      for (Value* arg : v->args) {
        if (arg->type->is_flags()) {
          wanted = arg;
        }
      }
    }
    return wanted;
  }

  // Behind a branch on flags nothing else can be made.
  void restrict_to_controls() {
    for (const Block* b : fn_.blocks) {
      Value* control = flags_control(b);
      if (b->kind == BlockKind::Defer || (control != nullptr && at_end_[b->id] != control)) {
        at_end_[b->id] = nullptr;
      }
    }
  }

  Value* live_at_start(const Block* b) const {
    if (b->preds.empty()) {
      return nullptr;
    }
    Value* first = at_end_[b->preds[0].block->id];
    for (const Edge& e : b->preds) {
      ENSURE_MSG(at_end_[e.block->id] == first, "predecessors leave different flags");
    }
    return first;
  }

  void find_remade(const Block* b) {
    live_ = b->preds.empty() ? nullptr : at_end_[b->preds[0].block->id];
    for (Value* v : b->values) {
      for (Value* arg : v->args) {
        if (arg->type->is_flags() && arg != live_) {
          is_remade_[arg->id] = true;
          live_ = arg;
        }
      }
      issue(v);
    }
    if (Value* control = flags_control(b); control != nullptr && control != live_) {
      is_remade_[control->id] = true;
    }
    if (Value* end = at_end_[b->id]; end != nullptr && end != live_) {
      is_remade_[end->id] = true;
    }
  }

  void issue(Value* v) {
    if (clobbers_flags(v)) {
      live_ = nullptr;
    }
    if (v->type->is_flags()) {
      live_ = v;
    }
  }

  void rewrite(Block* b) {
    std::vector<Value*> old = std::move(b->values);
    b->values.clear();
    live_ = live_at_start(b);
    for (Value* v : old) {
      ENSURE(v->op != Op::Phi || !v->type->is_flags());
      if (static_cast<size_t>(v->id) < is_remade_.size() && is_remade_[v->id] &&
          v->memory_arg() != nullptr) {
        replaced_.push_back(v);
        ENSURE_MSG(split_load(v), "a comparison with memory that cannot be split");
      }
      for (size_t i = 0; i < v->args.size(); ++i) {
        Value* arg = v->args[i];
        if (arg->type->is_flags() && arg != live_) {
          set_arg(v, i, remake(arg, b));
          live_ = arg;
        }
      }
      b->values.push_back(v);
      issue(v);
    }
    rewrite_end(b);
  }

  void rewrite_end(Block* b) {
    for (size_t i = 0; i < b->controls.size(); ++i) {
      Value* control = b->controls[i];
      if (control != nullptr && control->type->is_flags() && control != live_) {
        replaced_.push_back(control);
        replace_control(b, i, remake(control, b));
        live_ = control;
      }
    }
    if (Value* end = at_end_[b->id]; end != nullptr && end != live_) {
      replaced_.push_back(end);
      remake(end, b);
    }
  }

  void remove_unused() {
    std::vector<bool> touched(static_cast<size_t>(fn_.block_count()), false);
    bool any = false;
    // From the back of the list a value moves into each gap and is looked at again.
    for (size_t i = 0; i < replaced_.size();) {
      Value* v = replaced_[i];
      if (v->uses == 0) {
        if (v->op != Op::Invalid) {
          reset_value(v, Op::Invalid);
        }
        touched[v->block->id] = true;
        any = true;
        ++i;
      } else {
        replaced_[i] = replaced_.back();
        replaced_.pop_back();
      }
    }
    for (Block* b : fn_.blocks) {
      if (any && touched[b->id]) {
        std::erase_if(b->values, [](const Value* v) { return v->op == Op::Invalid; });
      }
    }
  }
};

}  // namespace

void allocate_flags(Function& fn) { FlagsAllocator(fn).run(); }

}  // namespace prologo::alloc
