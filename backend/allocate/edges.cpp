#include "backend/allocate/edges.h"

#include <tuple>

#include "backend/allocate/stack_slots.h"
#include "ir/module.h"
#include "support/ensure.h"

namespace prologo::alloc {

using namespace ir;

static Location in_register(Register r) { return {.kind = Location::Kind::Reg, .reg = r}; }

static bool is_register(const Location& place) { return place.kind == Location::Kind::Reg; }

bool EdgeMoves::SlotLess::operator()(const Location& a, const Location& b) const {
  return std::tuple(a.slot->index, a.offset, a.type) <
         std::tuple(b.slot->index, b.offset, b.type);
}

EdgeMoves::EdgeMoves(Allocator& allocator, const std::vector<std::vector<ValueId>>& stack_live)
    : allocator_(allocator),
      fn_(allocator.fn_),
      stack_live_(stack_live),
      copies_of_(allocator.values_.size()) {}

void EdgeMoves::run() {
  for (Block* b : allocator_.visit_order_) {
    if (b->preds.size() < 2) {
      continue;
    }
    target_ = b;
    for (size_t i = 0; i < b->preds.size(); ++i) {
      pred_ = b->preds[i].block;
      pred_index_ = i;
      set_up();
      move_all();
    }
  }
}

// What is where at the end of the predecessor, and what must be where at the start of the
// block.
void EdgeMoves::set_up() {
  for (ValueId id : touched_) {
    copies_of_[id].clear();
  }
  touched_.clear();
  in_register_ = {};
  in_slot_.clear();
  used_ = unique_ = final_ = rematerialisable_ = 0;
  destinations_.clear();

  for (const Binding& binding : allocator_.at_end_[pred_->id]) {
    set(in_register(binding.reg), binding.original->id, binding.copy, false, {});
  }
  for (ValueId spill_id : stack_live_[pred_->id]) {
    ValueId id = allocator_.original_[spill_id]->id;
    Value* spill = allocator_.values_[id].spill;
    // A spill that does not dominate the edge is not needed on it: the value is in a register.
    if (allocator_.dominators_.dominates(spill->block, pred_)) {
      set(fn_.homes[spill_id], id, spill, false, {});
    }
  }
  for (const Binding& binding : allocator_.at_start_[target_->id]) {
    destinations_.push_back(
        {in_register(binding.reg), binding.original->id, nullptr, binding.pos});
  }
  for (Value* phi : target_->values) {
    if (phi->op != Op::Phi) {
      break;
    }
    if (fn_.homes[phi->id].kind != Location::Kind::None) {
      destinations_.push_back({fn_.homes[phi->id], phi->args[pred_index_]->id, phi, phi->pos});
    }
  }
}

void EdgeMoves::move_all() {
  while (!destinations_.empty()) {
    std::vector<Destination> failed;
    for (const Destination& d : destinations_) {
      if (!satisfy(d)) {
        failed.push_back(d);
      }
    }
    bool progress = failed.size() < destinations_.size();
    destinations_ = std::move(failed);
    if (progress) {
      destinations_.insert(destinations_.end(), displaced_.begin(), displaced_.end());
      displaced_.clear();
    } else {
      break_cycle(destinations_[0]);
    }
  }
}

// All that is left are cycles A -> B -> C -> A. A copy of what is in A's place in another
// register makes A's place free to be overwritten.
void EdgeMoves::break_cycle(const Destination& d) {
  Content occupant = content(d.place);
  Location spare = find_free_register(occupant.copy->type);
  erase(spare);
  Pos pos = d.pos.with_mark(StatementMark::No);
  Op op = is_register(d.place) ? Op::Copy : Op::LoadReg;
  Value* copy = allocator_.new_copy(op, occupant.copy->type, occupant.copy, pred_, pos);
  set(spare, occupant.id, copy, false, pos);
}

// Brings a value to its destination; false if that would destroy the last copy of another.
bool EdgeMoves::satisfy(const Destination& d) {
  Pos pos = d.pos.with_mark(StatementMark::No);
  Content occupant = content(d.place);
  if (occupant.id == d.id) {
    content(d.place) = {d.id, occupant.copy, true, pos};
    splice(d, occupant.copy);
    allocator_.copies_.mark_used(occupant.copy);
    return true;
  }
  if (copies_of_[occupant.id].size() == 1 &&
      !allocator_.values_[occupant.id].is_rematerialisable) {
    return false;
  }
  Value* source = find_source(d.id);
  // First, so that no register is picked for the move whose other copy is about to go.
  erase(d.place);
  Value* moved;
  if (allocator_.values_[d.id].is_rematerialisable) {
    moved = rematerialise_to(d, pos);
  } else {
    ENSURE_MSG(source != nullptr, "a value expected by a merge block is nowhere");
    moved = make_move(d, source, pos);
  }
  set(d.place, d.id, moved, true, pos);
  splice(d, moved);
  return true;
}

// The last copy in a register, else the first in a slot.
Value* EdgeMoves::find_source(ValueId id) const {
  Value* source = nullptr;
  for (Value* copy : copies_of_[id]) {
    if (source == nullptr || is_register(fn_.homes[copy->id])) {
      source = copy;
    }
  }
  return source;
}

Value* EdgeMoves::rematerialise_to(const Destination& d, Pos pos) {
  const Value* v = allocator_.original_[d.id];
  if (is_register(d.place)) {
    return clone_value(v, pred_);
  }
  Location through = find_free_register(v->type);
  erase(through);
  Value* made = allocator_.rematerialise(v, pred_, pos);
  set(through, d.id, made, false, pos);
  // The slot's type: the value may be wider, for narrowing conversions are dropped.
  return allocator_.new_copy(Op::StoreReg, d.place.type, made, pred_, pos);
}

Value* EdgeMoves::make_move(const Destination& d, Value* source, Pos pos) {
  bool from_register = is_register(fn_.homes[source->id]);
  if (is_register(d.place)) {
    Op op = from_register ? Op::Copy : Op::LoadReg;
    return allocator_.new_copy(op, source->type, source, pred_, pos);
  }
  if (!from_register) {
    Location through = find_free_register(source->type);
    erase(through);
    Value* loaded = allocator_.new_copy(Op::LoadReg, source->type, source, pred_, pos);
    set(through, d.id, loaded, false, pos);
    source = loaded;
  }
  return allocator_.new_copy(Op::StoreReg, d.place.type, source, pred_, pos);
}

// The phi takes the moved value. Moves for other destinations look unused: the code is no
// longer SSA.
void EdgeMoves::splice(const Destination& d, Value* v) {
  if (d.phi != nullptr) {
    set_arg(d.phi, pred_index_, v);
  }
}

EdgeMoves::Content& EdgeMoves::content(const Location& place) {
  return is_register(place) ? in_register_[place.reg] : in_slot_[place];
}

void EdgeMoves::set(const Location& place, ValueId id, Value* copy, bool is_final, Pos pos) {
  allocator_.set_home(copy, place);
  content(place) = {id, copy, is_final, pos};
  std::vector<Value*>& copies = copies_of_[id];
  if (copies.empty()) {
    touched_.push_back(id);
  }
  copies.push_back(copy);
  if (!is_register(place)) {
    return;
  }
  RegMask mask = bit(place.reg);
  ENSURE((used_ & mask) == 0);
  used_ |= mask;
  if (is_final) {
    final_ |= mask;
  }
  if (copies.size() == 1) {
    unique_ |= mask;
  }
  if (copies.size() == 2 && is_register(fn_.homes[copies[0]->id])) {
    unique_ &= ~bit(fn_.homes[copies[0]->id].reg);
  }
  if (allocator_.values_[id].is_rematerialisable) {
    rematerialisable_ |= mask;
  }
}

void EdgeMoves::erase(const Location& place) {
  Content gone = content(place);
  if (gone.copy == nullptr) {
    return;
  }
  if (gone.is_final) {
    displaced_.push_back({place, gone.id, nullptr, gone.pos});
  }
  std::vector<Value*>& copies = copies_of_[gone.id];
  for (Value*& copy : copies) {
    const Location& home = fn_.homes[copy->id];
    bool here = home.kind == place.kind &&
                (is_register(place) ? home.reg == place.reg
                                    : !SlotLess()(home, place) && !SlotLess()(place, home));
    if (here) {
      copy = copies.back();
      copies.pop_back();
      break;
    }
  }
  if (is_register(place)) {
    RegMask mask = bit(place.reg);
    used_ &= ~mask;
    rematerialisable_ &= ~mask;
    if (gone.is_final) {
      final_ &= ~mask;
    }
  }
  if (copies.size() == 1 && is_register(fn_.homes[copies[0]->id])) {
    unique_ |= bit(fn_.homes[copies[0]->id].reg);
  }
}

// A register for a moment: unused; else one whose value has another copy, rather not one that
// is in its place already; else one whose value can be made again; else one is spilled.
Location EdgeMoves::find_free_register(const Type* type) {
  RegMask all = allocator_.constraints_.compatible(type);
  for (RegMask mask :
       {all & ~used_, all & ~unique_ & ~final_, all & ~unique_, all & rematerialisable_}) {
    if (mask != 0) {
      return in_register(lowest(mask));
    }
  }
  return spill_some_register(all);
}

Location EdgeMoves::spill_some_register(RegMask mask) {
  for (ValueId id : touched_) {
    for (Value* copy : copies_of_[id]) {
      Location home = fn_.homes[copy->id];
      if (!is_register(home) || !contains(mask, home.reg)) {
        continue;
      }
      if (!is_rematerialisable(copy)) {
        const Type* type = fn_.module->types.basic(Kind::Int64);
        Variable* slot = new_temporary(fn_, type, copy->pos);
        Value* spill = allocator_.new_copy(Op::StoreReg, copy->type, copy, pred_, copy->pos);
        set({.kind = Location::Kind::Stack, .slot = slot, .type = type}, id, spill, false,
            copy->pos);
      }
      return home;
    }
  }
  UNREACHABLE("no register can be had on an edge");
}

}  // namespace prologo::alloc
