// Single registers: free, assign, choose, load a value into one; uses of values in the block.

#include <algorithm>

#include "backend/allocate/allocator.h"
#include "support/ensure.h"

namespace prologo::alloc {

using namespace ir;

void DeletableCopies::add(Value* copy) {
  index_[copy] = entries_.size();
  entries_.push_back({copy, false});
}

void DeletableCopies::mark_used(const Value* copy) {
  auto it = index_.find(copy);
  if (it != index_.end()) {
    entries_[it->second].is_used = true;
  }
}

// A copy may be the only use of another.
void DeletableCopies::remove_unused(Function& fn) {
  bool progress = true;
  while (progress) {
    progress = false;
    for (Entry& entry : entries_) {
      if (entry.copy != nullptr && !entry.is_used && entry.copy->uses == 0) {
        reset_args(entry.copy);
        fn.free_value(entry.copy);
        entry.copy = nullptr;
        progress = true;
      }
    }
  }
}

void Allocator::set_original(const Value* copy, const Value* of) {
  original_.resize(std::max(original_.size(), static_cast<size_t>(copy->id) + 1), nullptr);
  ENSURE(original_[copy->id] == nullptr);
  original_[copy->id] = original_of(of);
}

void Allocator::set_home(const Value* v, Location location) {
  fn_.homes.resize(std::max(fn_.homes.size(), static_cast<size_t>(v->id) + 1));
  fn_.homes[v->id] = location;
}

Register Allocator::home_register(const Value* v) const {
  if (static_cast<size_t>(v->id) >= fn_.homes.size()) {
    return kNoRegister;
  }
  const Location& home = fn_.homes[v->id];
  return home.kind == Location::Kind::Reg ? home.reg : kNoRegister;
}

void Allocator::free_register(Register r) {
  Value* v = registers_[r].original;
  ENSURE(v != nullptr);
  registers_[r] = {};
  state(v).registers &= ~bit(r);
  used_ &= ~bit(r);
}

void Allocator::free_registers(RegMask mask) {
  while ((mask & used_) != 0) {
    free_register(lowest(mask & used_));
  }
}

void Allocator::assign(Register r, Value* original, Value* copy) {
  ENSURE(registers_[r].original == nullptr);
  registers_[r] = {original, copy};
  state(original).registers |= bit(r);
  used_ |= bit(r);
  set_home(copy, {.kind = Location::Kind::Reg, .reg = r});
}

void Allocator::set_state(const std::vector<Binding>& bindings) {
  free_registers(used_);
  for (const Binding& binding : bindings) {
    assign(binding.reg, binding.original, binding.copy);
  }
}

// A free register of the mask, or the one whose value has its next use farthest away. That
// value is first copied to another register if one is free.
Register Allocator::allocate_register(RegMask mask) {
  mask &= constraints_.allocatable() & ~pinned_;
  ENSURE_MSG(mask != 0, "no register can be had");
  if ((mask & ~used_) != 0) {
    return lowest(mask & ~used_);
  }
  Register victim = kNoRegister;
  int32_t farthest = -1;
  for (RegMask rest = mask; rest != 0; rest &= rest - 1) {
    Register r = lowest(rest);
    int32_t distance = state(registers_[r].original).uses->distance;
    if (distance > farthest) {
      victim = r;
      farthest = distance;
    }
  }
  ENSURE(victim != kNoRegister);
  Value* evicted = registers_[victim].original;
  RegMask others = constraints_.compatible(evicted->type) & ~used_ & ~busy_ & ~bit(victim);
  if (others != 0 && !state(evicted).is_rematerialisable &&
      count(state(evicted).registers) == 1) {
    Value* copy =
        new_copy(Op::Copy, evicted->type, registers_[victim].copy, block_, evicted->pos);
    copies_.add(copy);
    set_original(copy, evicted);
    assign(lowest(others), evicted, copy);
  }
  free_register(victim);
  return victim;
}

// Brings v into a register of the mask and returns its copy there. A pinned register keeps it
// until pinned_ is cleared.
Value* Allocator::allocate_to_register(Value* v, RegMask mask, bool pin, Pos pos) {
  pos.mark = StatementMark::No;
  ValueState& s = state(v);
  if ((mask & s.registers) != 0) {
    Register r = lowest(mask & s.registers);
    ENSURE(registers_[r].original == v && registers_[r].copy != nullptr);
    if (pin) {
      pinned_ |= bit(r);
    }
    return registers_[r].copy;
  }
  Register r = allocate_register(mask);
  Value* copy;
  if (s.registers != 0) {
    copy = new_copy(Op::Copy, v->type, registers_[lowest(s.registers)].copy, block_, pos);
  } else if (s.is_rematerialisable) {
    copy = rematerialise(v, block_, pos);
  } else {
    copy = new_copy(Op::LoadReg, v->type, spill_of(v, block_), block_, pos);
  }
  set_original(copy, v);
  assign(r, v, copy);
  if (pin) {
    pinned_ |= bit(r);
  }
  return copy;
}

Value* Allocator::new_copy(Op op, const Type* type, Value* arg, Block* b, Pos pos) {
  Value* copy = fn_.new_value(b, op, type, pos);
  add_arg(copy, arg);
  return copy;
}

Value* Allocator::rematerialise(const Value* v, Block* b, Pos pos) {
  if (v->pos.mark == StatementMark::Yes && v->pos.same_line(pos)) {
    pos.mark = StatementMark::Yes;
  }
  return clone_value(v, b, pos);
}

void Allocator::add_use(ValueId id, int32_t distance, Pos pos) {
  Use* use = free_uses_;
  if (use != nullptr) {
    free_uses_ = use->next;
  } else {
    use = &use_storage_.emplace_back();
  }
  Use*& first = values_[id].uses;
  ENSURE(first == nullptr || distance <= first->distance);
  *use = {distance, pos, first};
  first = use;
}

// The next use of v is done; without further uses v gives up its registers.
void Allocator::drop_use(Value* v) {
  ValueState& s = state(v);
  Use* use = s.uses;
  s.uses = use->next;
  if (s.uses == nullptr) {
    free_registers(s.registers);
  }
  use->next = free_uses_;
  free_uses_ = use;
}

void Allocator::advance_uses(const Value* v) {
  for (Value* arg : v->args) {
    if (state(arg).needs_register) {
      drop_use(arg);
    }
  }
}

// Whether an argument of the current instruction has uses behind it.
bool Allocator::is_live_after(const Value* arg) const {
  const Use* use = values_[arg->id].uses;
  ENSURE(use != nullptr);
  int32_t now = use->distance;
  while (use != nullptr && use->distance == now) {
    use = use->next;
  }
  return use != nullptr;
}

}  // namespace prologo::alloc
