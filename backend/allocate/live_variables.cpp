#include "backend/allocate/live_variables.h"

#include <algorithm>

#include "ir/analysis/order.h"

namespace prologo::alloc {

using namespace ir;

bool has_stack_map(const Value* v) {
  if (!info(v->op).has(kCall)) {
    return false;
  }
  const Symbol* callee = v->aux.kind() == Aux::Kind::Call ? v->aux.call()->callee : nullptr;
  return callee == nullptr ||
         (callee->name != "runtime.typedmemclr" && callee->name != "runtime.typedmemmove");
}

Variable* variable_of(const Function& fn, const Value* v) {
  const Location& home = fn.homes[v->id];
  if (home.kind == Location::Kind::Stack) {
    return home.slot;
  }
  return v->aux.kind() == Aux::Kind::Part ? v->aux.part()->variable : nullptr;
}

namespace {

enum Access : uint8_t { kNone = 0, kRead = 1, kWrite = 2 };

struct Effect {
  Variable* variable = nullptr;
  int access = kNone;
};

// A variable that takes more than one store to write as a whole.
bool is_aggregate(const Type* t) {
  switch (t->kind) {
    case Kind::Slice:
    case Kind::String:
    case Kind::Interface:
      return true;
    case Kind::Array:
      return t->length != 1 || is_aggregate(t->elem);
    case Kind::Struct:
      return t->fields.size() != 1 || is_aggregate(t->fields[0].type);
    default:
      return false;
  }
}

class VariableFlow {
 public:
  explicit VariableFlow(Function& fn)
      : fn_(fn), blocks_(static_cast<size_t>(fn.block_count())) {
    index_.assign(fn.variables.size(), -1);
    for (const auto& v : fn.variables) {
      // Parameters have their place whether used or not.
      bool has_place = v->used || v->cls == Variable::Class::Param ||
                       (v->cls == Variable::Class::Result && !v->in_registers);
      if (has_place && v->type->has_pointers()) {
        index_[v->index] = static_cast<int>(out_.tracked.size());
        out_.tracked.push_back(v.get());
      }
    }
  }

  LiveVariables run() {
    for (const Block* b : fn_.blocks) {
      summarise(b);
    }
    solve();
    find_always_live();
    for (const Block* b : fn_.blocks) {
      if (b == fn_.entry) {
        add_entry_set();
      }
      record_calls(b);
    }
    if (fn_.has_open_defers) {
      out_.at_deferreturn = set_index(always_);
    }
    add_growth_set();
    return std::move(out_);
  }

 private:
  using Set = std::vector<bool>;

  struct BlockFlow {
    Set read_first;  // read before it is written
    Set written;
    Set live_in;
    Set live_out;
  };

  Function& fn_;
  std::vector<int> index_;  // by place in fn.variables; -1: not tracked
  std::vector<BlockFlow> blocks_;
  Set always_;  // live at every call
  LiveVariables out_;

  Set empty_set() const { return Set(out_.tracked.size(), false); }

  // Values that stand for their own slot, and operations that name a variable.
  Effect raw_effect(const Value* v) const {
    switch (v->op) {
      case Op::LoadReg:
      case Op::KeepAlive:
        return {variable_of(fn_, v->args[0]), kRead};
      case Op::StoreReg:
        return {variable_of(fn_, v), kWrite};
      case Op::ArgIntReg:
        // The home of a register parameter: the stack check may have stored it there.
        return {variable_of(fn_, v), kRead};
      case Op::VarLive:
        return {v->aux.variable(), kRead};
      case Op::VarDef:
      case Op::VarKill:
        return {v->aux.variable(), kWrite};
      default:
        break;
    }
    if (v->aux.kind() != Aux::Kind::Variable) {
      return {};
    }
    const OpInfo& op = info(v->op);
    // An address counts as a read: its holder may read all that was written so far.
    int access = (op.has(kSymRead) || op.has(kSymAddr) ? kRead : kNone) |
                 (op.has(kSymWrite) ? kWrite : kNone);
    return {v->aux.variable(), access};
  }

  // The index of the tracked variable and whether it is read or, as a whole, written.
  int effect(const Value* v, int& access) {
    Effect e = raw_effect(v);
    access = kNone;
    if (e.variable == nullptr || e.access == kNone) {
      return -1;
    }
    bool is_mark = v->op == Op::VarDef || v->op == Op::VarKill || v->op == Op::VarLive ||
                   v->op == Op::KeepAlive;
    if (is_mark && !e.variable->used) {
      return -1;
    }
    note_aggregate(e.variable);
    bool is_whole = v->op == Op::VarDef || !is_aggregate(e.variable->type);
    access = (e.access & kRead) | (is_whole ? e.access & kWrite : kNone);
    return access == kNone ? -1 : index_[e.variable->index];
  }

  void note_aggregate(const Variable* v) {
    if (v->cls == Variable::Class::Param && !v->address_taken && v->type->size > 8 &&
        std::find(out_.touched_aggregates.begin(), out_.touched_aggregates.end(), v) ==
            out_.touched_aggregates.end()) {
      out_.touched_aggregates.push_back(v);
    }
  }

