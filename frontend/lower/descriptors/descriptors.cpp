#include "frontend/lower/descriptors/descriptors.h"

#include <algorithm>

#include "frontend/lower/descriptors/keys.h"
#include "frontend/lower/descriptors/writer.h"
#include "frontend/types/relations.h"
#include "runtime/layout.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::lower {

namespace {

using types::as;
using types::under;

runtime::Kind kind_number(const types::Type* type) {
  using types::BasicKind;
  const types::Type* plain = types::underlying(type);
  switch (plain->kind) {
    case types::Kind::Pointer:
      return runtime::Kind::Pointer;
    case types::Kind::Array:
      return runtime::Kind::Array;
    case types::Kind::Slice:
      return runtime::Kind::Slice;
    case types::Kind::Map:
      return runtime::Kind::Map;
    case types::Kind::Chan:
      return runtime::Kind::Chan;
    case types::Kind::Struct:
      return runtime::Kind::Struct;
    case types::Kind::Signature:
      return runtime::Kind::Func;
    case types::Kind::Interface:
      return runtime::Kind::Interface;
    case types::Kind::Basic:
      break;
    default:
      UNREACHABLE("a type without descriptor");
  }
  BasicKind basic = as<types::Basic>(plain)->basic;
  if (basic == BasicKind::String) {
    return runtime::Kind::String;
  }
  if (basic == BasicKind::UnsafePointer) {
    return runtime::Kind::UnsafePointer;
  }
  // Bool to Complex128 stand in one order on both sides.
  return static_cast<runtime::Kind>(static_cast<int>(basic) -
                                    static_cast<int>(BasicKind::Bool) +
                                    static_cast<int>(runtime::Kind::Bool));
}

bool is_exported(std::string_view name) {
  return !name.empty() && ((name[0] >= 'A' && name[0] <= 'Z') || (name[0] & 0x80) != 0);
}

bool is_named(const types::Type* type) {
  return type->kind == types::Kind::Named || type->kind == types::Kind::Basic;
}

// Whether the stored name counts as exported: that of a named type, or of what it points to.
bool is_exported_type(const types::Type* type) {
  if (const auto* pointer = as<types::Pointer>(type)) {
    type = pointer->elem;
  }
  const auto* named = as<types::Named>(type);
  return named != nullptr && is_exported(named->name);
}

bool has_uncommon(const types::Type* type) {
  return is_named(type) || !check::method_set(type).empty();
}

size_t body_bytes(runtime::Kind kind) {
  switch (kind) {
    case runtime::Kind::Array:
      return sizeof(runtime::ArrayType);
    case runtime::Kind::Chan:
      return sizeof(runtime::ChanType);
    case runtime::Kind::Func:
      return sizeof(runtime::FuncType);
    case runtime::Kind::Interface:
      return sizeof(runtime::InterfaceType);
    case runtime::Kind::Map:
      return sizeof(runtime::MapType);
    case runtime::Kind::Pointer:
      return sizeof(runtime::PointerType);
    case runtime::Kind::Slice:
      return sizeof(runtime::SliceType);
    case runtime::Kind::Struct:
      return sizeof(runtime::StructType);
    default:
      return sizeof(runtime::Type);
  }
}

uint8_t type_flags(const types::Type* type, const ir::Type* shape, bool extra_star) {
  int flags = (has_uncommon(type) ? runtime::kTypeUncommon : 0) |
              (extra_star ? runtime::kTypeExtraStar : 0) |
              (is_named(type) ? runtime::kTypeNamed : 0) |
              (is_regular_memory(shape) ? runtime::kTypeRegularMemory : 0);
  return static_cast<uint8_t>(flags);
}

// "main.T" -> "main.(*T)".
std::string with_pointer_receiver(const std::string& base) {
  size_t dot = base.find_first_of(".[{( ");
  if (dot == std::string::npos || base[dot] != '.') {
    return "(*" + base + ")";
  }
  return base.substr(0, dot + 1) + "(*" + base.substr(dot + 1) + ")";
}

bool is_pointer(const types::Type* type) { return under<types::Pointer>(type) != nullptr; }

}  // namespace

class Descriptors::Writer : public DataWriter {
 public:
  using DataWriter::DataWriter;
};

