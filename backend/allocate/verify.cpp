#include "backend/allocate/verify.h"

#include <map>
#include <tuple>
#include <vector>

#include "backend/allocate/registers.h"
#include "ir/analysis/order.h"
#include "ir/printer.h"

namespace prologo::alloc {

using namespace ir;

namespace {

// Values that are copies of one another are one content. Numbers above zero name contents.
constexpr int kNothing = 0;    // nothing that may be relied on
constexpr int kAnything = -1;  // no way here has been followed yet

class AllocationVerifier {
 public:
  explicit AllocationVerifier(const Function& fn)
      : fn_(fn), constraints_(fn), content_of_(static_cast<size_t>(fn.value_count()), 0) {
    for (const Block* b : fn.blocks) {
      for (const Value* v : b->values) {
        find_slot(v);
      }
    }
  }

  std::string run() {
    std::vector<Block*> order = postorder(fn_);
    State unknown(static_cast<size_t>(kRegisterCount) + slots_.size(), kAnything);
    at_end_.assign(static_cast<size_t>(fn_.block_count()), unknown);
    bool changed = true;
    while (changed) {
      changed = false;
      for (size_t i = order.size(); i-- > 0;) {
        State end = walk(order[i]);
        changed = changed || end != at_end_[order[i]->id];
        at_end_[order[i]->id] = std::move(end);
      }
    }
    is_reporting_ = true;
    for (const Block* b : fn_.blocks) {
      walk(b);
    }
    return std::move(faults_);
  }

 private:
  using State = std::vector<int>;  // content by place

  const Function& fn_;
  ConstraintTable constraints_;
  std::map<std::pair<const Variable*, int64_t>, size_t> slots_;
  std::map<std::tuple<Op, int64_t, const void*, std::vector<int>>, int> rematerialised_;
  std::vector<int> content_of_;
  int next_content_ = 1;
  std::vector<State> at_end_;
  bool is_reporting_ = false;
  std::string faults_;

  void find_slot(const Value* v) {
    const Location& home = fn_.homes[v->id];
    if (home.kind == Location::Kind::Stack) {
      slots_.try_emplace({home.slot, home.offset},
                         static_cast<size_t>(kRegisterCount) + slots_.size());
    }
  }

  // The place of a value, or -1.
  int place_of(const Value* v) const {
    const Location& home = fn_.homes[v->id];
    if (home.kind == Location::Kind::Reg) {
      return home.reg;
    }
    return home.kind == Location::Kind::Stack
               ? static_cast<int>(slots_.at({home.slot, home.offset}))
               : -1;
  }

  int content_of(const Value* v) {
    int& known = content_of_[v->id];
    if (known != 0) {
      return known;
    }
    if (v->op == Op::Copy || v->op == Op::LoadReg || v->op == Op::StoreReg) {
      int source = content_of(v->args[0]);
      return content_of_[v->id] = source;
    }
    // Two values may stand for one parameter in memory.
    if (!is_rematerialisable(v) && v->op != Op::Arg) {
      return known = next_content_++;
    }
    std::vector<int> args;
    for (const Value* arg : v->args) {
      args.push_back(content_of(arg));
    }
    auto [it, is_new] =
        rematerialised_.try_emplace({v->op, v->aux_int, v->aux.raw(), args}, next_content_);
    next_content_ += is_new ? 1 : 0;
    return content_of_[v->id] = it->second;
  }

  void fault(const Value* v, const std::string& what) {
    if (is_reporting_) {
      faults_ += name_of(v->block) + " " + name_of(v) + ": " + what + "\n";
    }
  }

  State start(const Block* b) {
    State state(static_cast<size_t>(kRegisterCount) + slots_.size(),
                b == fn_.entry ? kNothing : kAnything);
    for (const Edge& e : b->preds) {
      const State& end = at_end_[e.block->id];
      for (size_t i = 0; i < state.size(); ++i) {
        if (state[i] == kAnything) {
          state[i] = end[i];
        } else if (end[i] != kAnything && end[i] != state[i]) {
          state[i] = kNothing;
        }
      }
    }
    return state;
  }

  // All phis of a block take effect at once: each finds its argument in its own place.
  void apply_phis(const Block* b, State& state) {
    for (const Value* v : b->values) {
      if (v->op != Op::Phi || place_of(v) < 0) {
        continue;
      }
      for (size_t i = 0; i < b->preds.size(); ++i) {
        int found = at_end_[b->preds[i].block->id][place_of(v)];
        if (found != kAnything && found != content_of(v->args[i])) {
          fault(v, "from " + name_of(b->preds[i].block) + " it is not " + name_of(v->args[i]) +
                       " that comes in its place");
        }
      }
    }
    for (const Value* v : b->values) {
      if (v->op == Op::Phi && place_of(v) >= 0) {
        state[place_of(v)] = content_of(v);
      }
    }
  }

  State walk(const Block* b) {
    State state = start(b);
    apply_phis(b, state);
    for (const Value* v : b->values) {
      if (v->op == Op::Phi) {
        continue;
      }
      for (const Value* arg : v->args) {
        check_use(v, arg, state);
      }
      apply(v, state);
    }
    for (const Value* control : b->controls) {
      if (control != nullptr) {
        check_use(control, control, state);
      }
    }
    return state;
  }

  void check_use(const Value* user, const Value* arg, const State& state) {
    if (!needs_register(arg)) {
      return;
    }
    int place = place_of(arg);
    if (place < 0) {
      fault(user, name_of(arg) + " has no place");
    } else if (state[place] != kAnything && state[place] != content_of(arg)) {
      fault(user, name_of(arg) + " is not in its place any more");
    }
  }

  void apply(const Value* v, State& state) {
    const Constraints& constraints = constraints_.of(v);
    check_constraints(v, constraints);
    for (RegMask rest = constraints.clobbers; rest != 0; rest &= rest - 1) {
      if (lowest(rest) < kRegisterCount) {
        state[lowest(rest)] = kNothing;
      }
    }
    const Location& home = fn_.homes[v->id];
    if (home.kind == Location::Kind::Pair) {
      for (Register r : {home.reg, home.second}) {
        if (r != kNoRegister) {
          state[r] = kNothing;  // until the Selects name it
        }
      }
    } else if (needs_register(v) && place_of(v) >= 0) {
      state[place_of(v)] = content_of(v);
    }
  }

  void check_constraints(const Value* v, const Constraints& constraints) {
    for (const Operand& input : constraints.inputs) {
      const Value* arg = v->args[static_cast<size_t>(input.index)];
      const Location& home = fn_.homes[arg->id];
      if (home.kind != Location::Kind::Reg || !contains(input.mask, home.reg)) {
        fault(v, name_of(arg) + " is in a register that the operation does not take");
      }
    }
    const Location& home = fn_.homes[v->id];
    if (home.kind != Location::Kind::Reg || constraints.outputs.empty()) {
      return;
    }
    if (!contains(constraints.outputs[0].mask, home.reg)) {
      fault(v, "the operation cannot leave its result there");
    }
    if (info(v->op).has(kResultInArg0) && v->op != Op::Convert &&
        fn_.homes[v->args[0]->id].reg != home.reg) {
      fault(v, "the result is not where the first argument was");
    }
  }
};

}  // namespace

std::string verify_allocation(const Function& fn) { return AllocationVerifier(fn).run(); }

}  // namespace prologo::alloc
