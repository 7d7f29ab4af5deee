// Parts of call results and of parameters: every chain of selectors ends in one register, one
// load from the result area, or one piece of a parameter.

#include <algorithm>

#include "backend/abi/expand_state.h"
#include "support/ensure.h"

namespace prologo::abi {

size_t Expander::width(const Type* t) { return types_.leaves(t).size(); }

// How many registers the parts before part `index` take.
size_t Expander::register_offset(const Type* t, size_t index) {
  if (t->kind == Kind::Array) {
    return index * width(t->elem);
  }
  size_t registers = 0;
  for (size_t i = 0; i < index; ++i) {
    registers += width(t->fields[i].type);
  }
  return registers;
}

// ---- Names ----

std::vector<NameSlot> Expander::names_of(const Value* v) const {
  std::vector<NameSlot> slots;
  auto found = named_.find(v);
  if (found != named_.end()) {
    for (const NamedIndex& i : found->second) {
      slots.push_back(slot_of(fn_.names[i.name]));
    }
  }
  return slots;
}

std::vector<NameSlot> Expander::split(const std::vector<NameSlot>& slots, const std::string& suffix,
                                      int64_t offset, const Type* type) {
  std::vector<NameSlot> parts;
  for (const NameSlot& slot : slots) {
    parts.push_back(split_slot(fn_, slot, suffix, offset, type));
  }
  return parts;
}

void Expander::name_parts(const std::vector<NameSlot>& slots, const std::string& suffix,
                          int64_t offset, const Type* type, Value* v) {
  for (const NameSlot& part : split(slots, suffix, offset, type)) {
    if (find_name(fn_, part) == nullptr) {
      fn_.names.push_back({part.variable, part.type, part.offset, {}});
    }
    find_name(fn_, part)->values.push_back(v);
  }
}

// "x.f.ptr": the way from a type to its leaf at an offset.
std::string Expander::path_to(const Type* whole, const Type* leaf, int64_t offset) const {
  if (whole == leaf || (offset == 0 && whole->size == leaf->size)) {
    return "";
  }
  std::string path;
  while (true) {
    if (whole->kind == Kind::Array) {
      whole = whole->elem;
      if (whole->size == 0) {
        return path;
      }
      path += "[" + std::to_string(offset / whole->size) + "]";
      offset %= whole->size;
      continue;
    }
    if (whole->kind != Kind::Struct) {
      break;
    }
    auto field = std::find_if(whole->fields.begin(), whole->fields.end(), [offset](const Field& f) {
      return f.offset + f.type->size > offset;
    });
    if (field == whole->fields.end()) {
      return path;
    }
    offset -= field->offset;
    path += "." + field->name;
    whole = field->type;
  }
  switch (whole->kind) {
    case Kind::Interface:
      return path + (offset != 0 ? ".data" : whole->has_methods ? ".itab" : ".type");
    case Kind::Slice:
    case Kind::String:
      return path + (offset == 0 ? ".ptr" : offset == 8 ? ".len" : ".cap");
    case Kind::Complex64:
    case Kind::Complex128:
      return path + (offset == 0 ? ".real" : ".imag");
    default:
      return path;
  }
}

// ---- Parameters ----

const Place& Expander::place_of(const Value* arg) const {
  const Variable* variable = arg->aux.variable();
  for (size_t i = 0; i < fn_.params.size(); ++i) {
    if (fn_.params[i] == variable) {
      return fn_.layout.params[i];
    }
  }
  UNREACHABLE("not a parameter: " + variable->name);
}

void Expander::into_register(Value* v, const Variable* variable, int64_t offset, Register r) {
  auto index = [r](std::span<const Register> list) {
    return std::find(list.begin(), list.end(), r) - list.begin();
  };
  bool is_float = r >= reg::X0;
  v->op = is_float ? Op::ArgFloatReg : Op::ArgIntReg;
  v->aux = fn_.part(const_cast<Variable*>(variable), offset);
  v->aux_int = index(is_float ? fn_.abi->float_regs : fn_.abi->int_regs);
}

// A parameter that is one leaf.
void Expander::arg_in_place(Value* arg) {
  const Place& place = place_of(arg);
  if (!place.in_registers()) {
    return;
  }
  ENSURE_MSG(place.pieces.size() == 1, "a parameter in registers was not taken apart");
  PartKey key{arg, 0, arg->type->size, arg->type};
  auto known = args_.find(key);
  if (known != args_.end() && known->second->uses != 0) {
    copy_of(arg, known->second);
    return;
  }
  into_register(arg, arg->aux.variable(), 0, place.pieces[0].reg);
  args_[key] = arg;
}

// The part of parameter `base` at offset (its register number `reg`). If `replaced` is given it
// becomes that part, or a copy of it.
Value* Expander::arg_part(Value* base, Value* replaced, int64_t offset, size_t reg, const Type* type,
                          Pos pos) {
  PartKey key{base, offset, type->size, type};
  auto known = args_.find(key);
  if (known != args_.end() && known->second->uses != 0) {
    if (replaced != nullptr) {
      copy_of(replaced, known->second);
    }
    return known->second;
  }
  const Place& place = place_of(base);
  const Variable* variable = base->aux.variable();
  const Aux aux = base->aux;
  const int64_t base_offset = base->aux_int;
  Value* part = replaced;
  if (replaced != nullptr && replaced->block == base->block) {
    reset_value(replaced, Op::Arg);
    replaced->type = type;
  } else {
    Op op = !place.in_registers()                   ? Op::Arg
            : place.pieces[reg].reg >= reg::X0 ? Op::ArgFloatReg
                                                    : Op::ArgIntReg;
    part = fn_.new_value(base->block, op, type, pos);
  }
  if (place.in_registers()) {
    into_register(part, variable, offset, place.pieces[reg].reg);
  } else {
    part->aux = aux;
    part->aux_int = base_offset + offset;
  }
  args_[key] = part;
  if (replaced != nullptr && replaced != part) {
    copy_of(replaced, part);
  }
  return part;
}

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
    Value* at = address(fn_.entry, stack_pointer_, offset + place.stack_offset, types_.pointer_to(type));
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

// Makes `leaf` what the chain from `selector` down selects, at offset and register `reg` of what
// the chain has selected so far. Returns the names of what was selected from.
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
      ENSURE(leaf->type == selector->type);
      copy_of(leaf, selector);
      return {};
    case Op::Arg: {
      const Type* type = leaf->type;
      if (!is_composite(selector->type)) {
        ENSURE(type == selector->type);
        arg_part(selector, leaf, offset, reg, type, leaf->pos);
        return {};
      }
      if (leaf->op == Op::IData || leaf->op == Op::StructSelect || leaf->op == Op::ArraySelect) {
        type = strip_wrappers(type);
      }
      std::vector<NameSlot> slots = names_of(selector);
      arg_part(selector, leaf, offset, reg, type, leaf->pos);
      return slots;
    }
    case Op::Load: {
      // The one field of a struct in an interface's data word.
      ENSURE(leaf->type == selector->type);
      copy_of(leaf, selector);
      return names_of(selector);
    }
    case Op::SelectN: {
      if (done_.count(selector) != 0) {
        copy_of(leaf, selector);
        return {};
      }
      if (static_cast<size_t>(selector->aux_int) == selector->args[0]->aux.call()->layout.results.size()) {
        ENSURE(leaf == selector);
        rewrite_memory_result(selector);
        return {};
      }
      std::vector<NameSlot> slots = names_of(selector);
      rewrite_result(leaf, selector, offset, reg);
      return slots;
    }
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

std::vector<NameSlot> Expander::rewrite_part(Value* leaf, Value* selector, int64_t offset, size_t reg) {
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
      return is_data ? std::vector<NameSlot>{} : split(slots, field.name, field.offset, field.type);
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
      return part(0, 0, whole->type->has_methods ? ".itab" : ".type", types_.basic(Kind::Uintptr));
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
      [](const Value* a, const Value* b) { return a->id < b->id; }};  // selectors of each selector
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

void Expander::collect_selectors(Selectors& out) {
  for (Block* b : fn_.blocks) {
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      Value* v = b->values[i];
      if (is_part_selector(v->op)) {
        Op from = v->args[0]->op;
        if (from == Op::StructSelect || from == Op::ArraySelect || from == Op::SelectN || from == Op::Arg) {
          ++out.users[v->args[0]];
        }
        out.users[v];
      } else if (v->op == Op::SelectN || (v->op == Op::Arg && is_composite(v->type))) {
        out.users[v];
      } else if (v->op == Op::SelectNAddr) {
        const Place& place = v->args[0]->aux.call()->layout.results[static_cast<size_t>(v->aux_int)];
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
    std::stable_sort(out.order.begin() + static_cast<std::ptrdiff_t>(begin), out.order.end(), later);
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
    if (v->is_memory()) {
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
