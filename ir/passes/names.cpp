#include "ir/passes/names.h"

#include <algorithm>

namespace prologo::ir {

Function::NamedValue* find_name(Function& fn, const NameSlot& slot) {
  auto found =
      std::find_if(fn.names.begin(), fn.names.end(),
                   [&](const Function::NamedValue& name) { return slot_of(name) == slot; });
  return found == fn.names.end() ? nullptr : &*found;
}

static void swap_remove(std::vector<Value*>& list, size_t i) {
  list[i] = list.back();
  list.pop_back();
}

void drop_named_values(Function& fn, std::vector<NamedIndex> obsolete) {
  std::sort(obsolete.begin(), obsolete.end(), [](const NamedIndex& a, const NamedIndex& b) {
    return a.name != b.name ? a.name > b.name : a.value > b.value;
  });
  for (const NamedIndex& i : obsolete) {
    swap_remove(fn.names[i.name].values, i.value);
  }
  for (size_t n = fn.names.size(); n-- > 0;) {
    std::vector<Value*>& values = fn.names[n].values;
    // A name whose last values go now stays, empty, until dead code is next removed.
    const bool was_empty = values.empty();
    for (size_t j = values.size(); j-- > 0;) {
      if (values[j]->op == Op::Invalid) {
        swap_remove(values, j);
      }
    }
    if (was_empty) {
      fn.names[n] = std::move(fn.names.back());
      fn.names.pop_back();
    }
  }
}

NameSlot split_slot(Function& fn, const NameSlot& whole, const std::string& suffix,
                    int64_t offset, const Type* type) {
  const Variable* v = whole.variable;
  if (v->cls != Variable::Class::Auto || v->address_taken) {
    return {whole.variable, type, whole.offset + offset};
  }
  for (const Function::NameSplit& known : fn.name_splits) {
    if (known.whole == whole && known.offset == offset && known.part.type == type) {
      return known.part;
    }
  }
  Variable part;
  part.name = v->name + suffix;
  part.type = type;
  part.pos = v->pos;
  part.used = true;
  NameSlot slot{fn.new_variable(std::move(part)), type, 0};
  fn.name_splits.push_back({whole, offset, slot});
  return slot;
}

}  // namespace prologo::ir