const ir::Symbol* Descriptors::name_symbol(std::string_view name, bool exported,
                                           std::string_view tag, bool embedded) {
  std::string key = "type..namedata." + std::string(name) + (exported ? "." : "-") +
                    (embedded ? "e" : "") + std::string(tag);
  ir::Symbol* symbol = module_.symbol(key);
  if (module_.find_data(symbol) != nullptr) {
    return symbol;
  }
  symbol->dup_ok = true;
  DataWriter out(module_, symbol, 1);
  out.u8(static_cast<uint8_t>((exported ? runtime::kNameExported : 0) |
                              (tag.empty() ? 0 : runtime::kNameHasTag) |
                              (embedded ? runtime::kNameEmbedded : 0)));
  out.varint(name.size());
  out.text(name);
  if (!tag.empty()) {
    out.varint(tag.size());
    out.text(tag);
  }
  return symbol;
}

const ir::Symbol* Descriptors::gc_symbol(const ir::Type* shape) {
  std::vector<bool> words = shape->pointer_words();
  words.resize(static_cast<size_t>(shape->pointer_bytes() / 8));
  std::string bits((words.size() + 7) / 8, '\0');
  for (size_t i = 0; i < words.size(); i++) {
    if (words[i]) {
      bits[i / 8] = static_cast<char>(bits[i / 8] | (1 << (i % 8)));
    }
  }
  std::string name = "runtime.gcbits.";
  for (char byte : bits) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    name += kDigits[static_cast<uint8_t>(byte) >> 4];
    name += kDigits[byte & 15];
  }
  ir::Symbol* symbol = module_.symbol(name);
  if (module_.find_data(symbol) == nullptr) {
    symbol->dup_ok = true;
    DataWriter(module_, symbol, 1).text(bits);
  }
  return symbol;
}

void Descriptors::write_header(Writer& out, const types::Type* type, const ir::Type* shape) {
  std::string text = types::descriptor_string(type);
  bool extra_star = !text.starts_with("*");
  if (extra_star) {
    text.insert(0, "*");
  }
  int kind = static_cast<int>(kind_number(type)) |
             (is_direct_interface(shape) ? runtime::kKindDirectIface : 0);
  out.u64(static_cast<uint64_t>(shape->size));
  out.u64(static_cast<uint64_t>(shape->pointer_bytes()));
  out.u32(types_.hash(type));
  out.u8(type_flags(type, shape, extra_star));
  out.u8(static_cast<uint8_t>(shape->align));
  out.u8(static_cast<uint8_t>(shape->align));
  out.u8(static_cast<uint8_t>(kind));
  out.pointer(types_.is_no_alg(type) ? nullptr : equal_closure(shape));
  out.pointer(shape->has_pointers() ? gc_symbol(shape) : nullptr);
  out.type_offset(name_symbol(text, is_exported_type(type), "", false));
  out.u32(0);
}

void Descriptors::write_struct(Writer& out, const types::Struct* type, const ir::Type* shape) {
  std::string_view package;
  for (const types::Field& field : type->fields) {
    if (!is_exported(field.name)) {
      package = module_.package;
    }
  }
  out.pointer(package.empty() ? nullptr : name_symbol(package, false, "", false));
  size_t fields_at = out.reserve_pointer();
  out.u64(type->fields.size());
  out.u64(type->fields.size());
  out.after_uncommon([this, type, shape, fields_at](DataWriter& more) {
    more.set_self_pointer(fields_at);
    for (size_t i = 0; i < type->fields.size(); i++) {
      const types::Field& field = type->fields[i];
      more.pointer(name_symbol(field.name, is_exported(field.name), field.tag, field.embedded));
      more.pointer(type_symbol(field.type));
      more.u64(static_cast<uint64_t>(shape->fields[i].offset));
    }
  });
}

void Descriptors::write_interface(Writer& out, const types::Interface* type) {
  const auto& methods = types::type_set_of(type)->methods;
  out.pointer(methods.empty() ? nullptr : name_symbol(module_.package, false, "", false));
  size_t methods_at = out.reserve_pointer();
  out.u64(methods.size());
  out.u64(methods.size());
  out.after_uncommon([this, &methods, methods_at](DataWriter& more) {
    more.set_self_pointer(methods_at);
    for (const types::Method* method : methods) {
      more.type_offset(name_symbol(method->name, is_exported(method->name), "", false));
      more.type_offset(type_symbol(method->type));
    }
  });
}

