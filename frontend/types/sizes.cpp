#include "frontend/types/sizes.h"

#include <algorithm>

#include "frontend/types/relations.h"
#include "support/text.h"

namespace prologo::types {

static constexpr int64_t kWord = 8;

static int64_t cap(int64_t size) { return std::min(size, kTooLarge); }

static int64_t basic_size(BasicKind kind) {
  switch (kind) {
    case BasicKind::Bool:
    case BasicKind::Int8:
    case BasicKind::Uint8:
    case BasicKind::UntypedBool:
      return 1;
    case BasicKind::Int16:
    case BasicKind::Uint16:
      return 2;
    case BasicKind::Int32:
    case BasicKind::Uint32:
    case BasicKind::Float32:
    case BasicKind::UntypedRune:
      return 4;
    case BasicKind::Complex128:
    case BasicKind::String:
    case BasicKind::UntypedString:
    case BasicKind::UntypedComplex:
      return 16;
    default:
      return kWord;
  }
}

// Can nothing that is still being declared change the size of the type?
static bool is_settled(const Type* type) {
  const Type* u = underlying(type);
  if (const Struct* fields = as<Struct>(u)) {
    return fields->known_size >= 0;
  }
  if (const Array* array = as<Array>(u)) {
    return array->elem != nullptr && array->length >= 0 && is_settled(array->elem);
  }
  return u != nullptr;
}

// Calls `visit(index, offset)` for each field; returns the size of the whole struct.
template <typename Visit>
static int64_t lay_out(const Struct& type, Visit visit) {
  int64_t offset = 0;
  int64_t align = 1;
  bool ends_empty = false;
  for (size_t i = 0; i < type.fields.size(); i++) {
    const Type* field = type.fields[i].type;
    int64_t size = size_of(field);
    align = std::max(align, align_of(field));
    offset = align_to(offset, align_of(field));
    visit(i, offset);
    offset = cap(offset + size);
    ends_empty = size == 0;
  }
  // A pointer to a last field without size must not point past the value.
  if (ends_empty && offset > 0) {
    offset++;
  }
  return cap(align_to(offset, align));
}

static int64_t struct_align(const Struct& type) {
  int64_t align = std::max<int64_t>(type.known_align, 1);
  if (type.known_align == 0) {
    for (const Field& field : type.fields) {
      align = std::max(align, align_of(field.type));
    }
  }
  return align;
}

static int64_t struct_size(const Struct& type) {
  if (type.known_size >= 0) {
    return type.known_size;
  }
  int64_t size = lay_out(type, [](size_t, int64_t) {});
  bool settled =
      type.complete && std::all_of(type.fields.begin(), type.fields.end(),
                                   [](const Field& f) { return is_settled(f.type); });
  if (settled) {
    type.known_align = struct_align(type);
    type.known_size = size;
  }
  return size;
}

int64_t size_of(const Type* type) {
  const Type* u = underlying(type);
  if (u == nullptr) {
    return 0;
  }
  switch (u->kind) {
    case Kind::Basic:
      return basic_size(static_cast<const Basic*>(u)->basic);
    case Kind::Array: {
      auto* array = static_cast<const Array*>(u);
      int64_t elem = size_of(array->elem);
      if (array->length <= 0 || elem == 0) {
        return 0;
      }
      return array->length > kTooLarge / elem ? kTooLarge : cap(array->length * elem);
    }
    case Kind::Slice:
      return 3 * kWord;
    case Kind::Interface:
      return 2 * kWord;
    case Kind::Struct:
      return struct_size(*static_cast<const Struct*>(u));
    default:
      return kWord;
  }
}

int64_t align_of(const Type* type) {
  const Type* u = underlying(type);
  if (u == nullptr) {
    return 1;
  }
  switch (u->kind) {
    case Kind::Basic: {
      BasicKind kind = static_cast<const Basic*>(u)->basic;
      if (kind == BasicKind::Complex64) {
        return 4;
      }
      return std::min(basic_size(kind), kWord);
    }
    case Kind::Array:
      return align_of(static_cast<const Array*>(u)->elem);
    case Kind::Struct:
      return struct_align(*static_cast<const Struct*>(u));
    default:
      return kWord;
  }
}

std::vector<int64_t> field_offsets(const Struct* type) {
  std::vector<int64_t> offsets(type->fields.size());
  lay_out(*type, [&](size_t index, int64_t offset) { offsets[index] = offset; });
  return offsets;
}

}  // namespace prologo::types
