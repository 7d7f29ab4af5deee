#include "backend/allocate/schedule.h"

#include <algorithm>
#include <unordered_map>

#include "ir/analysis/type_order.h"
#include "ir/c_form.h"
#include "support/ensure.h"

namespace prologo::alloc {

using namespace ir;

namespace {

// Where in the block a value belongs, all else equal: low at the top.
enum Score : int8_t {
  kTop,
  kParameter,
  kNilCheckScore,
  kTupleReader,
  kDefinition,
  kMemory,
  kFlagsReader,
  kPlain,
  kFlagsMaker,
  kControl,
};

bool takes_flags(const Value* v) {
  return std::any_of(v->args.begin(), v->args.end(),
                     [](const Value* arg) { return arg->type->is_flags(); });
}

Score score_of(const Value* v) {
  switch (v->op) {
    case Op::x64_LoweredGetClosurePtr:
    case Op::ArgIntReg:
    case Op::ArgFloatReg:
      ENSURE(v->block == v->block->fn->entry);
      return kTop;
    case Op::Phi:
      return kTop;
    case Op::x64_LoweredNilCheck:
      return kNilCheckScore;
    case Op::VarDef:
      return kDefinition;
    case Op::Arg:
      return kParameter;
    default:
      break;
  }
  if (v->is_memory()) {
    return kMemory;
  }
  if (v->op == Op::Select0 || v->op == Op::Select1 || v->op == Op::SelectN) {
    return kTupleReader;
  }
  if (v->type->is_flags() || (v->type->is_tuple() && v->type->fields[1].type->is_flags())) {
    return kFlagsMaker;
  }
  return takes_flags(v) ? kFlagsReader : kPlain;
}

// Columns are told apart up to the 255th.
Pos coarse(Pos pos) {
  pos.column = std::min<uint16_t>(pos.column, 255);
  return pos;
}

// A heap of values whose users are all placed; the top is the one to come last in the block.
class LastFirst {
 public:
  explicit LastFirst(const std::vector<Score>& scores) : scores_(scores) {}

  bool empty() const { return heap_.empty(); }

  void push(Value* v) {
    size_t i = heap_.size();
    heap_.push_back(v);
    while (i > 0 && comes_later(heap_[i], heap_[(i - 1) / 2])) {
      std::swap(heap_[i], heap_[(i - 1) / 2]);
      i = (i - 1) / 2;
    }
  }

  Value* pop() {
    std::swap(heap_.front(), heap_.back());
    Value* top = heap_.back();
    heap_.pop_back();
    sink(0);
    return top;
  }

 private:
  const std::vector<Score>& scores_;
  std::vector<Value*> heap_;

  void sink(size_t i) {
    while (2 * i + 1 < heap_.size()) {
      size_t down = 2 * i + 1;
      if (down + 1 < heap_.size() && comes_later(heap_[down + 1], heap_[down])) {
        ++down;
      }
      if (!comes_later(heap_[down], heap_[i])) {
        return;
      }
      std::swap(heap_[i], heap_[down]);
      i = down;
    }
  }

  bool comes_later(const Value* a, const Value* b) const {
    if (scores_[a->id] != scores_[b->id]) {
      return scores_[a->id] > scores_[b->id];
    }
    Pos pos_a = coarse(a->pos);
    Pos pos_b = coarse(b->pos);
    if (pos_a.mark != pos_b.mark && has_c_form(*a->block->fn)) {
      pos_b.mark = pos_a.mark;  // C compilers evaluate from left to right
    }
    if (pos_a != pos_b) {
      return pos_a > pos_b;
    }
    if (a->op != Op::Phi && a->args.size() != b->args.size()) {
      return a->args.size() < b->args.size();
    }
    if (a->uses != b->uses) {
      return a->uses < b->uses;
    }
    if (a->aux_int != b->aux_int) {
      // The sign of the wrapped difference, which for distant constants is not their order.
      return static_cast<int64_t>(static_cast<uint64_t>(a->aux_int) -
                                  static_cast<uint64_t>(b->aux_int)) > 0;
    }
    if (int by_type = compare_types(a->type, b->type)) {
      return by_type > 0;
    }
    return a->id > b->id;
  }
};

class Scheduler {
 public:
  explicit Scheduler(const Function& fn)
      : scores_(static_cast<size_t>(fn.value_count()), kTop),
        open_users_(static_cast<size_t>(fn.value_count()), 0),
        next_memory_(static_cast<size_t>(fn.value_count()), nullptr),
        readers_before_(static_cast<size_t>(fn.value_count())),
        ready_(scores_) {
    for (const Block* b : fn.blocks) {
      for (const Value* v : b->values) {
        scores_[v->id] = score_of(v);
      }
    }
  }

