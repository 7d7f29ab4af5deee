#include "frontend/lower/descriptors/keys.h"

#include <algorithm>

namespace prologo::lower {

using ir::Kind;

// Applies `test` to the parts of a type that are neither array nor struct; true if any holds.
template <typename Test>
static bool any_part(const ir::Type* type, Test test) {
  if (type->kind == Kind::Array) {
    return any_part(type->elem, test);
  }
  if (type->kind == Kind::Struct) {
    return std::any_of(type->fields.begin(), type->fields.end(),
                       [&](const ir::Field& field) { return any_part(field.type, test); });
  }
  return test(type);
}

bool is_reflexive(const ir::Type* type) {
  return !any_part(type, [](const ir::Type* part) {
    return part->is_float() || part->is_complex() || part->kind == Kind::Interface;
  });
}

bool needs_key_update(const ir::Type* type) {
  return any_part(type, [](const ir::Type* part) {
    return part->is_float() || part->is_complex() || part->kind == Kind::Interface ||
           part->kind == Kind::String;
  });
}

bool hash_might_panic(const ir::Type* type) {
  return any_part(type, [](const ir::Type* part) { return part->kind == Kind::Interface; });
}

}  // namespace prologo::lower
