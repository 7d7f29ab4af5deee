#include "ir/analysis/type_order.h"

namespace prologo::ir {

namespace {

int compare_numbers(int64_t a, int64_t b) { return a < b ? -1 : a > b ? 1 : 0; }

// Shorter texts first.
int compare_texts(std::string_view a, std::string_view b) {
  int by_length =
      compare_numbers(static_cast<int64_t>(a.size()), static_cast<int64_t>(b.size()));
  return by_length != 0 ? by_length : a.compare(b);
}

// Integers by width, signed before unsigned; then the other kinds as Go numbers them.
int rank(Kind kind) {
  switch (kind) {
    case Kind::Invalid:
      return 0;
    case Kind::Int8:
      return 1;
    case Kind::Uint8:
      return 2;
    case Kind::Int16:
      return 3;
    case Kind::Uint16:
      return 4;
    case Kind::Int32:
      return 5;
    case Kind::Uint32:
      return 6;
    case Kind::Int64:
      return 7;
    case Kind::Uint64:
      return 8;
    case Kind::Int:
      return 9;
    case Kind::Uint:
      return 10;
    case Kind::Uintptr:
      return 11;
    case Kind::Complex64:
      return 12;
    case Kind::Complex128:
      return 13;
    case Kind::Float32:
      return 14;
    case Kind::Float64:
      return 15;
    case Kind::Bool:
      return 16;
    case Kind::Pointer:
      return 17;
    case Kind::Func:
      return 18;
    case Kind::Slice:
      return 19;
    case Kind::Array:
      return 20;
    case Kind::Struct:
      return 21;
    case Kind::Chan:
      return 22;
    case Kind::Map:
      return 23;
    case Kind::Interface:
      return 24;
    case Kind::String:
      return 25;
    case Kind::UnsafePointer:
      return 26;
    case Kind::Void:
    case Kind::Memory:
    case Kind::Flags:
    case Kind::Int128:
      return 27;
    case Kind::Tuple:
      return 28;
    case Kind::Results:
      return 29;
  }
  return 30;
}

// The basic types have names too, though they are not "defined" types.
bool has_name(const Type* t) {
  return t->is_named || t->is_integer() || t->is_float() || t->is_complex() ||
         t->is_boolean() || t->kind == Kind::String || t->kind == Kind::UnsafePointer;
}

// The package of "main.T" is main; basic types belong to a package of their own.
std::string_view package_of(std::string_view name, size_t dot) {
  return dot == name.npos ? "go.builtin" : name.substr(0, dot);
}

// "main.T": the bare name decides before the package does.
int compare_names(std::string_view a, std::string_view b) {
  size_t dot_a = a.rfind('.');
  size_t dot_b = b.rfind('.');
  std::string_view name_a = dot_a == a.npos ? a : a.substr(dot_a + 1);
  std::string_view name_b = dot_b == b.npos ? b : b.substr(dot_b + 1);
  if (name_a.size() != name_b.size()) {
    return compare_texts(name_a, name_b);
  }
  int by_package = compare_texts(package_of(a, dot_a), package_of(b, dot_b));
  return by_package != 0 ? by_package : name_a.compare(name_b);
}

int compare_fields(const Type* a, const Type* b) {
  if (a->fields.size() != b->fields.size() && a->kind == Kind::Results) {
    return a->fields.size() < b->fields.size() ? -1 : 1;
  }
  for (size_t i = 0; i < a->fields.size() && i < b->fields.size(); ++i) {
    if (int c = compare_texts(a->fields[i].name, b->fields[i].name)) {
      return c;
    }
    if (int c = compare_types(a->fields[i].type, b->fields[i].type)) {
      return c;
    }
  }
  return compare_numbers(static_cast<int64_t>(a->fields.size()),
                         static_cast<int64_t>(b->fields.size()));
}

int compare_structure(const Type* a, const Type* b) {
  switch (a->kind) {
    case Kind::Pointer:
    case Kind::Slice:
    case Kind::Chan:
      return compare_types(a->elem, b->elem);
    case Kind::Array: {
      int by_length = compare_numbers(a->length, b->length);
      return by_length != 0 ? by_length : compare_types(a->elem, b->elem);
    }
    case Kind::Map: {
      int by_key = compare_types(a->key, b->key);
      return by_key != 0 ? by_key : compare_types(a->elem, b->elem);
    }
    case Kind::Struct:
    case Kind::Tuple:
    case Kind::Results:
      return compare_fields(a, b);
    default:
      return compare_texts(a->name, b->name);
  }
}

}  // namespace

int compare_types(const Type* a, const Type* b) {
  if (a == b) {
    return 0;
  }
  if (a == nullptr || b == nullptr) {
    return a == nullptr ? -1 : 1;
  }
  if (rank(a->kind) != rank(b->kind)) {
    return rank(a->kind) < rank(b->kind) ? -1 : 1;
  }
  if (has_name(a) != has_name(b)) {
    return has_name(b) ? -1 : 1;
  }
  if (has_name(a)) {
    return compare_names(a->name, b->name);
  }
  return compare_structure(a, b);
}

}  // namespace prologo::ir
