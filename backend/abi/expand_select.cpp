// Parts of call results and of parameters: every chain of selectors ends in one register, one
// load from the result area, or one piece of a parameter.

#include <algorithm>

#include "backend/abi/expand_state.h"
#include "ir/analysis/type_order.h"
#include "support/ensure.h"

namespace prologo::abi {

// ---- Results of calls ----

static int64_t register_results(const CallLayout& layout) {
  size_t count = 0;
  for (const Place& place : layout.results) {
    count += place.pieces.size();
  }
  return static_cast<int64_t>(count);
}

void Expander::rewrite_memory_result(Value* selector) {
  Value* call = selector->args[0];
  auto [known, is_new] = memory_of_.emplace(call, selector);
  if (is_new) {
    selector->aux_int = register_results(call->aux.call()->layout);
    done_.insert(selector);
  } else {
    copy_of(selector, known->second);
  }
}

Value* Expander::memory_of(Value* call) {
  auto found = memory_of_.find(call);
  if (found != memory_of_.end()) {
    ENSURE(found->second->block == call->block);
    return found->second;
  }
  Value* memory = fn_.new_value(call->block, Op::SelectN, types_.basic(Kind::Memory),
                                call->pos.with_mark(StatementMark::No));
  memory->aux_int = register_results(call->aux.call()->layout);
  add_arg(memory, call);
  done_.insert(memory);
  memory_of_[call] = memory;
  return memory;
}

void Expander::rewrite_result(Value* leaf, Value* selector, int64_t offset, size_t reg) {
  Value* call = selector->args[0];
  const CallLayout& layout = call->aux.call()->layout;
  auto which = static_cast<size_t>(selector->aux_int);
  const Type* type = strip_wrappers(leaf->type);
  ENSURE(type->is_ssa_able());
  Value* memory = memory_of(call);
  const Place& place = layout.results[which];
  Value* part = leaf;
  if (place.in_registers()) {
    for (size_t i = 0; i < which; ++i) {
      reg += layout.results[i].pieces.size();
    }
    if (leaf->block == call->block) {
      reset_value(leaf, Op::SelectN);
      leaf->type = type;
    } else {
      part = fn_.new_value(call->block, Op::SelectN, type, leaf->pos);
    }
    part->aux_int = static_cast<int64_t>(reg);
    add_arg(part, call);
    done_.insert(part);
  } else {
    Value* at = address(fn_.entry, stack_pointer_, offset + place.stack_offset,
                        types_.pointer_to(type));
    if (leaf->block == call->block) {
      reset_value(leaf, Op::Load);
      leaf->type = type;
    } else {
      part = fn_.new_value(call->block, Op::Load, type, leaf->pos);
    }
    add_arg(part, at);
    add_arg(part, memory);
  }
  if (part != leaf) {
    copy_of(leaf, part);
  }
}

// ---- Chains of selectors ----

// Makes `leaf` what the chain from `selector` down selects, at offset and register `reg` of
// what the chain has selected so far. Returns the names of what was selected from.
std::vector<NameSlot> Expander::rewrite_select(Value* leaf, Value* selector, int64_t offset,
                                               size_t reg) {
  if (!selector->args.empty() && selector->args[0]->op == Op::Copy) {
    Value* source = selector->args[0];
    while (source->op == Op::Copy) {
      source = source->args[0];
    }
    set_arg(selector, 0, source);
  }
  switch (selector->op) {
    case Op::ArgIntReg:
    case Op::ArgFloatReg:
      ENSURE(compare_types(leaf->type, selector->type) == 0);
      copy_of(leaf, selector);
      return {};
    case Op::Arg:
      return rewrite_argument(leaf, selector, offset, reg);
    case Op::Load:
      // The one field of a struct in an interface's data word.
      ENSURE(compare_types(leaf->type, selector->type) == 0);
      copy_of(leaf, selector);
      return names_of(selector);
    case Op::SelectN:
      return rewrite_call_result(leaf, selector, offset, reg);
    case Op::Copy: {
      std::vector<NameSlot> slots = rewrite_select(leaf, selector->args[0], offset, reg);
      std::vector<NameSlot> own = names_of(selector);
      slots.insert(slots.end(), own.begin(), own.end());
      return slots;
    }
    default:
      return rewrite_part(leaf, selector, offset, reg);
  }
}

std::vector<NameSlot> Expander::rewrite_argument(Value* leaf, Value* arg, int64_t offset,
                                                 size_t reg) {
  const Type* type = leaf->type;
  if (!is_composite(arg->type)) {
    ENSURE(compare_types(type, arg->type) == 0);
    arg_part(arg, leaf, offset, reg, type, leaf->pos);
    return {};
  }
  if (leaf->op == Op::IData || leaf->op == Op::StructSelect || leaf->op == Op::ArraySelect) {
    type = strip_wrappers(type);
  }
  std::vector<NameSlot> slots = names_of(arg);
  arg_part(arg, leaf, offset, reg, type, leaf->pos);
  return slots;
}

std::vector<NameSlot> Expander::rewrite_call_result(Value* leaf, Value* result, int64_t offset,
                                                    size_t reg) {
  if (done_.count(result) != 0) {
    copy_of(leaf, result);
    return {};
  }
  if (static_cast<size_t>(result->aux_int) ==
      result->args[0]->aux.call()->layout.results.size()) {
    ENSURE(leaf == result);
    rewrite_memory_result(result);
    return {};
  }
  std::vector<NameSlot> slots = names_of(result);
  rewrite_result(leaf, result, offset, reg);
  return slots;
}

std::vector<NameSlot> Expander::rewrite_part(Value* leaf, Value* selector, int64_t offset,
                                             size_t reg) {
  const Type* type = leaf->type;
  const Op op = selector->op;
  Value* whole = selector->args.empty() ? nullptr : selector->args[0];
  const auto index = static_cast<size_t>(selector->aux_int);
  const Type* own = selector->type;
  auto part = [&](int64_t at, size_t register_at, const char* suffix, const Type* part_type) {
    std::vector<NameSlot> slots = rewrite_select(leaf, whole, offset + at, reg + register_at);
    return split(slots, suffix, at, part_type);
  };
  switch (op) {
    case Op::StructSelect: {
      const Type* t = whole->type;
      if (t->kind != Kind::Struct) {
        return rewrite_select(leaf, whole, offset, reg);  // an interface's data word
      }
      const bool is_data = whole->op == Op::IData;
      const Field field = t->fields[index];
      std::vector<NameSlot> slots =
          rewrite_select(leaf, whole, offset + field.offset, reg + register_offset(t, index));
      return is_data ? std::vector<NameSlot>{}
                     : split(slots, field.name, field.offset, field.type);
    }
    case Op::ArraySelect:
      rewrite_select(leaf, whole, offset + own->size * selector->aux_int,
                     reg + register_offset(whole->type, index));
      return {};
    case Op::StringPtr:
      return part(0, 0, ".ptr", types_.byte_pointer());
    case Op::SlicePtr:
    case Op::SlicePtrUnchecked:
      return part(0, 0, ".ptr", types_.pointer_to(whole->type->elem));
    case Op::ITab:
      return part(0, 0, whole->type->has_methods ? ".itab" : ".type",
                  types_.basic(Kind::Uintptr));
    case Op::ComplexReal:
      return part(0, 0, ".real", own);
    case Op::ComplexImag:
      return part(own->size, 1, ".imag", own);
    case Op::StringLen:
    case Op::SliceLen:
      return part(8, 1, ".len", type);
    case Op::IData:
      return part(8, 1, ".data", type);
    case Op::SliceCap:
      return part(16, 2, ".cap", type);
    default:
      return {};
  }
}

// ---- The order of it all ----

struct Expander::Selectors {
  std::map<Value*, int, bool (*)(const Value*, const Value*)> users{
      [](const Value* a, const Value* b) {
        return a->id < b->id;
      }};                     // selectors of each selector
  std::vector<Value*> order;  // users before what they select from
};

static bool is_part_selector(Op op) {
  switch (op) {
    case Op::StructSelect:
    case Op::ArraySelect:
    case Op::IData:
    case Op::ITab:
    case Op::StringPtr:
    case Op::StringLen:
    case Op::SlicePtr:
    case Op::SliceLen:
    case Op::SliceCap:
    case Op::SlicePtrUnchecked:
    case Op::ComplexReal:
    case Op::ComplexImag:
      return true;
    default:
      return false;
  }
}

// A call whose arguments and results the front end has placed itself.
static bool is_made_call(const Value* call) {
  return call->op == Op::StaticCall || call->op == Op::InterCall || call->op == Op::ClosureCall;
}

void Expander::collect_selectors(Selectors& out) {
  for (Block* b : fn_.blocks) {
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      Value* v = b->values[i];
      if (is_part_selector(v->op)) {
        Op from = v->args[0]->op;
        if (from == Op::StructSelect || from == Op::ArraySelect || from == Op::SelectN ||
            from == Op::Arg) {
          ++out.users[v->args[0]];
        }
        out.users[v];
      } else if ((v->op == Op::SelectN && !is_made_call(v->args[0])) ||
                 (v->op == Op::Arg && is_composite(v->type))) {
        out.users[v];
      } else if (v->op == Op::SelectNAddr) {
        const Place& place =
            v->args[0]->aux.call()->layout.results[static_cast<size_t>(v->aux_int)];
        copy_of(v, address(fn_.entry, stack_pointer_, place.stack_offset, v->type));
      }
    }
  }
}

