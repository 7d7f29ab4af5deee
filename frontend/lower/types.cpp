#include "frontend/lower/types.h"

#include <algorithm>

#include "frontend/types/relations.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::lower {

namespace {

using ir::Kind;

Kind basic_kind(types::BasicKind kind) {
  using B = types::BasicKind;
  switch (kind) {
    case B::Bool:
    case B::UntypedBool:
      return Kind::Bool;
    case B::Int:
    case B::UntypedInt:
      return Kind::Int;
    case B::Int8:
      return Kind::Int8;
    case B::Int16:
      return Kind::Int16;
    case B::Int32:
    case B::UntypedRune:
      return Kind::Int32;
    case B::Int64:
      return Kind::Int64;
    case B::Uint:
      return Kind::Uint;
    case B::Uint8:
      return Kind::Uint8;
    case B::Uint16:
      return Kind::Uint16;
    case B::Uint32:
      return Kind::Uint32;
    case B::Uint64:
      return Kind::Uint64;
    case B::Uintptr:
      return Kind::Uintptr;
    case B::Float32:
      return Kind::Float32;
    case B::Float64:
    case B::UntypedFloat:
      return Kind::Float64;
    case B::Complex64:
      return Kind::Complex64;
    case B::Complex128:
    case B::UntypedComplex:
      return Kind::Complex128;
    case B::String:
    case B::UntypedString:
      return Kind::String;
    case B::UnsafePointer:
    case B::UntypedNil:
      return Kind::UnsafePointer;
    case B::Invalid:
      break;
  }
  UNREACHABLE("invalid basic type after checking");
}

types::BasicKind go_basic_kind(Kind kind) {
  const auto first = static_cast<int>(types::BasicKind::Bool);
  for (int k = first; k <= static_cast<int>(types::BasicKind::UnsafePointer); ++k) {
    if (basic_kind(static_cast<types::BasicKind>(k)) == kind) {
      return static_cast<types::BasicKind>(k);
    }
  }
  UNREACHABLE("not a basic kind");
}

bool is_basic(Kind kind) { return kind >= Kind::Bool && kind <= Kind::UnsafePointer; }

struct Shape {
  int64_t size;
  int64_t align;
};

// Size of the kinds whose size does not depend on their parts.
Shape fixed_shape(Kind kind) {
  switch (kind) {
    case Kind::Slice:
      return {24, 8};
    case Kind::Interface:
      return {16, 8};
    default:
      return {8, 8};
  }
}

}  // namespace

Kind kind_of(const types::Type* type) {
  const types::Type* u = types::underlying(type);
  switch (u->kind) {
    case types::Kind::Basic:
      return basic_kind(types::as<types::Basic>(u)->basic);
    case types::Kind::Pointer:
      return Kind::Pointer;
    case types::Kind::Array:
      return Kind::Array;
    case types::Kind::Slice:
      return Kind::Slice;
    case types::Kind::Map:
      return Kind::Map;
    case types::Kind::Chan:
      return Kind::Chan;
    case types::Kind::Struct:
      return Kind::Struct;
    case types::Kind::Signature:
      return Kind::Func;
    case types::Kind::Interface:
      return Kind::Interface;
    default:
      UNREACHABLE("type without a run-time representation");
  }
}

TypeMap::TypeMap(ir::Types& types) : types_(types) {}

void TypeMap::note(const ir::Type* type, const types::Type* go) { to_go_.emplace(type, go); }

const ir::Type* TypeMap::of(const types::Type* type) {
  if (auto found = by_go_.find(type); found != by_go_.end()) {
    return found->second;
  }
  const ir::Type* result = shell(type);
  finish();
  return result;
}

// Go makes one type of all `*T` and all `[]T`, but another one of each place where one of these is
// written out. They stay identical, yet slots are shared and copies of zeroed variables dropped
// only among types that are one object.
static bool is_new_where_written(const types::Type* type) {
  switch (type->kind) {
    case types::Kind::Array:
    case types::Kind::Map:
    case types::Kind::Chan:
    case types::Kind::Struct:
    case types::Kind::Signature:
      return true;
    default:
      return false;
  }
}