  void summarise(const Block* b) {
    BlockFlow& flow = blocks_[b->id];
    flow = {empty_set(), empty_set(), empty_set(), empty_set()};
    for (size_t i = b->values.size(); i-- > 0;) {
      int access;
      int variable = effect(b->values[i], access);
      if (variable < 0) {
        continue;
      }
      if ((access & kWrite) != 0) {
        flow.written[variable] = true;
        flow.read_first[variable] = false;
      }
      if ((access & kRead) != 0) {
        flow.read_first[variable] = true;
      }
    }
  }

  // A return reads all results, a tail call all parameters.
  Set live_behind(const Block* b) const {
    Set out = empty_set();
    for (size_t i = 0; i < out.size(); ++i) {
      Variable::Class cls = out_.tracked[i]->cls;
      out[i] = (b->kind == BlockKind::Ret && cls == Variable::Class::Result) ||
               (b->kind == BlockKind::RetJmp && cls == Variable::Class::Param);
    }
    for (const Edge& e : b->succs) {
      const Set& in = blocks_[e.block->id].live_in;
      for (size_t i = 0; i < out.size(); ++i) {
        out[i] = out[i] || in[i];
      }
    }
    return out;
  }

  void solve() {
    std::vector<Block*> order = postorder(fn_);
    bool changed = true;
    while (changed) {
      changed = false;
      for (const Block* b : order) {
        BlockFlow& flow = blocks_[b->id];
        Set behind = live_behind(b);
        changed = changed || behind != flow.live_out;
        flow.live_out = std::move(behind);
        for (size_t i = 0; i < flow.live_out.size(); ++i) {
          flow.live_in[i] = flow.read_first[i] || (flow.live_out[i] && !flow.written[i]);
        }
      }
    }
  }

  // A deferred call may recover: then the results are returned from wherever the panic was.
  void find_always_live() {
    always_ = empty_set();
    if (!fn_.has_defer) {
      return;
    }
    auto mark = [this](Variable* v) {
      if (index_[v->index] >= 0) {
        always_[index_[v->index]] = true;
      }
    };
    for (Variable* v : out_.tracked) {
      if (v->cls == Variable::Class::Result && v->heap_address == nullptr) {
        mark(v);
      }
      if (v->is_open_defer_slot) {
        mark(v);
      }
    }
    for (Variable* result : fn_.results) {
      if (result != nullptr && result->heap_address != nullptr) {
        result->heap_address->needs_zero = true;  // the allocation may find it unwritten
        mark(result->heap_address);
      }
    }
  }

  // At entry nothing but parameters has been written. What else is live there is read before it
  // is written on some way, and has to be cleared.
  void add_entry_set() {
    Set at_entry = blocks_[fn_.entry->id].live_in;
    for (size_t i = 0; i < at_entry.size(); ++i) {
      Variable* v = out_.tracked[i];
      if (at_entry[i] && v->cls != Variable::Class::Param) {
        v->needs_zero = true;
        at_entry[i] = false;
      }
    }
    set_index(at_entry);
  }

  // What the growth path has stored: parameters that arrived in registers and live in the
  // frame.
  void add_growth_set() {
    Set at_growth = out_.sets.empty() ? empty_set() : out_.sets[0];
    bool is_needed = false;
    for (size_t i = 0; i < at_growth.size(); ++i) {
      const Variable* v = out_.tracked[i];
      if (v->cls == Variable::Class::Auto && v->in_registers) {
        at_growth[i] = true;
        is_needed = true;
      }
    }
    out_.at_growth = is_needed ? set_index(at_growth) : -1;
  }

  void record_calls(const Block* b) {
    std::vector<std::pair<const Value*, Set>> calls;
    Set live = blocks_[b->id].live_out;
    for (size_t i = b->values.size(); i-- > 0;) {
      const Value* v = b->values[i];
      if (has_stack_map(v)) {
        Set at_call = live;
        for (size_t j = 0; j < live.size(); ++j) {
          at_call[j] = live[j] || always_[j];
        }
        calls.push_back({v, std::move(at_call)});
      }
      int access;
      int variable = effect(v, access);
      if (variable >= 0) {
        live[variable] = (access & kRead) != 0;
      }
    }
    for (size_t i = calls.size(); i-- > 0;) {
      out_.at_call[calls[i].first->id] = set_index(calls[i].second);
    }
  }

  int set_index(const Set& set) {
    auto known = std::find(out_.sets.begin(), out_.sets.end(), set);
    if (known == out_.sets.end()) {
      out_.sets.push_back(set);
      return static_cast<int>(out_.sets.size()) - 1;
    }
    return static_cast<int>(known - out_.sets.begin());
  }
};

}  // namespace

LiveVariables find_live_variables(Function& fn) { return VariableFlow(fn).run(); }

}  // namespace prologo::alloc
