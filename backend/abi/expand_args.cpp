// The function's own parameters: which register or word a part of one is, and what it is
// called.

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

std::vector<NameSlot> Expander::split(const std::vector<NameSlot>& slots,
                                      const std::string& suffix, int64_t offset,
                                      const Type* type) {
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
    auto field =
        std::find_if(whole->fields.begin(), whole->fields.end(),
                     [offset](const Field& f) { return f.offset + f.type->size > offset; });
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
Value* Expander::arg_part(Value* base, Value* replaced, int64_t offset, size_t reg,
                          const Type* type, Pos pos) {
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
    Op op = !place.in_registers()              ? Op::Arg
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

}  // namespace prologo::abi
