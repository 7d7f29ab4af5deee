// One instruction: its arguments into registers, its results out of them.

#include "backend/allocate/allocator.h"
#include "support/ensure.h"

namespace prologo::alloc {

using namespace ir;

class Instruction {
 public:
  Instruction(Allocator& allocator, Value* v, const Constraints& constraints,
              const Wishes& wishes)
      : a_(allocator),
        v_(v),
        constraints_(constraints),
        wishes_(wishes),
        args_(v->args.size(), nullptr),
        overwrites_arg0_(info(v->op).has(kResultInArg0)),
        is_commutative_(info(v->op).has(kCommutative)) {}

  void allocate() {
    place_args();
    if (overwrites_arg0_ && !can_overwrite_an_arg()) {
      save_overwritten_arg();
    }
    // Arguments that die here make room for the results, unless the operation forbids it.
    bool results_apart = info(v_->op).has(kResultNotInArgs);
    if (!results_apart) {
      a_.busy_ = a_.pinned_;
      a_.pinned_ = 0;
      a_.advance_uses(v_);
    }
    a_.free_registers(constraints_.clobbers);
    a_.busy_ |= constraints_.clobbers;
    place_results();
    if (results_apart) {
      a_.pinned_ = 0;
      a_.advance_uses(v_);
    }
    a_.busy_ = 0;
    for (size_t i = 0; i < args_.size(); ++i) {
      set_arg(v_, i, args_[i]);
    }
    a_.block_->values.push_back(v_);
  }

 private:
  Allocator& a_;
  Value* v_;
  const Constraints& constraints_;
  const Wishes& wishes_;
  std::vector<Value*> args_;  // the copies that the instruction will take
  bool overwrites_arg0_;
  bool is_commutative_;

  Value* original_arg(size_t i) const { return v_->args[i]; }

  ValueState& arg_state(size_t i) { return a_.state(original_arg(i)); }

  void place_args() {
    for (size_t i = 0; i < args_.size(); ++i) {
      if (!arg_state(i).needs_register) {
        args_[i] = original_arg(i);
      }
    }
    for (const Operand& input : constraints_.inputs) {
      if (count(input.mask) == 1 && (input.mask & arg_state(index(input)).registers) != 0) {
        load(input, input.mask);
      }
    }
    while (place_fixed_args()) {
    }
    for (const Operand& input : constraints_.inputs) {
      if (args_[index(input)] == nullptr) {
        place_free_arg(input);
      }
    }
  }

  static size_t index(const Operand& operand) { return static_cast<size_t>(operand.index); }

  void load(const Operand& input, RegMask mask) {
    args_[index(input)] =
        a_.allocate_to_register(original_arg(index(input)), mask, true, v_->pos);
  }

  // Arguments that must be in one certain register get it if it is free. True if that freed
  // other registers, so that another round may help.
  bool place_fixed_args() {
    bool freed = false;
    for (const Operand& input : constraints_.inputs) {
      size_t i = index(input);
      if (args_[i] != nullptr || count(input.mask) != 1 || (input.mask & ~a_.used_) == 0) {
        continue;
      }
      load(input, input.mask);
      RegMask held = arg_state(i).registers;
      if ((held & ~constraints_.clobbers) == 0 || !a_.is_live_after(original_arg(i))) {
        a_.free_registers(held & ~input.mask & ~a_.pinned_);
        freed = true;
      }
    }
    return freed;
  }

  void place_free_arg(const Operand& input) {
    size_t i = index(input);
    RegMask mask = input.mask;
    if ((mask & arg_state(i).registers) == 0) {
      mask &= a_.constraints_.allocatable() & ~a_.pinned_;
      if (i < wishes_.args.size()) {
        prefer(mask, wishes_.args[i]);
      }
      avoid_wanted(mask);
    }
    load(input, mask);
  }

  // Narrows the mask to the first wished register that is allowed and free.
  void prefer(RegMask& mask, const Preferences& wished) const {
    for (Register r : wished) {
      if (contains(mask & ~a_.used_, r)) {
        mask = bit(r);
        return;
      }
    }
  }

  // Leaves out registers that others want later, if anything remains.
  void avoid_wanted(RegMask& mask) const {
    if ((mask & ~a_.desired_.avoid()) != 0) {
      mask &= ~a_.desired_.avoid();
    }
  }

  // The result overwrites argument 0. True if one argument can be spared; it becomes the first.
  bool can_overwrite_an_arg() {
    auto either = [this](auto can_spare) {
      if (can_spare(0)) {
        return true;
      }
      if (is_commutative_ && can_spare(1)) {
        std::swap(args_[0], args_[1]);
        return true;
      }
      return false;
    };
    return either([this](size_t i) { return !a_.is_live_after(original_arg(i)); }) ||
           either([this](size_t i) { return arg_state(i).is_rematerialisable; }) ||
           either([this](size_t i) { return count(arg_state(i).registers) >= 2; });
  }

  // Keeps a copy of the argument that will be overwritten, if a register is free for it.
  void save_overwritten_arg() {
    RegMask free = a_.constraints_.compatible(original_arg(0)->type) & ~a_.used_;
    if (free == 0) {
      return;  // later uses will reload it
    }
    if (Register r = first_of(wishes_.result, free & constraints_.outputs[0].mask);
        r != kNoRegister) {
      args_[0] = a_.allocate_to_register(original_arg(0), bit(r), true, v_->pos);
      return;
    }
    if (Register r = first_of(wishes_.args[0], free); r != kNoRegister) {
      save_copy(0, bit(r));
      return;
    }
    if (is_commutative_) {
      if (Register r = first_of(wishes_.args[1], free); r != kNoRegister) {
        save_copy(1, bit(r));
        std::swap(args_[0], args_[1]);
        return;
      }
    }
    avoid_wanted(free);
    save_copy(0, free);
  }

