#pragma once
// The table of named values when a variable is taken apart: names for its parts.

#include "ir/function.h"

namespace prologo::ir {

inline NameSlot slot_of(const Function::NamedValue& name) {
  return {name.variable, name.type, name.offset};
}

// The entry of that slot, or null.
Function::NamedValue* find_name(Function& fn, const NameSlot& slot);

// Takes values off their names (`obsolete`: index of the name, index in its values; ascending),
// then all Invalid values, and names that had no values
// left before that. Lists are closed from the back.
struct NamedIndex {
  size_t name = 0;
  size_t value = 0;
};

void drop_named_values(Function& fn, std::vector<NamedIndex> obsolete);

// The slot of a part. A plain local variable is truly split: the part becomes a variable of its
// own, named with the suffix; others keep their place in the whole.
NameSlot split_slot(Function& fn, const NameSlot& whole, const std::string& suffix,
                    int64_t offset, const Type* type);

}  // namespace prologo::ir
