// The generic rules, and one value a constant.

#include <map>
#include <tuple>

#include "ir/passes/passes.h"
#include "ir/rules/rewrite.h"

namespace prologo::ir {

void optimise(Function& fn) {
  apply_rules(fn, rewrite_generic_block, rewrite_generic_value, DeadValues::Remove);
}

namespace {

using ConstantKey = std::tuple<Op, int64_t, const void*, const Type*>;

using FirstOfKind = std::map<ConstantKey, Value*>;

ConstantKey key_of(const Value* v) { return {v->op, v->aux_int, v->aux.raw(), v->type}; }

void use_first_of_kind(const FirstOfKind& first, Value* v) {
  for (size_t i = 0; i < v->args.size(); ++i) {
    if (info(v->args[i]->op).arg_count != 0) {
      continue;
    }
    auto found = first.find(key_of(v->args[i]));
    if (found != first.end()) {
      set_arg(v, i, found->second);
    }
  }
}

}  // namespace

// Values without arguments are equal if they look equal. The first of each kind stays, in the
// entry block, and takes the uses of the others; dead code removes those.
void share_constants(Function& fn) {
  FirstOfKind first;
  for (Block* b : fn.blocks) {
    for (size_t i = 0; i < b->values.size();) {
      Value* v = b->values[i];
      bool is_new = info(v->op).arg_count == 0 && first.emplace(key_of(v), v).second;
      if (!is_new || b == fn.entry) {
        ++i;
        continue;
      }
      v->block = fn.entry;
      fn.entry->values.push_back(v);
      b->values[i] = b->values.back();
      b->values.pop_back();
    }
  }
  for (Block* b : fn.blocks) {
    for (Value* v : b->values) {
      use_first_of_kind(first, v);
    }
  }
}

}  // namespace prologo::ir
