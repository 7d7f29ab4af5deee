#include "runtime/type.h"

#include "runtime/machine.h"
#include "runtime/symtab.h"

namespace prologo::runtime {

namespace {

// Bytes of the structure of a type of that kind; its UncommonType follows.
size_t structure_bytes(Kind kind) {
  switch (kind) {
    case Kind::Array:
      return sizeof(ArrayType);
    case Kind::Chan:
      return sizeof(ChanType);
    case Kind::Func:
      return sizeof(FuncType);
    case Kind::Interface:
      return sizeof(InterfaceType);
    case Kind::Map:
      return sizeof(MapType);
    case Kind::Pointer:
      return sizeof(PointerType);
    case Kind::Slice:
      return sizeof(SliceType);
    case Kind::Struct:
      return sizeof(StructType);
    default:
      return sizeof(Type);
  }
}

}  // namespace

String name_text(const uint8_t* name) {
  const uint8_t* p = name + 1;
  uint32_t length = read_varint(p);
  return {p, length};
}

bool name_is_exported(const uint8_t* name) { return (*name & kNameExported) != 0; }

const uint8_t* resolve_name(NameOffset offset) { return types_base + offset; }

const Type* resolve_type(TypeOffset offset) {
  return reinterpret_cast<const Type*>(types_base + offset);
}

String type_string(const Type* type) {
  String text = name_text(resolve_name(type->str));
  if ((type->tflag & kTypeExtraStar) != 0) {
    text.ptr++;
    text.len--;
  }
  return text;
}

const UncommonType* uncommon(const Type* type) {
  if ((type->tflag & kTypeUncommon) == 0) {
    return nullptr;
  }
  const auto* base = reinterpret_cast<const uint8_t*>(type);
  return reinterpret_cast<const UncommonType*>(base + structure_bytes(type->kind_of()));
}

String package_path(const Type* type) {
  if (const UncommonType* extra = uncommon(type)) {
    return extra->package == 0 ? String{nullptr, 0} : name_text(resolve_name(extra->package));
  }
  const uint8_t* package = nullptr;
  if (type->kind_of() == Kind::Struct) {
    package = reinterpret_cast<const StructType*>(type)->package;
  } else if (type->kind_of() == Kind::Interface) {
    package = reinterpret_cast<const InterfaceType*>(type)->package;
  }
  return package == nullptr ? String{nullptr, 0} : name_text(package);
}

bool is_predeclared(const Type* type) {
  String text = type_string(type);
  return __builtin_memchr(text.ptr, '.', static_cast<size_t>(text.len)) == nullptr;
}

bool equal(String a, String b) {
  return a.len == b.len &&
         (a.ptr == b.ptr || __builtin_memcmp(a.ptr, b.ptr, static_cast<size_t>(a.len)) == 0);
}

bool same_type(const Type* a, const Type* b) {
  return a == b || (a->hash == b->hash && equal(type_string(a), type_string(b)) &&
                    equal(package_path(a), package_path(b)));
}

const Method* find_method(const Type* type, String name, const Type* signature) {
  const UncommonType* extra = uncommon(type);
  if (extra == nullptr) {
    return nullptr;
  }
  const auto* base = reinterpret_cast<const uint8_t*>(extra) + extra->methods;
  const auto* methods = reinterpret_cast<const Method*>(base);
  for (int i = 0; i < extra->method_count; i++) {
    if (equal(name_text(resolve_name(methods[i].name)), name) &&
        same_type(resolve_type(methods[i].type), signature)) {
      return &methods[i];
    }
  }
  return nullptr;
}

uintptr_t method_code(const Method* method) {
  return reinterpret_cast<uintptr_t>(text_start) + static_cast<uintptr_t>(method->iface_code);
}

}  // namespace prologo::runtime
