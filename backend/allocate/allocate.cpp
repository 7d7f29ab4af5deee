#include "backend/allocate/allocate.h"

#include <algorithm>
#include <utility>

#include "backend/allocate/allocator.h"
#include "backend/allocate/edges.h"
#include "backend/allocate/layout.h"
#include "backend/allocate/stack_slots.h"
#include "backend/allocate/verify.h"
#include "ir/c_form.h"
#include "support/ensure.h"

namespace prologo::alloc {

using namespace ir;

Allocator::Allocator(Function& fn)
    : fn_(fn),
      constraints_(fn),
      dominators_(fn),
      loops_(fn, dominators_),
      live_(find_live_ranges(fn, constraints_)),
      visit_order_(layout_order(fn)),
      visit_index_(static_cast<size_t>(fn.block_count()), 0),
      values_(static_cast<size_t>(fn.value_count())),
      original_(static_cast<size_t>(fn.value_count()), nullptr),
      at_end_(static_cast<size_t>(fn.block_count())),
      at_start_(static_cast<size_t>(fn.block_count())),
      spills_live_(static_cast<size_t>(fn.block_count())),
      live_in_registers_(fn.value_count()) {
  fn.homes.assign(static_cast<size_t>(fn.value_count()), {});
  for (size_t i = 0; i < visit_order_.size(); ++i) {
    visit_index_[visit_order_[i]->id] = static_cast<int>(i);
    for (Value* v : visit_order_[i]->values) {
      if (needs_register(v)) {
        state(v).needs_register = true;
        state(v).is_rematerialisable = is_rematerialisable(v);
        original_[v->id] = v;
      }
    }
  }
}

void Allocator::run() {
  ENSURE(fn_.entry == fn_.blocks[0]);
  for (Block* b : visit_order_) {
    allocate_block(b);
  }
  place_spills();
  StackSlots slots = allocate_stack_slots(fn_, spills_live_);
  EdgeMoves(*this, slots.live_at_end).run();
  copies_.remove_unused(fn_);
  for (Block* b : visit_order_) {
    std::erase_if(b->values, [](const Value* v) { return v->op == Op::Invalid; });
  }
}

void Allocator::allocate_block(Block* b) {
  block_ = b;
  find_uses();
  auto first = std::find_if(b->values.begin(), b->values.end(),
                            [](const Value* v) { return v->op != Op::Phi; });
  phis_.assign(b->values.begin(), first);
  schedule_.assign(first, b->values.end());
  b->values.clear();
  start_block();
  find_wishes();
  for (size_t i = 0; i < schedule_.size(); ++i) {
    allocate_value(schedule_[i], wishes_[i]);
  }
  load_controls();
  load_for_loop();
  save_end_state();
  clear_final_uses();
}

// Lists the uses in the block, those behind it included, and finds what may be in registers at
// its start: a call in the block empties them all.
void Allocator::find_uses() {
  auto length = static_cast<int32_t>(block_->values.size());
  live_in_registers_.clear();
  for (const LiveValue& l : live_.at_end[block_->id]) {
    add_use(l.id, length + l.distance, l.pos);
    live_in_registers_.add(l.id);
  }
  for (const Value* control : block_->controls) {
    if (control != nullptr && state(control).needs_register) {
      add_use(control->id, length, block_->pos);
      live_in_registers_.add(control->id);
    }
  }
  for (int32_t i = length; i-- > 0;) {
    const Value* v = block_->values[i];
    live_in_registers_.remove(v->id);
    if (v->op == Op::Phi) {
      continue;
    }
    if (info(v->op).has(kCall)) {
      live_in_registers_.clear();
      for (const Value* base : {sp_, sb_}) {
        if (base != nullptr && state(base).uses != nullptr) {
          live_in_registers_.add(base->id);
        }
      }
    }
    for (const Value* arg : v->args) {
      if (state(arg).needs_register) {
        add_use(arg->id, i, v->pos);
        live_in_registers_.add(arg->id);
      }
    }
  }
}

void Allocator::find_wishes() {
  wishes_.assign(schedule_.size(), {});
  desired_ = live_.desired[block_->id];
  add_successor_wishes();
  for (size_t i = schedule_.size(); i-- > 0;) {
    const Value* v = schedule_[i];
    wishes_[i].result = desired_.step_back(v, constraints_.of(v));
    for (size_t j = 0; j < v->args.size() && j < wishes_[i].args.size(); ++j) {
      wishes_[i].args[j] = desired_.get(v->args[j]->id);
    }
  }
}

// Registers that successors allocated already expect things in count more than wishes.
void Allocator::add_successor_wishes() {
  for (const Edge& e : block_->succs) {
    for (const Binding& binding : at_start_[e.block->id]) {
      desired_.add(binding.original->id, binding.reg);
    }
    for (const Value* phi : e.block->values) {
      if (phi->op != Op::Phi) {
        break;
      }
      if (!state(phi).needs_register) {
        continue;
      }
      Register r = home_register(phi);
      for (size_t i = 0; r == kNoRegister && i < phi->args.size(); ++i) {
        r = home_register(phi->args[i]);
      }
      if (r != kNoRegister) {
        desired_.add(phi->args[static_cast<size_t>(e.index)]->id, r);
      }
    }
  }
}

void Allocator::load_controls() {
  std::array<Value*, 2> controls = block_->controls;
  for (size_t i = 0; i < controls.size(); ++i) {
    Value* v = controls[i];
    if (v != nullptr && state(v).needs_register) {
      replace_control(
          block_, i,
          allocate_to_register(v, constraints_.compatible(v->type), false, block_->pos));
    }
  }
  for (Value* v : controls) {
    if (v != nullptr && state(v).needs_register) {
      drop_use(v);
    }
  }
}

// Before a loop without calls: values that it uses soon are loaded now rather than in it.
void Allocator::load_for_loop() {
  if (block_->succs.size() != 1) {
    return;
  }
  if (registers_[reg::R14].original != nullptr) {
    free_register(reg::R14);  // no merge block expects g there
  }
  const Block* header = block_->succs[0].block;
  const Loop* loop = loops_.loop_of(header);
  if (loop == nullptr || loop->header != header || loop->call_on_every_path) {
    return;
  }
  for (const LiveValue& l : live_.at_end[block_->id]) {
    if (l.distance >= kUnlikelyDistance || values_[l.id].registers != 0 ||
        values_[l.id].is_rematerialisable) {
      continue;
    }
    Value* v = original_[l.id];
    RegMask mask = constraints_.compatible(v->type) & ~used_;
    for (Register r : desired_.get(l.id)) {
      if (contains(mask, r)) {
        mask = bit(r);
        break;
      }
    }
    if ((mask & ~desired_.avoid()) != 0) {
      mask &= ~desired_.avoid();
    }
    if (mask != 0) {
      allocate_to_register(v, mask, false, block_->pos);
    }
  }
}

void Allocator::save_end_state() {
  std::vector<Binding>& bindings = at_end_[block_->id];
  for (Register r = 0; r < kRegisterCount; ++r) {
    if (registers_[r].original != nullptr) {
      bindings.push_back({r, registers_[r].original, registers_[r].copy, {}});
    }
  }
  // What lives on and is in no register lives on in its spill.
  for (const LiveValue& l : live_.at_end[block_->id]) {
    if (values_[l.id].registers == 0 && !values_[l.id].is_rematerialisable) {
      spills_live_[block_->id].push_back(spill_of(original_[l.id], block_)->id);
    }
  }
}

void Allocator::clear_final_uses() {
  for (const LiveValue& l : live_.at_end[block_->id]) {
    Use* use = values_[l.id].uses;
    ENSURE(use != nullptr && use->next == nullptr);
    values_[l.id].uses = nullptr;
    use->next = free_uses_;
    free_uses_ = use;
  }
}

// The right operand of a sum is what the sum overwrites (ir/c_form.h).
static void order_sums_as_c(Function& fn) {
  for (const Block* b : fn.blocks) {
    for (Value* v : b->values) {
      if (v->op == Op::x64_ADDL || v->op == Op::x64_ADDQ) {
        std::swap(v->args[0], v->args[1]);
      }
    }
  }
}

void allocate_registers(Function& fn) {
  if (has_c_form(fn)) {
    order_sums_as_c(fn);
  }
  Allocator(fn).run();
  fn.is_allocated = true;
#ifndef NDEBUG
  std::string faults = verify_allocation(fn);
  ENSURE_MSG(faults.empty(), fn.name + ": " + faults);
#endif
}

}  // namespace prologo::alloc
