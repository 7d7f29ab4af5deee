#include "backend/allocate/desired.h"

#include <algorithm>

namespace prologo::alloc {

using namespace ir;

void DesiredRegisters::remove_at(size_t i) {
  entries_[i] = entries_.back();
  entries_.pop_back();
}

Preferences DesiredRegisters::get(ValueId id) const {
  for (const Entry& entry : entries_) {
    if (entry.id == id) {
      return entry.registers;
    }
  }
  return kNoPreferences;
}

Preferences DesiredRegisters::take(ValueId id) {
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].id == id) {
      Preferences out = entries_[i].registers;
      remove_at(i);
      return out;
    }
  }
  return kNoPreferences;
}

void DesiredRegisters::add(ValueId id, Register r) {
  avoid_ |= bit(r);
  for (Entry& entry : entries_) {
    if (entry.id != id) {
      continue;
    }
    Preferences& list = entry.registers;
    auto known = std::find(list.begin(), list.end(), r);
    auto last = known == list.end() ? list.end() - 1 : known;
    std::move_backward(list.begin(), last, last + 1);
    list[0] = r;
    return;
  }
  entries_.push_back({id, {r, kNoRegister, kNoRegister, kNoRegister}});
}

void DesiredRegisters::add_all(ValueId id, const Preferences& preferences) {
  for (size_t i = preferences.size(); i-- > 0;) {
    if (preferences[i] != kNoRegister) {
      add(id, preferences[i]);
    }
  }
}

void DesiredRegisters::clobber(RegMask mask) {
  avoid_ &= ~mask;
  for (size_t i = 0; i < entries_.size();) {
    Preferences& list = entries_[i].registers;
    auto end = std::remove_if(list.begin(), list.end(), [mask](Register r) {
      return r == kNoRegister || contains(mask, r);
    });
    if (end == list.begin()) {
      remove_at(i);
      continue;
    }
    std::fill(end, list.end(), kNoRegister);
    ++i;
  }
}

void DesiredRegisters::merge(const DesiredRegisters& other) {
  avoid_ |= other.avoid_;
  for (const Entry& entry : other.entries_) {
    add_all(entry.id, entry.registers);
  }
}

Preferences DesiredRegisters::step_back(const Value* v, const Constraints& constraints) {
  Preferences wished = take(v->id);
  clobber(constraints.clobbers);
  for (const Operand& input : constraints.inputs) {
    if (count(input.mask) == 1) {
      clobber(input.mask);
      add(v->args[static_cast<size_t>(input.index)]->id, lowest(input.mask));
    }
  }
  if (constraints.passes_wish) {
    if (info(v->op).has(kCommutative)) {
      add_all(v->args[1]->id, wished);
    }
    add_all(v->args[0]->id, wished);
  }
  return wished;
}

}  // namespace prologo::alloc