// The object that stands for the type, perhaps still without layout.
const ir::Type* TypeMap::shell(const types::Type* type) {
  if (auto found = by_go_.find(type); found != by_go_.end()) {
    return found->second;
  }
  const ir::Type* result = nullptr;
  if (const auto* basic = types::as<types::Basic>(type)) {
    result = basic->name == "byte"   ? types_.byte()
             : basic->name == "rune" ? types_.rune()
                                     : types_.basic(basic_kind(basic->basic));
  } else if (const auto* pointer = types::as<types::Pointer>(type)) {
    result = types_.pointer_to(shell(pointer->elem));
  } else if (const auto* slice = types::as<types::Slice>(type)) {
    result = types_.slice_of(shell(slice->elem));
  } else if (is_new_where_written(type)) {
    result = fill_shell(type, types::link_string(type));
  } else {
    const std::string name = types::link_string(type);
    result = types_.find(name);
    if (result == nullptr) {
      result = fill_shell(type, name);
    }
  }
  by_go_.emplace(type, result);
  note(result, type);
  return result;
}

ir::Type* TypeMap::fill_shell(const types::Type* type, const std::string& name) {
  const Kind kind = kind_of(type);
  ir::Type* made = types_.make(kind, name);
  by_go_.emplace(type, made);
  made->is_named = type->kind == types::Kind::Named;
  made->not_in_heap = types::is_not_in_heap(type);
  if (is_basic(kind)) {
    const ir::Type* base = types_.basic(kind);
    made->size = base->size;
    made->align = base->align;
    return made;
  }
  const types::Type* u = types::underlying(type);
  if (kind == Kind::Array || kind == Kind::Struct) {
    incomplete_.emplace(made, true);
    pending_.push_back(made);
    if (const auto* array = types::as<types::Array>(u)) {
      made->length = array->length;
      made->elem = shell(array->elem);
    }
    note(made, type);
    return made;
  }
  const Shape shape = fixed_shape(kind);
  made->size = shape.size;
  made->align = shape.align;
  if (const auto* pointer = types::as<types::Pointer>(u)) {
    made->elem = shell(pointer->elem);
  } else if (const auto* slice = types::as<types::Slice>(u)) {
    made->elem = shell(slice->elem);
  } else if (const auto* map = types::as<types::Map>(u)) {
    made->key = shell(map->key);
    made->elem = shell(map->elem);
  } else if (const auto* chan = types::as<types::Chan>(u)) {
    made->elem = shell(chan->elem);
  } else if (const auto* interface = types::as<types::Interface>(u)) {
    made->has_methods = !types::type_set_of(interface)->methods.empty();
  }
  return made;
}

void TypeMap::finish() {
  while (!pending_.empty()) {
    const ir::Type* next = pending_.back();
    pending_.pop_back();
    complete(next);
  }
}

// Lays out an array or struct, its parts first.
void TypeMap::complete(const ir::Type* type) {
  if (incomplete_.erase(type) == 0) {
    return;
  }
  auto* made = const_cast<ir::Type*>(type);
  if (made->kind == Kind::Array) {
    complete(made->elem);
    made->size = made->elem->size * made->length;
    made->align = made->elem->align;
    return;
  }
  lay_out_struct(made, types::under<types::Struct>(to_go_.at(type)));
}

void TypeMap::lay_out_struct(ir::Type* type, const types::Struct* from) {
  int64_t offset = 0;
  int64_t align = 1;
  for (const types::Field& field : from->fields) {
    const ir::Type* field_type = shell(field.type);
    complete(field_type);
    offset = align_to(offset, field_type->align);
    align = std::max(align, field_type->align);
    type->fields.push_back({std::string(field.name), field_type, offset});
    offset += field_type->size;
  }
  // A zero-sized last field gets a byte, so that its address stays inside the object.
  if (offset > 0 && !type->fields.empty() && type->fields.back().type->size == 0) {
    ++offset;
  }
  type->align = align;
  type->size = align_to(offset, align);
}