void Expander::order_selectors(Selectors& out) {
  for (const auto& [v, users] : out.users) {
    if (users == 0) {
      out.order.push_back(v);
    }
  }
  // In each batch dominators come last: read backwards, duplicates find the dominating one.
  auto later = [this](const Value* a, const Value* b) {
    return a->block == b->block ? a->id < b->id
                                : dominators_.entry(a->block) > dominators_.entry(b->block);
  };
  size_t begin = 0;
  while (!out.users.empty()) {
    const size_t end = out.order.size();
    ENSURE_MSG(begin < end, "selectors select from each other");
    std::stable_sort(out.order.begin() + static_cast<std::ptrdiff_t>(begin), out.order.end(),
                     later);
    for (size_t i = begin; i < end; ++i) {
      Value* v = out.order[i];
      out.users.erase(v);
      auto from = v->op == Op::Arg ? out.users.end() : out.users.find(v->args[0]);
      if (from == out.users.end()) {
        continue;
      }
      if (from->second == 1) {
        out.order.push_back(from->first);
        out.users.erase(from);
      } else {
        --from->second;
      }
    }
    begin = end;
  }
}

// Equal selectors become copies of one that dominates them.
void Expander::share_selectors(const Selectors& selectors) {
  std::map<PartKey, Value*> first;
  for (size_t i = selectors.order.size(); i-- > 0;) {
    Value* v = selectors.order[i];
    if (v->op == Op::Arg) {
      continue;
    }
    while (v->args[0]->op == Op::Copy) {
      set_arg(v, 0, v->args[0]->args[0]);
    }
    const Value* whole = v->args[0];
    if (v->is_memory() || (v->op == Op::SlicePtr &&
                           !types_.is_source_pointer(types_.pointer_to(whole->type->elem)))) {
      continue;
    }
    int64_t offset = 0;
    switch (v->op) {
      case Op::StructSelect:
        ENSURE(whole->type->kind == Kind::Struct);
        offset = whole->type->fields[static_cast<size_t>(v->aux_int)].offset;
        break;
      case Op::ArraySelect:
        offset = v->type->size * v->aux_int;
        break;
      case Op::SelectN:
        offset = v->aux_int;
        break;
      case Op::StringLen:
      case Op::SliceLen:
      case Op::IData:
        offset = 8;
        break;
      case Op::SliceCap:
        offset = 16;
        break;
      case Op::ComplexImag:
        offset = v->type->size;
        break;
      default:
        break;
    }
    Value*& known = first[PartKey{whole, offset, v->type->size, v->type}];
    if (known != nullptr && dominators_.dominates(known->block, v->block)) {
      copy_of(v, known);
    } else {
      known = v;
    }
  }
}

void Expander::expand_selectors() {
  Selectors selectors;
  collect_selectors(selectors);
  order_selectors(selectors);
  share_selectors(selectors);
  std::vector<NamedIndex> obsolete;
  for (Value* v : selectors.order) {
    if (v->uses == 0) {
      invalidate(v);
      continue;
    }
    if (v->op == Op::Copy) {
      continue;
    }
    std::vector<NameSlot> slots = rewrite_select(v, v, 0, 0);
    if (v->is_memory()) {
      continue;
    }
    if (!is_composite(v->type)) {
      for (const NameSlot& slot : slots) {
        if (find_name(fn_, slot) == nullptr) {
          fn_.names.push_back({slot.variable, slot.type, slot.offset, {}});
        }
        find_name(fn_, slot)->values.push_back(v);
      }
      continue;
    }
    auto named = named_.find(v);
    if (named != named_.end()) {
      obsolete.insert(obsolete.end(), named->second.begin(), named->second.end());
    }
  }
  drop_named_values(fn_, std::move(obsolete));
}

}  // namespace prologo::abi