void Descriptors::write_map(Writer& out, const types::Map* type, const ir::Type* shape) {
  const ir::Type* key = types_.of(type->key);
  const ir::Type* elem = types_.of(type->elem);
  bool indirect_key = key->size > runtime::kMapMaxKey;
  bool indirect_elem = elem->size > runtime::kMapMaxElem;
  const ir::Type* bucket = bucket_type(shape);
  uint32_t flags = (indirect_key ? runtime::kMapIndirectKey : 0u) |
                   (indirect_elem ? runtime::kMapIndirectElem : 0u) |
                   (is_reflexive(key) ? runtime::kMapReflexiveKey : 0u) |
                   (needs_key_update(key) ? runtime::kMapNeedKeyUpdate : 0u) |
                   (hash_might_panic(key) ? runtime::kMapHashMightPanic : 0u);
  out.pointer(type_symbol(type->key));
  out.pointer(type_symbol(type->elem));
  out.pointer(type_symbol(types_.go(bucket)));
  out.pointer(hash_closure(key));
  out.u8(static_cast<uint8_t>(indirect_key ? 8 : key->size));
  out.u8(static_cast<uint8_t>(indirect_elem ? 8 : elem->size));
  out.u16(static_cast<uint16_t>(bucket->size));
  out.u32(flags);
}

void Descriptors::write_function(Writer& out, const types::Signature* type) {
  constexpr uint16_t kVariadic = 1 << 15;
  out.u16(static_cast<uint16_t>(type->params.size()));
  out.u16(static_cast<uint16_t>(type->results.size() | (type->variadic ? kVariadic : 0)));
  out.u32(0);
  out.after_uncommon([this, type](DataWriter& more) {
    for (const auto* list : {&type->params, &type->results}) {
      for (const types::Param& param : *list) {
        more.pointer(type_symbol(param.type));
      }
    }
  });
}

void Descriptors::write_body(Writer& out, const types::Type* type, const ir::Type* shape) {
  const types::Type* plain = types::underlying(type);
  if (const auto* pointer = as<types::Pointer>(plain)) {
    out.pointer(type_symbol(pointer->elem));
  } else if (const auto* slice = as<types::Slice>(plain)) {
    out.pointer(type_symbol(slice->elem));
  } else if (const auto* array = as<types::Array>(plain)) {
    auto* slice_type = owned_.make<types::Slice>(array->elem);
    out.pointer(type_symbol(array->elem));
    out.pointer(type_symbol(slice_type));
    out.u64(static_cast<uint64_t>(array->length));
  } else if (const auto* chan = as<types::Chan>(plain)) {
    out.pointer(type_symbol(chan->elem));
    out.u64(chan->dir == types::ChanDir::RecvOnly   ? 1
            : chan->dir == types::ChanDir::SendOnly ? 2
                                                    : 3);
  } else if (const auto* fields = as<types::Struct>(plain)) {
    write_struct(out, fields, shape);
  } else if (const auto* interface = as<types::Interface>(plain)) {
    write_interface(out, interface);
  } else if (const auto* map = as<types::Map>(plain)) {
    write_map(out, map, shape);
  } else if (const auto* function = as<types::Signature>(plain)) {
    write_function(out, function);
  }
}

// The code of a method. A declared method with just this receiver is called as it is; every
// other one (promoted, or a value method seen through a pointer) goes through a wrapper.
const ir::Symbol* Descriptors::method_code(const types::Type* type,
                                           const check::MethodSetEntry& method,
                                           bool through_interface) {
  const types::Type* receiver = type;
  if (through_interface && !is_pointer(type) && !is_direct_interface(types_.of(type))) {
    receiver = owned_.make<types::Pointer>(type);
  }
  const auto* pointer = as<types::Pointer>(receiver);
  std::string base = types::link_string(pointer != nullptr ? pointer->elem : receiver);
  const ir::Symbol* symbol =
      module_.symbol((pointer != nullptr ? with_pointer_receiver(base) : base) + "." +
                     std::string(method.name));
  bool is_declared = method.lookup.path.empty() &&
                     method.lookup.method->has_pointer_receiver == (pointer != nullptr);
  bool is_made_on_request = !is_declared || method.lookup.method->generic != nullptr;
  if (is_made_on_request && requested_.insert(symbol).second) {
    wrappers_.push_back({symbol, receiver, method});
  }
  return symbol;
}

