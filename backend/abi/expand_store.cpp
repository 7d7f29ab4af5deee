// Putting a value where the layout wants it: taken apart to leaves, each leaf appended to the
// register values or stored to memory. Go's numbering of values depends on the order of it.

#include "backend/abi/expand_state.h"
#include "support/ensure.h"

namespace prologo::abi {

namespace {

struct Part {
  const Type* type;
  int64_t offset;
  std::string suffix;
};

const Type* complex_part(Types& types, const Type* t) {
  return types.basic(t->size == 8 ? Kind::Float32 : Kind::Float64);
}

// The parts of a value in memory or of a parameter. Slices: the pointer is a *uint8 here.
std::vector<Part> parts_of(Types& types, const Type* t) {
  const Type* word = types.basic(Kind::Int);
  const Type* bytes = types.byte_pointer();
  std::vector<Part> out;
  switch (t->kind) {
    case Kind::Array:
      for (int64_t i = 0; i < t->length; ++i) {
        out.push_back({t->elem, i * t->elem->size, "[" + std::to_string(i) + "]"});
      }
      return out;
    case Kind::Struct:
      for (const Field& field : t->fields) {
        out.push_back({field.type, field.offset, "." + field.name});
      }
      return out;
    case Kind::Interface:
      return {{types.basic(Kind::Uintptr), 0, t->has_methods ? ".itab" : ".type"},
              {bytes, 8, ".idata"}};
    case Kind::String:
      return {{bytes, 0, ".ptr"}, {word, 8, ".len"}};
    case Kind::Slice:
      return {{bytes, 0, ".ptr"}, {word, 8, ".len"}, {word, 16, ".cap"}};
    case Kind::Complex64:
    case Kind::Complex128: {
      const Type* half = complex_part(types, t);
      return {{half, 0, ".real"}, {half, half->size, ".imag"}};
    }
    default:
      return out;
  }
}

bool has_parts(const Type* t) {
  switch (t->kind) {
    case Kind::Array:
    case Kind::Struct:
    case Kind::Interface:
    case Kind::String:
    case Kind::Slice:
    case Kind::Complex64:
    case Kind::Complex128:
      return true;
    default:
      return false;
  }
}

}  // namespace

// A Dereference (a value too large for SSA) becomes a Move, in place if it can.
Value* Expander::move_block(Block* b, Value* base, Value* source, Value* memory, int64_t offset,
                            const Type* type, Pos pos) {
  Value* from = source->args[0];
  Value* to = address(b, base, offset, from->type);
  Value* move = source;
  if (source->uses == 1 && source->block == b) {
    reset_value(source, Op::Move);
    source->pos = pos;
    source->type = types_.basic(Kind::Memory);
  } else {
    move = fn_.new_value(b, Op::Move, types_.basic(Kind::Memory), pos);
  }
  move->aux = type;
  move->aux_int = type->size;
  add_arg(move, to);
  add_arg(move, from);
  add_arg(move, memory);
  return move;
}

// Stores `source`, a value of type t, at offset or into registers. `reg`: if the source is a
// parameter in registers, which of them. Returns the memory state after it.
Value* Expander::store(Pos pos, Block* b, Value* source, Value* memory, const Type* t,
                       int64_t offset, size_t reg, const Target& target) {
  switch (source->op) {
    case Op::Copy:
      return store(pos, b, source->args[0], memory, t, offset, reg, target);
    case Op::Load:
    case Op::Dereference:
      if (has_parts(source->type)) {
        return store_load(pos, b, source, memory, offset, target);
      }
      break;
    case Op::Arg:
      if (Value* after = store_arg(pos, b, source, memory, t, offset, reg, target)) {
        return after;
      }
      break;
    case Op::ArrayMake0:
    case Op::StructMake0:
      return memory;
    case Op::StructMake1:
    case Op::StructMake2:
    case Op::StructMake3:
    case Op::StructMake4:
    case Op::ArrayMake1:
    case Op::ComplexMake:
    case Op::IMake:
    case Op::StringMake:
    case Op::SliceMake:
      return store_made(pos, b, source, memory, t, offset, target);
    default:
      break;
  }
  if (has_parts(t)) {
    return store_selected(pos, b, source, memory, t, offset, reg, target);
  }
  if (source->op == Op::Dereference) {
    source->op = Op::Load;
  }
  if (target.registers != nullptr) {
    target.registers->push_back(source);
    return memory;
  }
  Value* at = address(b, target.base, offset, types_.pointer_to(t));
  Value* out = fn_.new_value(b, Op::Store, types_.basic(Kind::Memory), pos);
  out->aux = t;
  add_arg(out, at);
  add_arg(out, source);
  add_arg(out, memory);
  return out;
}

// StructMake and the like: their arguments are the parts.
Value* Expander::store_made(Pos pos, Block* b, Value* source, Value* memory, const Type* t,
                            int64_t offset, const Target& target) {
  // The data word of an interface may be known as the struct or array it holds.
  const std::vector<Part> parts = parts_of(types_, t);
  ENSURE(parts.size() >= source->args.size());
  for (size_t i = 0; i < source->args.size(); ++i) {
    memory = store(pos, b, source->args[i], memory, parts[i].type, offset + parts[i].offset, 0,
                   target);
    pos.mark = StatementMark::No;
  }
  return memory;
}

// What cannot be taken apart by looking at it: select the parts.
Value* Expander::store_selected(Pos pos, Block* b, Value* source, Value* memory, const Type* t,
                                int64_t offset, size_t reg, const Target& target) {
  bool is_wrapper = (t->kind == Kind::Struct && t->fields.size() == 1 &&
                     t->fields[0].type->size == t->size) ||
                    (t->kind == Kind::Array && t->length == 1);
  if (is_wrapper && source->type != t && t->size == 8) {
    // The data word of an interface, used as the one-word struct or array that it is.
    return store(pos, b, source, memory, strip_wrappers(t), offset, reg, target);
  }
  if (t->kind == Kind::Struct || t->kind == Kind::Array) {
    source->type = t;
  }
  static const std::map<Kind, std::vector<Op>> kSelectors = {
      {Kind::Interface, {Op::ITab, Op::IData}},
      {Kind::String, {Op::StringPtr, Op::StringLen}},
      {Kind::Slice, {Op::SlicePtr, Op::SliceLen, Op::SliceCap}},
      {Kind::Complex64, {Op::ComplexReal, Op::ComplexImag}},
      {Kind::Complex128, {Op::ComplexReal, Op::ComplexImag}}};
  std::vector<Part> parts = parts_of(types_, t);
  for (size_t i = 0; i < parts.size(); ++i) {
    Op op = t->kind == Kind::Struct ? Op::StructSelect : Op::ArraySelect;
    const Type* type = parts[i].type;
    if (t->kind != Kind::Struct && t->kind != Kind::Array) {
      op = kSelectors.at(t->kind)[i];
    }
    if (op == Op::ITab) {
      type = types_.byte_pointer();
    } else if (op == Op::SlicePtr) {
      type = types_.pointer_to(t->elem);
    }
    Value* part = fn_.new_value(source->block, op, type, pos);
    part->aux_int =
        op == Op::StructSelect || op == Op::ArraySelect ? static_cast<int64_t>(i) : 0;
    add_arg(part, source);
    memory = store(pos, b, part, memory, type, offset + parts[i].offset, reg, target);
    reg += width(type);
    pos.mark = StatementMark::No;
  }
  return memory;
}

// A load of a composite value: loads of its parts.
Value* Expander::store_load(Pos pos, Block* b, Value* source, Value* memory, int64_t offset,
                            const Target& target) {
  for (const Part& part : parts_of(types_, source->type)) {
    Value* at =
        address(source->block, source->args[0], part.offset, types_.pointer_to(part.type));
    Value* load = fn_.new_value(source->block, Op::Load, part.type, source->pos);
    add_arg(load, at);
    add_arg(load, memory);
    memory = store(pos, b, load, memory, part.type, offset + part.offset, 0, target);
    pos.mark = StatementMark::No;
  }
  return memory;
}

// A parameter passed on: part by part, each part made once. Null: it has no parts.
Value* Expander::store_arg(Pos pos, Block* b, Value* source, Value* memory, const Type* t,
                           int64_t offset, size_t reg, const Target& target) {
  const Place& place = place_of(source);
  const std::vector<NameSlot> slots = names_of(source);
  if (place.in_registers()) {
    const size_t last = reg + width(t);
    for (size_t i = reg; i < last; ++i) {
      const Piece& piece = place.pieces[i];
      const Type* type = piece.type;
      auto known = args_.find(PartKey{source, piece.offset, type->size, type});
      Value* part = known == args_.end() ? nullptr : known->second;
      if (part == nullptr) {
        part = arg_part(source, nullptr, piece.offset, i, type, pos);
        std::string suffix = path_to(source->type, type, piece.offset);
        if (!suffix.empty()) {
          name_parts(slots, suffix, piece.offset, type, part);
        }
      }
      if (t->is_pointer_shaped()) {
        type = t;  // keeps what the pointer's type says of its element
      }
      memory = store(pos, b, part, memory, type, offset + piece.offset, i, target);
    }
    return memory;
  }
  if (!has_parts(source->type)) {
    return nullptr;
  }
  for (const Part& part : parts_of(types_, source->type)) {
    auto known = args_.find(PartKey{source, part.offset, part.type->size, part.type});
    Value* value = known == args_.end() ? nullptr : known->second;
    if (value == nullptr) {
      value = arg_part(source, nullptr, part.offset, reg, part.type, pos);
      name_parts(slots, part.suffix, part.offset, part.type, value);
    }
    memory = store(pos, b, value, memory, part.type, offset + part.offset, reg, target);
    reg += width(part.type);
    pos.mark = StatementMark::No;
  }
  return memory;
}

}  // namespace prologo::abi
