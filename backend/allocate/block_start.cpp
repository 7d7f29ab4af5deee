// What is in which register when a block begins.

#include "backend/allocate/allocator.h"
#include "support/ensure.h"

namespace prologo::alloc {

using namespace ir;

void Allocator::start_block() {
  if (block_ == fn_.entry) {
    ENSURE(phis_.empty());
    return;
  }
  if (block_->preds.size() > 1) {
    start_merge_block();
    return;
  }
  ENSURE(phis_.empty());
  set_state(at_end_[block_->preds[0].block->id]);
  drop_dead_values(0);
}

void Allocator::drop_dead_values(RegMask except) {
  for (Register r = 0; r < kRegisterCount; ++r) {
    const Value* v = registers_[r].original;
    if (v != nullptr && !contains(except, r) && !live_in_registers_.contains(v->id)) {
      free_register(r);
    }
  }
}

// The predecessor, of those allocated already, whose registers the block takes over: the one
// with the fewest spilled values; then a likely one, or the one visited first.
size_t Allocator::choose_primary_pred() const {
  int chosen = -1;
  for (size_t i = 0; i < block_->preds.size(); ++i) {
    const Block* p = block_->preds[i].block;
    if (visit_index_[p->id] >= visit_index_[block_->id]) {
      continue;
    }
    if (chosen == -1) {
      chosen = static_cast<int>(i);
      continue;
    }
    const Block* best = block_->preds[static_cast<size_t>(chosen)].block;
    size_t spills = spills_live_[p->id].size();
    size_t least = spills_live_[best->id].size();
    bool preferred = (p->is_likely_target() && !best->is_likely_target()) ||
                     visit_index_[p->id] < visit_index_[best->id];
    if (spills < least || (spills == least && preferred)) {
      chosen = static_cast<int>(i);
    }
  }
  ENSURE_MSG(chosen >= 0, "no predecessor was visited before its block");
  return static_cast<size_t>(chosen);
}

void Allocator::start_merge_block() {
  size_t primary = choose_primary_pred();
  set_state(at_end_[block_->preds[primary].block->id]);
  RegMask phi_registers = 0;
  std::vector<Register> regs = take_phi_registers(primary, phi_registers);
  vacate_phi_registers(primary, regs, phi_registers);
  block_->values.insert(block_->values.end(), phis_.begin(), phis_.end());
  find_other_phi_registers(primary, regs, phi_registers);
  for (size_t i = 0; i < phis_.size(); ++i) {
    Value* phi = phis_[i];
    if (!state(phi).needs_register) {
      continue;
    }
    if (regs[i] == kNoRegister) {
      state(phi).spill = phi;  // lives on the stack from the start
    } else {
      assign(regs[i], phi, phi);
    }
  }
  drop_dead_values(phi_registers);
  for (Register r = 0; r < kRegisterCount; ++r) {
    Value* v = registers_[r].original;
    if (v != nullptr && !contains(phi_registers, r)) {
      at_start_[block_->id].push_back({r, v, registers_[r].copy, state(v).uses->pos});
    }
  }
}

// First choice: the register in which the primary predecessor holds the phi's argument.
std::vector<Register> Allocator::take_phi_registers(size_t primary, RegMask& phi_registers) {
  std::vector<Register> regs;
  for (const Value* phi : phis_) {
    Register chosen = kNoRegister;
    if (state(phi).needs_register) {
      RegMask mask =
          state(phi->args[primary]).registers & ~phi_registers & constraints_.allocatable();
      if (mask != 0) {
        chosen = lowest(mask);
        phi_registers |= bit(chosen);
      }
    }
    regs.push_back(chosen);
  }
  return regs;
}

// Frees those registers. An argument that lives on is first copied, at the end of the
// predecessor, to a free register.
void Allocator::vacate_phi_registers(size_t primary, const std::vector<Register>& regs,
                                     RegMask phi_registers) {
  Block* pred = block_->preds[primary].block;
  for (size_t i = 0; i < phis_.size(); ++i) {
    if (regs[i] == kNoRegister) {
      continue;
    }
    Value* arg = phis_[i]->args[primary];
    if (live_in_registers_.contains(arg->id)) {
      RegMask mask = constraints_.compatible(arg->type) & ~used_ & ~phi_registers;
      if (mask != 0 && !state(arg).is_rematerialisable && count(state(arg).registers) == 1) {
        Register r = lowest(mask);
        Value* copy = new_copy(Op::Copy, arg->type, registers_[regs[i]].copy, pred, arg->pos);
        copies_.add(copy);
        set_original(copy, arg);
        assign(r, arg, copy);
        at_end_[pred->id].push_back({r, arg, copy, {}});
      }
    }
    free_register(regs[i]);
  }
}

// Second choice: a free register, best one in which another predecessor holds the argument.
void Allocator::find_other_phi_registers(size_t primary, std::vector<Register>& regs,
                                         RegMask& phi_registers) {
  for (size_t i = 0; i < phis_.size(); ++i) {
    const Value* phi = phis_[i];
    if (!state(phi).needs_register || regs[i] != kNoRegister) {
      continue;
    }
    RegMask mask = constraints_.compatible(phi->type) & ~phi_registers & ~used_;
    for (size_t p = 0; p < block_->preds.size(); ++p) {
      if (p == primary) {
        continue;
      }
      Register held = kNoRegister;
      for (const Binding& binding : at_end_[block_->preds[p].block->id]) {
        if (binding.original == original_of(phi->args[p])) {
          held = binding.reg;
          break;
        }
      }
      if (contains(mask, held)) {
        mask = bit(held);
        break;
      }
    }
    if (mask != 0) {
      regs[i] = lowest(mask);
      phi_registers |= bit(regs[i]);
    }
  }
}

}  // namespace prologo::alloc
