// Stores that nobody reads. eliminate_dead_stores: overwritten later in the same block.
// eliminate_dead_autos, eliminate_unread_autos: into variables that are never read (generic and
// machine level). The stores become copies of the memory before them.

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "ir/passes/passes.h"
#include "support/ensure.h"

namespace prologo::ir {

namespace {

void elide(Value* store) {
  Value* memory = store->memory_arg();
  store->op = Op::Copy;
  reset_args(store);
  add_arg(store, memory);
  store->aux = {};
  store->aux_int = 0;
}

Variable* auto_of(const Value* v) {
  bool is_auto =
      v->aux.kind() == Aux::Kind::Variable && v->aux.variable()->cls == Variable::Class::Auto;
  return is_auto ? v->aux.variable() : nullptr;
}

// ---- Overwritten in the block ----

class BlockStores {
 public:
  explicit BlockStores(Block* b) : block_(b) {}

  void run() {
    for (Value* v : block_->values) {
      note_uses(v);
    }
    if (stores_.empty()) {
      return;
    }
    Value* v = last();
    while (v != nullptr) {
      if (loaded_.count(v) != 0) {
        written_.clear();  // somebody may read this state
      }
      if (v->op == Op::Store || v->op == Op::Zero) {
        visit_store(v);
      }
      v = v->op == Op::Phi ? nullptr : state_before(v);
    }
  }

 private:
  Block* block_;
  std::vector<Value*> stores_;
  std::unordered_set<const Value*> loaded_;
  std::unordered_set<const Value*> stored_over_;
  std::unordered_map<const Value*, int64_t> written_;  // address -> bytes written later

  void note_uses(Value* v) {
    if (v->op == Op::Phi) {
      return;
    }
    bool is_state = v->is_memory();
    if (is_state) {
      stores_.push_back(v);
    }
    bool only_writes =
        v->op == Op::Store || v->op == Op::Zero || v->op == Op::VarDef || v->op == Op::VarKill;
    for (const Value* arg : v->args) {
      if (arg->block != block_ || !arg->is_memory()) {
        continue;
      }
      if (is_state) {
        stored_over_.insert(arg);
      }
      if (!is_state || !only_writes) {
        loaded_.insert(arg);
      }
    }
  }

  Value* last() const {
    Value* found = nullptr;
    for (Value* v : stores_) {
      if (stored_over_.count(v) == 0) {
        ENSURE_MSG(found == nullptr, "two memory states are live at once");
        found = v;
      }
    }
    ENSURE(found != nullptr);
    return found;
  }

  void visit_store(Value* v) {
    int64_t size = v->op == Op::Store ? v->aux.type()->size : v->aux_int;
    auto later = written_.find(v->args[0]);
    if (later != written_.end() && later->second >= size) {
      elide(v);
    } else {
      written_[v->args[0]] = std::min<int64_t>(size, 0x7fffffff);
    }
  }

  Value* state_before(const Value* v) const {
    for (Value* arg : v->args) {
      if (arg->block == block_ && arg->is_memory()) {
        return arg;
      }
    }
    return nullptr;
  }
};

// ---- Variables whose address reaches nothing but stores into them ----

class DeadAutos {
 public:
  explicit DeadAutos(Function& fn) : fn_(fn) {}

  void run() {
    for (int round = 0; one_round(); ++round) {
      if (round == 3) {
        return;  // rarely needed, so give up
      }
    }
    for (Block* b : fn_.blocks) {
      for (Value* v : b->values) {
        auto found = writes_.find(v);
        if (found != writes_.end() && used_.count(found->second) == 0) {
          elide(v);
        }
      }
    }
  }

 private:
  Function& fn_;
  std::unordered_map<const Value*, const Variable*> address_;  // values the address reaches
  std::unordered_map<const Value*, const Variable*> writes_;   // what goes if the variable does
  std::unordered_set<const Variable*> used_;

  bool one_round() {
    bool change = false;
    for (const Block* b : fn_.blocks) {
      for (const Value* v : b->values) {
        change = visit(v) || change;
      }
      for (const Value* control : b->controls) {
        change = (control != nullptr && use(control)) || change;
      }
    }
    return change;
  }

  // The variable whose address v is must stay. True if that is news.
  bool use(const Value* v) {
    auto found = address_.find(v);
    return found != address_.end() && used_.insert(found->second).second;
  }

  bool visit(const Value* v) {
    const Variable* variable = auto_of(v);
    switch (v->op) {
      case Op::Addr:
      case Op::LocalAddr:
        return variable != nullptr && address_.emplace(v, variable).second;
      case Op::VarDef:
      case Op::VarKill:
        return variable != nullptr && writes_.emplace(v, variable).second;
      case Op::VarLive:
        return variable != nullptr && used_.insert(variable).second;
      case Op::Store:
      case Op::Move:
      case Op::Zero: {
        auto target = address_.find(v->args[0]);
        bool change = target != address_.end() && writes_.emplace(v, target->second).second;
        return visit_args(v, 1) || change;
      }
      default:
        return visit_args(v, 0);
    }
  }

  bool visit_args(const Value* v, size_t first) {
    const OpInfo& op = info(v->op);
    bool vanishes =
        v->uses == 0 && v->op != Op::NilCheck && !op.has(kCall) && !op.has(kHasSideEffects);
    if (vanishes || first >= v->args.size()) {
      return false;
    }
    bool change = false;
    if (v->is_memory() || v->type->is_flags() || v->op == Op::Phi ||
        v->memory_arg() != nullptr) {
      for (size_t i = first; i < v->args.size(); ++i) {
        change = use(v->args[i]) || change;
      }
      return change;
    }
    const Variable* reaches = nullptr;
    for (size_t i = first; i < v->args.size(); ++i) {
      auto found = address_.find(v->args[i]);
      if (found == address_.end() || used_.count(found->second) != 0) {
        continue;
      }
      if (reaches == nullptr) {
        reaches = found->second;
      } else if (reaches != found->second) {
        used_.insert(found->second);
        change = true;
      }
    }
    if (reaches == nullptr) {
      return change;
    }
    auto [known, is_new] = address_.emplace(v, reaches);
    if (!is_new && known->second != reaches) {
      used_.insert(reaches);
      return true;
    }
    return change || is_new;
  }
};

}  // namespace

void eliminate_dead_stores(Function& fn) {
  for (Block* b : fn.blocks) {
    BlockStores(b).run();
  }
}

void eliminate_dead_autos(Function& fn) { DeadAutos(fn).run(); }

void eliminate_unread_autos(Function& fn) {
  std::unordered_set<const Variable*> read;
  std::vector<Value*> writes;
  for (Block* b : fn.blocks) {
    for (Value* v : b->values) {
      const Variable* variable = auto_of(v);
      if (variable == nullptr) {
        continue;
      }
      bool reads = info(v->op).has(kSymRead) || info(v->op).has(kSymAddr);
      if (reads && v->uses > 0) {
        read.insert(variable);
      } else if (!reads && read.count(variable) == 0) {
        writes.push_back(v);
      }
    }
  }
  for (Value* v : writes) {
    if (read.count(v->aux.variable()) == 0) {
      elide(v);
    }
  }
}

}  // namespace prologo::ir