  static Register first_of(const Preferences& wished, RegMask mask) {
    for (Register r : wished) {
      if (contains(mask, r)) {
        return r;
      }
    }
    return kNoRegister;
  }

  void save_copy(size_t i, RegMask mask) {
    a_.copies_.add(a_.allocate_to_register(original_arg(i), mask, true, v_->pos));
  }

  void place_results() {
    std::vector<Register> results;
    RegMask taken = 0;
    for (const Operand& output : constraints_.outputs) {
      RegMask mask = output.mask & a_.constraints_.allocatable() & ~taken;
      if (mask == 0) {
        continue;
      }
      if (output.index == 0) {
        if (overwrites_arg0_) {
          mask = overwritten_register(mask);
        }
        prefer(mask, wishes_.result);
      }
      if ((mask & ~a_.desired_.avoid() & ~a_.pinned_) != 0) {
        mask &= ~a_.desired_.avoid();
      }
      Register r = a_.allocate_register(mask);
      results.resize(std::max(results.size(), index(output) + 1), kNoRegister);
      results[index(output)] = r;
      taken |= bit(r);
      a_.busy_ |= bit(r);
    }
    record(results);
  }

  // The register of the argument that is overwritten: of a commutative operation, the one
  // wished for the result.
  RegMask overwritten_register(RegMask mask) {
    Register first = a_.home_register(args_[0]);
    if (!is_commutative_) {
      ENSURE_MSG(contains(mask, first), "the overwritten argument cannot be the result");
      return bit(first);
    }
    Register second = a_.home_register(args_[1]);
    for (Register r : wishes_.result) {
      if ((r == first || r == second) && contains(mask & ~a_.used_, r)) {
        if (r == second) {
          std::swap(args_[0], args_[1]);
        }
        return bit(r);
      }
    }
    return bit(first);
  }

  // Parts of tuples and of call results are assigned by the Selects that follow.
  void record(std::vector<Register>& results) {
    if (v_->type->is_tuple()) {
      results.resize(2, kNoRegister);
      a_.set_home(v_, {.kind = Location::Kind::Pair, .reg = results[0], .second = results[1]});
    } else if (v_->type->is_results()) {
      a_.call_results_[v_->id] = results;
    } else if (!results.empty() && results[0] != kNoRegister) {
      a_.assign(results[0], v_, v_);
    }
  }
};

// Operations that are no instructions with register operands. True if v was one.
bool Allocator::allocate_special(Value* v, const Constraints& constraints) {
  switch (v->op) {
    case Op::SP:
      assign(reg::SP, v, v);
      sp_ = v;
      break;
    case Op::SB:
      assign(kStaticBaseRegister, v, v);
      sb_ = v;
      break;
    case Op::Select0:
    case Op::Select1:
    case Op::SelectN:
      if (state(v).needs_register) {
        assign(select_register(v), v, v);
      }
      break;
    case Op::GetG:
      if (registers_[reg::R14].original != nullptr) {
        free_register(reg::R14);
      }
      assign(reg::R14, v, v);
      break;
    case Op::Arg:
      state(v).spill = v;  // in memory from the start; uses load it
      break;
    case Op::KeepAlive:
      allocate_keep_alive(v);
      return true;
    default:
      if (!constraints.inputs.empty() || !constraints.outputs.empty()) {
        return false;
      }
      free_registers(constraints.clobbers);
  }
  block_->values.push_back(v);
  advance_uses(v);
  return true;
}

Register Allocator::select_register(const Value* v) const {
  const Value* tuple = v->args[0];
  if (v->op == Op::SelectN) {
    return call_results_.at(tuple->id)[static_cast<size_t>(v->aux_int)];
  }
  const Location& pair = fn_.homes[tuple->id];
  return v->op == Op::Select0 ? pair.reg : pair.second;
}

// The argument must be seen as live here: by its spill, as a variable, or because it is in a
// register anyway.
void Allocator::allocate_keep_alive(Value* v) {
  advance_uses(v);
  Value* kept = v->args[0];
  const ValueState& s = state(kept);
  if (s.registers == 0 && !s.is_rematerialisable) {
    set_arg(v, 0, spill_of(kept, block_));
  } else {
    bool is_variable = kept->aux.kind() == Aux::Kind::Variable && s.is_rematerialisable;
    Aux aux = is_variable ? kept->aux : Aux{};
    Value* memory = v->args[1];
    reset_args(v);
    add_arg(v, memory);
    v->op = is_variable ? Op::VarLive : Op::Copy;
    v->aux = is_variable ? aux : v->aux;
  }
  block_->values.push_back(v);
}

void Allocator::allocate_value(Value* v, const Wishes& wishes) {
  ENSURE_MSG(v->op != Op::Phi, "a phi behind other values");
  const Constraints& constraints = constraints_.of(v);
  if (allocate_special(v, constraints)) {
    return;
  }
  if (state(v).is_rematerialisable) {
    // Not here: made again before each use.
    for (Value* arg : v->args) {
      --arg->uses;
    }
    advance_uses(v);
    return;
  }
  Instruction(*this, v, constraints, wishes).allocate();
}

}  // namespace prologo::alloc