void Descriptors::write_uncommon(Writer& out, const types::Type* type,
                                 const std::vector<check::MethodSetEntry>& methods) {
  // The package of a method's unexported name: that of the type, or of what it points to.
  const auto* pointer = as<types::Pointer>(type);
  const auto* named = as<types::Named>(pointer != nullptr ? pointer->elem : type);
  bool has_package = named != nullptr && !named->package.empty();
  auto exported = static_cast<uint16_t>(
      std::count_if(methods.begin(), methods.end(),
                    [](const auto& method) { return is_exported(method.name); }));
  if (has_package) {
    out.type_offset(name_symbol(named->package, false, "", false));
  } else {
    out.u32(0);
  }
  out.u16(static_cast<uint16_t>(methods.size()));
  out.u16(exported);
  size_t methods_at = out.size();
  out.u32(0);
  out.u32(0);
  size_t uncommon_at = methods_at - 8;
  out.write_extra();
  out.set_u32(methods_at, static_cast<uint32_t>(out.size() - uncommon_at));
  for (const check::MethodSetEntry& method : methods) {
    out.type_offset(name_symbol(method.name, is_exported(method.name), "", false));
    out.type_offset(type_symbol(method.lookup.method->type));
    out.text_offset(method_code(type, method, true));
    out.text_offset(method_code(type, method, false));
  }
}

const ir::Symbol* Descriptors::type_symbol(const types::Type* type) {
  bool no_alg = types_.is_no_alg(type);
  ir::Symbol* symbol =
      module_.symbol((no_alg ? "type.noalg." : "type.") + types::link_string(type));
  if (module_.find_data(symbol) != nullptr) {
    return symbol;
  }
  const ir::Type* shape = types_.of(type);
  symbol->dup_ok = true;
  Writer out(module_, symbol, 8);
  write_header(out, type, shape);
  write_body(out, type, shape);
  ENSURE(out.size() == body_bytes(kind_number(type)));
  if (has_uncommon(type)) {
    std::vector<check::MethodSetEntry> methods;
    if (under<types::Interface>(type) == nullptr) {
      methods = check::method_set(type);
    }
    write_uncommon(out, type, methods);
  } else {
    out.write_extra();
  }
  return symbol;
}

const ir::Symbol* Descriptors::itab_symbol(const types::Type* concrete,
                                           const types::Type* interface) {
  ir::Symbol* symbol = module_.symbol("go.itab." + types::link_string(concrete) + "," +
                                      types::link_string(interface));
  if (module_.find_data(symbol) != nullptr) {
    return symbol;
  }
  symbol->dup_ok = true;
  Writer out(module_, symbol, 8);
  out.pointer(type_symbol(interface));
  out.pointer(type_symbol(concrete));
  out.u32(types_.hash(concrete));
  out.u32(0);
  std::vector<check::MethodSetEntry> methods = check::method_set(concrete);
  for (const types::Method* wanted :
       types::type_set_of(under<types::Interface>(interface))->methods) {
    auto found = std::find_if(methods.begin(), methods.end(),
                              [&](const auto& have) { return have.name == wanted->name; });
    ENSURE(found != methods.end());
    out.pointer(method_code(concrete, *found, true));
  }
  return symbol;
}

const ir::Type* Descriptors::bucket_type(const ir::Type* map) {
  constexpr int64_t kSlots = runtime::kBucketSlots;
  auto slot = [this](const ir::Type* type, int64_t limit) {
    return types_.array_of(type->size > limit ? types_.pointer_to(type) : type, kSlots);
  };
  const ir::Type* keys = slot(map->key, runtime::kMapMaxKey);
  const ir::Type* elems = slot(map->elem, runtime::kMapMaxElem);
  // The overflow pointer is hidden from the collector where nothing else is a pointer.
  bool has_pointers = keys->has_pointers() || elems->has_pointers();
  const ir::Type* overflow =
      types_.basic(has_pointers ? ir::Kind::UnsafePointer : ir::Kind::Uintptr);
  const ir::Type* top = types_.array_of(types_.basic(ir::Kind::Uint8), kSlots);
  return types_.struct_of(
      {{"topbits", top}, {"keys", keys}, {"elems", elems}, {"overflow", overflow}}, true);
}

}  // namespace prologo::lower