  void run(Block* b) {
    find_memory_chain(b);
    count_users(b);
    push_controls_down(b);
    for (Value* v : b->values) {
      if (open_users_[v->id] == 0) {
        ready_.push(v);
      }
    }
    reversed_.clear();
    while (!ready_.empty()) {
      Value* v = ready_.pop();
      place(v);
      release_args(v, b);
    }
    ENSURE_MSG(reversed_.size() == b->values.size(), "schedule lost values: a cycle?");
    b->values.assign(reversed_.rbegin(), reversed_.rend());
  }

 private:
  std::vector<Score> scores_;
  std::vector<int32_t> open_users_;  // users in the block not yet placed
  std::vector<Value*> next_memory_;  // by memory value: what changes memory next
  std::vector<std::vector<Value*>> readers_before_;  // by that change: who reads before it
  LastFirst ready_;
  std::vector<Value*> reversed_;
  std::unordered_map<ValueId, std::vector<Value*>> waiting_selects_;  // by their tuple

  void find_memory_chain(const Block* b) {
    for (Value* v : b->values) {
      if (v->op == Op::Phi || !v->is_memory()) {
        continue;
      }
      for (const Value* arg : v->args) {
        if (arg->is_memory()) {
          next_memory_[arg->id] = v;
        }
      }
    }
  }

  void count_users(const Block* b) {
    for (Value* v : b->values) {
      if (v->op == Op::Phi) {
        continue;  // it reads at the end of the predecessors
      }
      for (const Value* arg : v->args) {
        if (arg->block == b) {
          ++open_users_[arg->id];
        }
        if (!v->is_memory() && arg->is_memory()) {
          const Value* change = next_memory_[arg->id];
          if (change != nullptr && change->block == b) {
            readers_before_[change->id].push_back(v);
            ++open_users_[v->id];
          }
        }
      }
    }
  }

  // The controls come last, with everything in the block that takes them.
  void push_controls_down(const Block* b) {
    for (const Value* control : b->controls) {
      if (control == nullptr || scores_[control->id] <= kParameter) {
        continue;
      }
      scores_[control->id] = kControl;
      for (const Value* v : b->values) {
        if (v->op != Op::Phi &&
            std::find(v->args.begin(), v->args.end(), control) != v->args.end()) {
          scores_[v->id] = kControl;
        }
      }
    }
  }

  // Parts of a tuple wait for it, so as to stand directly behind it.
  void place(Value* v) {
    if (v->op == Op::Select0 || v->op == Op::Select1 || v->op == Op::SelectN) {
      size_t part = v->op == Op::SelectN ? static_cast<size_t>(v->aux_int)
                                         : static_cast<size_t>(v->op == Op::Select1);
      std::vector<Value*>& parts = waiting_selects_[v->args[0]->id];
      parts.resize(std::max(parts.size(), part + 1), nullptr);
      parts[part] = v;
      return;
    }
    auto waiting = waiting_selects_.find(v->id);
    if (waiting != waiting_selects_.end()) {
      for (size_t i = waiting->second.size(); i-- > 0;) {
        if (waiting->second[i] != nullptr) {
          reversed_.push_back(waiting->second[i]);
        }
      }
      waiting_selects_.erase(waiting);
    }
    reversed_.push_back(v);
  }

  void release_args(const Value* v, const Block* b) {
    for (Value* arg : v->args) {
      if (arg->block == b) {
        release(arg);
      }
    }
    for (Value* reader : readers_before_[v->id]) {
      release(reader);
    }
  }

  void release(Value* v) {
    if (--open_users_[v->id] == 0) {
      ready_.push(v);
    }
  }
};

}  // namespace

void schedule(Function& fn) {
  Scheduler scheduler(fn);
  for (Block* b : fn.blocks) {
    scheduler.run(b);
  }
  fn.is_scheduled = true;
}

}  // namespace prologo::alloc
