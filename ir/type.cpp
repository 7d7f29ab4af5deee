#include "ir/type.h"

#include <algorithm>

#include "support/ensure.h"

namespace prologo::ir {

namespace {

// What one word-sized or smaller kind looks like to the collector, or how the words of a
// composite one repeat.
void mark_pointers(const Type* type, int64_t offset, std::vector<bool>& words) {
  auto mark = [&](int64_t at) { words[static_cast<size_t>((offset + at) / 8)] = true; };
  switch (type->kind) {
    case Kind::Pointer:
    case Kind::Map:
    case Kind::Chan:
    case Kind::Func:
    case Kind::UnsafePointer:
    case Kind::String:
    case Kind::Slice:
      if (type->has_pointers()) {
        mark(0);
      }
      return;
    case Kind::Interface:
      mark(8);  // the first word, type or itab, is never in the collected heap
      return;
    case Kind::Array:
      for (int64_t i = 0; i < type->length && type->elem->has_pointers(); ++i) {
        mark_pointers(type->elem, offset + i * type->elem->size, words);
      }
      return;
    case Kind::Struct:
    case Kind::Tuple:
    case Kind::Results:
      for (const Field& field : type->fields) {
        if (field.type->has_pointers()) {
          mark_pointers(field.type, offset + field.offset, words);
        }
      }
      return;
    default:
      return;
  }
}

void add_leaves(Types& types, const Type* type, int64_t offset, std::vector<Leaf>& out) {
  const Type* word = types.basic(Kind::Int);
  switch (type->kind) {
    case Kind::String:
      out.push_back({offset, types.byte_pointer()});
      out.push_back({offset + 8, word});
      return;
    case Kind::Slice:  // Go forgets what a slice's pointer points to when it is in a register
      out.push_back({offset, types.byte_pointer()});
      out.push_back({offset + 8, word});
      out.push_back({offset + 16, word});
      return;
    case Kind::Interface:
      out.push_back({offset, types.basic(Kind::UnsafePointer)});
      out.push_back({offset + 8, types.basic(Kind::UnsafePointer)});
      return;
    case Kind::Complex64:
    case Kind::Complex128: {
      const Type* part =
          types.basic(type->kind == Kind::Complex64 ? Kind::Float32 : Kind::Float64);
      out.push_back({offset, part});
      out.push_back({offset + part->size, part});
      return;
    }
    case Kind::Array:
      for (int64_t i = 0; i < type->length; ++i) {
        add_leaves(types, type->elem, offset + i * type->elem->size, out);
      }
      return;
    case Kind::Struct:
      for (const Field& field : type->fields) {
        add_leaves(types, field.type, offset + field.offset, out);
      }
      return;
    default:
      out.push_back({offset, type});
  }
}

struct BasicRow {
  Kind kind;
  const char* name;
  int64_t size;
};

constexpr BasicRow kBasic[] = {
    {Kind::Bool, "bool", 1},           {Kind::Int, "int", 8},
    {Kind::Int8, "int8", 1},           {Kind::Int16, "int16", 2},
    {Kind::Int32, "int32", 4},         {Kind::Int64, "int64", 8},
    {Kind::Uint, "uint", 8},           {Kind::Uint8, "uint8", 1},
    {Kind::Uint16, "uint16", 2},       {Kind::Uint32, "uint32", 4},
    {Kind::Uint64, "uint64", 8},       {Kind::Uintptr, "uintptr", 8},
    {Kind::Float32, "float32", 4},     {Kind::Float64, "float64", 8},
    {Kind::Complex64, "complex64", 8}, {Kind::Complex128, "complex128", 16},
    {Kind::String, "string", 16},      {Kind::UnsafePointer, "unsafe.Pointer", 8},
    {Kind::Void, "void", 0},           {Kind::Memory, "mem", 0},
    {Kind::Flags, "flags", 0},         {Kind::Int128, "int128", 16},
};

}  // namespace

bool Type::has_pointers() const {
  switch (kind) {
    case Kind::Pointer:
    case Kind::Slice:
      return !elem->not_in_heap;
    case Kind::String:
    case Kind::UnsafePointer:
    case Kind::Func:
    case Kind::Map:
    case Kind::Chan:
    case Kind::Interface:
      return true;
    case Kind::Array:
      return length > 0 && elem->has_pointers();
    case Kind::Struct:
    case Kind::Tuple:
    case Kind::Results:
      return std::any_of(fields.begin(), fields.end(),
                         [](const Field& f) { return f.type->has_pointers(); });
    default:
      return false;
  }
}

bool Type::is_ssa_able() const {
  if (size > 32) {
    return false;
  }
  if (kind == Kind::Array) {
    return length <= 1 && elem->is_ssa_able();
  }
  if (kind == Kind::Struct) {
    return fields.size() <= 4 && std::all_of(fields.begin(), fields.end(), [](const Field& f) {
             return f.type->is_ssa_able();
           });
  }
  return true;
}

int64_t Type::pointer_bytes() const {
  if (!has_pointers()) {
    return 0;
  }
  switch (kind) {
    case Kind::Interface:
      return 16;
    case Kind::Array:
      return (length - 1) * elem->size + elem->pointer_bytes();
    case Kind::Struct:
    case Kind::Tuple:
    case Kind::Results:
      for (size_t i = fields.size(); i-- > 0;) {
        if (fields[i].type->has_pointers()) {
          return fields[i].offset + fields[i].type->pointer_bytes();
        }
      }
      UNREACHABLE("a type with pointers has no field with pointers");
    default:
      return 8;
  }
}

std::vector<bool> Type::pointer_words() const {
  std::vector<bool> words(static_cast<size_t>((size + 7) / 8), false);
  if (has_pointers()) {
    mark_pointers(this, 0, words);
  }
  return words;
}

Types::Types() : basic_(static_cast<size_t>(Kind::Results) + 1, nullptr) {
  for (const BasicRow& row : kBasic) {
    basic_[static_cast<size_t>(row.kind)] = make_basic(row.kind, row.name, row.size);
  }
  byte_ = make_basic(Kind::Uint8, "uint8", 1);
  rune_ = make_basic(Kind::Int32, "int32", 4);
}

const Type* Types::make_basic(Kind kind, const char* name, int64_t size) {
  Type* type = make(kind, name);
  type->size = size;
  type->align = kind == Kind::Complex64 ? 4 : std::clamp<int64_t>(size, 1, 8);
  return type;
}

Type* Types::make(Kind kind, std::string name) {
  Type& type = owned_.emplace_back();
  type.kind = kind;
  type.name = std::move(name);
  by_name_.emplace(type.name, &type);
  return &type;
}

const Type* Types::find(std::string_view name) const {
  auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? nullptr : found->second;
}

// Types of one name may be several objects (see make). What is built of the first is found by its
// name, what is built of the others by this key, which no name is like.
static std::string key_of(const std::string& name, const Type* part) {
  return name + " of " + std::to_string(reinterpret_cast<uintptr_t>(part));
}

const Type* Types::pointer_to(const Type* elem) {
  std::string name = "*" + elem->name;
  const Type* known = find(name);
  if (known != nullptr && known->elem != elem) {
    known = find(key_of(name, elem));
  }
  if (known != nullptr) {
    return known;
  }
  Type* type = make(Kind::Pointer, name);
  by_name_.emplace(key_of(name, elem), type);
  type->size = type->align = 8;
  type->elem = elem;
  return type;
}

const Type* Types::array_of(const Type* elem, int64_t length) {
  std::string name = "[" + std::to_string(length) + "]" + elem->name;
  const Type* known = find(name);
  if (known != nullptr && known->elem != elem) {
    known = find(key_of(name, elem));
  }
  if (known != nullptr) {
    return known;
  }
  Type* type = make(Kind::Array, name);
  by_name_.emplace(key_of(name, elem), type);
  type->size = length * elem->size;
  type->align = elem->align;
  type->elem = elem;
  type->length = length;
  return type;
}

const Type* Types::slice_of(const Type* elem) {
  std::string name = "[]" + elem->name;
  const Type* known = find(name);
  if (known != nullptr && known->elem != elem) {
    known = find(key_of(name, elem));
  }
  if (known != nullptr) {
    return known;
  }
  Type* type = make(Kind::Slice, name);
  by_name_.emplace(key_of(name, elem), type);
  type->size = 24;
  type->align = 8;
  type->elem = elem;
  return type;
}

const Type* Types::tuple(const Type* first, const Type* second) {
  std::string name = "(" + first->name + "," + second->name + ")";
  const Type* known = find(name);
  if (known != nullptr && (known->fields[0].type != first || known->fields[1].type != second)) {
    known = find(key_of(key_of(name, first), second));
  }
  if (known != nullptr) {
    return known;
  }
  Type* type = make(Kind::Tuple, name);
  by_name_.emplace(key_of(key_of(name, first), second), type);
  type->fields = {{"", first, 0}, {"", second, 0}};
  return type;
}

const Type* Types::results(const std::vector<const Type*>& parts) {
  std::string name = "results{";
  for (const Type* part : parts) {
    name += (name.back() == '{' ? "" : ",") + part->name;
  }
  name += "}";
  std::string key = name;
  for (const Type* part : parts) {
    key = key_of(key, part);
  }
  if (const Type* known = find(key)) {
    return known;
  }
  Type* type = make(Kind::Results, name);
  by_name_.emplace(key, type);
  for (const Type* part : parts) {
    type->fields.push_back({"", part, 0});
  }
  return type;
}

void Types::end_source_pointers() {
  // Those that Go's compiler makes for itself before any function.
  static constexpr std::string_view kOwn[] = {"*uint8",   "**uint8",  "*int16",   "*int32",
                                              "*uint32",  "*int64",   "*int",     "*uintptr",
                                              "*float32", "*float64", "*string",  "**string",
                                              "*error",   "*[]string"};
  for (const Type& type : owned_) {
    if (type.kind == Kind::Pointer) {
      source_pointers_.insert(&type);
    }
  }
  for (std::string_view name : kOwn) {
    if (const Type* elem = find(name.substr(1))) {
      source_pointers_.insert(pointer_to(elem));
    }
  }
  source_pointers_.insert(pointer_to(byte_));
  source_pointers_.insert(pointer_to(pointer_to(byte_)));
  source_pointers_.insert(pointer_to(slice_of(byte_)));
  source_ended_ = true;
}

bool Types::is_source_pointer(const Type* pointer) const {
  return !source_ended_ || source_pointers_.contains(pointer);
}

const Type* Types::byte_pointer() { return pointer_to(basic(Kind::Uint8)); }

std::vector<Leaf> Types::leaves(const Type* type) {
  std::vector<Leaf> out;
  add_leaves(*this, type, 0, out);
  return out;
}

}  // namespace prologo::ir