const types::Type* TypeMap::go(const ir::Type* type) {
  if (auto found = to_go_.find(type); found != to_go_.end()) {
    return found->second;
  }
  const types::Type* made = nullptr;
  if (is_basic(type->kind) && !type->is_named) {
    // Basic types of the map itself have no universe object of their own here.
    made = arena_.make<types::Basic>(go_basic_kind(type->kind), uint16_t{0},
                                     arena_.keep(type->name));
  } else if (type->kind == Kind::Pointer) {
    made = arena_.make<types::Pointer>(go(type->elem));
  } else if (type->kind == Kind::Slice) {
    made = arena_.make<types::Slice>(go(type->elem));
  } else if (type->kind == Kind::Array) {
    made = arena_.make<types::Array>(go(type->elem), type->length);
  }
  ENSURE_MSG(made != nullptr, "no Go type behind " + type->name);
  note(type, made);
  by_go_.emplace(made, type);
  return made;
}

const ir::Type* TypeMap::pointer_to(const ir::Type* elem) {
  const ir::Type* type = types_.pointer_to(elem);
  go(type);
  return type;
}

const ir::Type* TypeMap::slice_of(const ir::Type* elem) {
  const ir::Type* type = types_.slice_of(elem);
  go(type);
  return type;
}

const ir::Type* TypeMap::chan_of(const ir::Type* elem, types::ChanDir dir) {
  auto* made = arena_.make<types::Chan>();
  made->dir = dir;
  made->elem = go(elem);
  const ir::Type* found = types_.find(types::link_string(made));
  return found != nullptr ? found : of(made);
}

const ir::Type* TypeMap::array_of(const ir::Type* elem, int64_t length) {
  const ir::Type* type = types_.array_of(elem, length);
  go(type);
  return type;
}

const ir::Type* TypeMap::struct_of(
    const std::vector<std::pair<std::string, const ir::Type*>>& fields, bool no_alg) {
  auto* made = arena_.make<types::Struct>();
  for (const auto& [name, type] : fields) {
    types::Field field;
    field.name = arena_.keep(name);
    field.type = go(type);
    made->fields.push_back(std::move(field));
  }
  const std::string name = (no_alg ? "noalg." : "") + types::link_string(made);
  if (const ir::Type* found = types_.find(name)) {
    return found;
  }
  ir::Type* type = types_.make(Kind::Struct, name);
  note(type, made);
  by_go_.emplace(made, type);
  if (no_alg) {
    no_alg_.emplace(made, true);
  }
  lay_out_struct(type, made);
  finish();
  return type;
}

ir::Signature TypeMap::signature(const types::Signature* type, bool with_receiver) {
  ir::Signature sig;
  sig.has_receiver = type->has_receiver && with_receiver;
  if (sig.has_receiver) {
    sig.params.push_back({std::string(type->receiver.name), of(type->receiver.type)});
  }
  for (const types::Param& param : type->params) {
    sig.params.push_back({std::string(param.name), of(param.type)});
  }
  for (const types::Param& result : type->results) {
    sig.results.push_back({std::string(result.name), of(result.type)});
  }
  return sig;
}

ir::Signature TypeMap::signature(const ir::Type* func) {
  return signature(types::under<types::Signature>(go(func)), false);
}

uint32_t TypeMap::hash(const types::Type* type) const {
  return types::type_hash(type, md5_hashes ? types::HashBy::Md5 : types::HashBy::Sha256);
}

uint32_t TypeMap::hash(const ir::Type* type) { return hash(go(type)); }

bool TypeMap::is_of_byte(const ir::Type* type) {
  const types::Type* from = types::underlying(go(type));
  const types::Type* elem = nullptr;
  if (const auto* array = types::as<types::Array>(from)) {
    elem = array->elem;
  } else if (const auto* slice = types::as<types::Slice>(from)) {
    elem = slice->elem;
  }
  const auto* basic = types::as<types::Basic>(elem);
  return basic != nullptr && basic->name == "byte";
}

const ir::Type* TypeMap::empty_interface() {
  if (const ir::Type* found = types_.find("interface {}")) {
    return found;
  }
  auto* made = arena_.make<types::Interface>();
  made->type_set = arena_.make<types::TypeSet>();
  return of(made);
}

const ir::Type* TypeMap::plain_func() {
  const ir::Type* found = types_.find("func()");
  return found != nullptr ? found : of(arena_.make<types::Signature>());
}

}  // namespace prologo::lower
