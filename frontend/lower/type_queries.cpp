// Questions about types: what an interface holds directly, what SSA values can carry, how
// values are compared.

#include "frontend/lower/types.h"

namespace prologo::lower {

using ir::Kind;

bool is_interface(const ir::Type* type) { return type->kind == Kind::Interface; }

bool is_empty_interface(const ir::Type* type) {
  return type->kind == Kind::Interface && !type->has_methods;
}

bool is_direct_interface(const ir::Type* type) {
  switch (type->kind) {
    case Kind::Pointer:
      return !type->elem->not_in_heap;
    case Kind::Chan:
    case Kind::Map:
    case Kind::Func:
    case Kind::UnsafePointer:
      return true;
    case Kind::Array:
      return type->length == 1 && is_direct_interface(type->elem);
    case Kind::Struct:
      return type->fields.size() == 1 && is_direct_interface(type->fields[0].type);
    default:
      return false;
  }
}

const ir::Type* sole_component(const ir::Type* type) {
  for (;;) {
    if (type->kind == Kind::Struct) {
      if (type->fields.size() != 1) {
        return nullptr;
      }
      type = type->fields[0].type;
    } else if (type->kind == Kind::Array) {
      if (type->length != 1) {
        return nullptr;
      }
      type = type->elem;
    } else {
      return type;
    }
  }
}

bool is_simple(const ir::Type* type) {
  return type->is_integer() || type->is_float() || type->is_complex() || type->is_boolean();
}

bool is_ordered(const ir::Type* type) {
  return type->is_integer() || type->is_float() || type->kind == Kind::String;
}

bool can_be_ssa(const ir::Type* type) {
  if (type->size > 32) {
    return false;
  }
  if (type->kind == Kind::Array) {
    return type->length <= 1 && can_be_ssa(type->elem);
  }
  if (type->kind == Kind::Struct) {
    if (type->fields.size() > 4) {
      return false;
    }
    for (const ir::Field& field : type->fields) {
      if (!can_be_ssa(field.type)) {
        return false;
      }
    }
  }
  return true;
}

int64_t component_count(const ir::Type* type) {
  if (type->kind == Kind::Struct) {
    int64_t count = 0;
    for (const ir::Field& field : type->fields) {
      count += field.name == "_" ? 0 : component_count(field.type);
    }
    return count;
  }
  return type->kind == Kind::Array ? type->length * component_count(type->elem) : 1;
}

bool is_padded_field(const ir::Type* type, size_t field) {
  const int64_t end =
      field + 1 < type->fields.size() ? type->fields[field + 1].offset : type->size;
  return type->fields[field].offset + type->fields[field].type->size != end;
}

const ir::Type* to_unsigned(ir::Types& types, const ir::Type* type) {
  switch (type->kind) {
    case Kind::Int:
      return types.basic(Kind::Uint);
    case Kind::Int8:
      return types.basic(Kind::Uint8);
    case Kind::Int16:
      return types.basic(Kind::Uint16);
    case Kind::Int32:
      return types.basic(Kind::Uint32);
    case Kind::Int64:
      return types.basic(Kind::Uint64);
    default:
      return types.basic(type->kind);
  }
}

namespace {

Alg mem_alg(int64_t size) {
  switch (size) {
    case 0:
      return Alg::Mem0;
    case 1:
      return Alg::Mem8;
    case 2:
      return Alg::Mem16;
    case 4:
      return Alg::Mem32;
    case 8:
      return Alg::Mem64;
    case 16:
      return Alg::Mem128;
    default:
      return Alg::Mem;
  }
}

// Memory of any size is Alg::Mem here.
Alg coarse_alg(const ir::Type* type);

Alg array_alg(const ir::Type* type) {
  const Alg elem = coarse_alg(type->elem);
  if (elem == Alg::Mem || elem == Alg::None) {
    return elem;
  }
  switch (type->length) {
    case 0:
      return Alg::Mem;
    case 1:
      return elem;
    default:
      return Alg::Special;
  }
}

Alg struct_alg(const ir::Type* type) {
  const auto& fields = type->fields;
  if (fields.size() == 1 && fields[0].name != "_") {
    return coarse_alg(fields[0].type);
  }
  Alg result = Alg::Mem;
  for (size_t i = 0; i < fields.size(); ++i) {
    const Alg alg = coarse_alg(fields[i].type);
    if (alg == Alg::None) {
      return Alg::None;
    }
    if (alg != Alg::Mem || fields[i].name == "_" || is_padded_field(type, i)) {
      result = Alg::Special;
    }
  }
  return result;
}

Alg coarse_alg(const ir::Type* type) {
  switch (type->kind) {
    case Kind::Func:
    case Kind::Map:
    case Kind::Slice:
      return Alg::None;
    case Kind::Float32:
      return Alg::Float32;
    case Kind::Float64:
      return Alg::Float64;
    case Kind::Complex64:
      return Alg::Complex64;
    case Kind::Complex128:
      return Alg::Complex128;
    case Kind::String:
      return Alg::String;
    case Kind::Interface:
      return type->has_methods ? Alg::Interface : Alg::EmptyInterface;
    case Kind::Array:
      return array_alg(type);
    case Kind::Struct:
      return struct_alg(type);
    default:
      return Alg::Mem;
  }
}

}  // namespace

Alg alg_of(const ir::Type* type) {
  const Alg alg = coarse_alg(type);
  return alg == Alg::Mem ? mem_alg(type->size) : alg;
}

bool is_regular_memory(const ir::Type* type) { return coarse_alg(type) == Alg::Mem; }

}  // namespace prologo::lower
