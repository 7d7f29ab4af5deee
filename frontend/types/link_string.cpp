#include <algorithm>
#include <utility>

#include "frontend/types/relations.h"
#include "frontend/types/type.h"
#include "support/md5.h"
#include "support/sha256.h"
#include "support/text.h"

namespace prologo::types {

namespace {

// For the linker: unique. For descriptors: what a program sees, without the parts that only
// tell apart types which print alike.
enum class Use : uint8_t { Linker, Descriptor };

class LinkWriter {
 public:
  explicit LinkWriter(Use use) : use_(use) {}

  void write(const Type* type);

  std::string take() { return std::move(out_); }

 private:
  void write_named(const Named& type);
  void write_composite(const Type* type);
  void write_struct(const Struct& type);
  void write_interface(const Interface& type);
  void write_signature(const Signature& type);
  void write_params(const std::vector<Param>& params, bool variadic);
  void write_name(std::string_view name, std::string_view package);

  Use use_;
  std::string out_;
  std::vector<std::pair<const Type*, size_t>> open_;  // where each type being written begins
  int open_interfaces_ = 0;  // no type without a name holds itself but through one
};

}  // namespace

// Unexported names of different packages differ.
void LinkWriter::write_name(std::string_view name, std::string_view package) {
  if (use_ == Use::Linker && !is_exported(name) && !package.empty()) {
    out_ += package;
    out_ += '.';
  }
  out_ += name;
}

void LinkWriter::write_named(const Named& type) {
  if (!type.package.empty()) {
    out_ += type.package;
    out_ += '.';
  }
  out_ += type.name;
  // Type arguments are part of the name and look alike in both uses.
  Use use = std::exchange(use_, Use::Linker);
  for (size_t i = 0; i < type.type_args.size(); i++) {
    out_ += i == 0 ? "[" : ",";
    write(type.type_args[i]);
  }
  use_ = use;
  out_ += type.type_args.empty() ? "" : "]";
  if (use_ == Use::Linker && type.local_index != 0) {
    out_ += "·" + std::to_string(type.local_index);
  }
}

void LinkWriter::write_params(const std::vector<Param>& params, bool variadic) {
  out_ += '(';
  for (size_t i = 0; i < params.size(); i++) {
    out_ += i > 0 ? ", " : "";
    const Slice* rest =
        variadic && i + 1 == params.size() ? as<Slice>(params[i].type) : nullptr;
    out_ += rest != nullptr ? "..." : "";
    write(rest != nullptr ? rest->elem : params[i].type);
  }
  out_ += ')';
}

void LinkWriter::write_signature(const Signature& type) {
  write_params(type.params, type.variadic);
  if (type.results.empty()) {
    return;
  }
  out_ += ' ';
  if (type.results.size() == 1) {
    write(type.results[0].type);
  } else {
    write_params(type.results, false);
  }
}

// The name an embedded field of this type has unless an alias renames it.
static std::string_view natural_name(const Type* type) {
  const Type* base = strip_pointer(type);
  if (const Named* named = as<Named>(base)) {
    return named->name;
  }
  const Basic* plain = as<Basic>(base);
  return plain == nullptr ? std::string_view() : basic(plain->basic)->name;
}

void LinkWriter::write_struct(const Struct& type) {
  out_ += "struct {";
  for (size_t i = 0; i < type.fields.size(); i++) {
    const Field& field = type.fields[i];
    out_ += i > 0 ? "; " : " ";
    if (!field.embedded) {
      write_name(field.name, field.package);
      out_ += ' ';
    } else if (field.name != natural_name(field.type)) {
      write_name(field.name, field.package);
      out_ += " = ";
    }
    write(field.type);
    if (!field.tag.empty()) {
      out_ += ' ' + quote(field.tag);
    }
  }
  out_ += type.fields.empty() ? "}" : " }";
}

void LinkWriter::write_interface(const Interface& type) {
  const TypeSet* set = type_set_of(&type);
  if (set->methods.empty()) {
    out_ += "interface {}";
    return;
  }
  out_ += "interface {";
  std::string_view separator = " ";
  for (const Method* method : set->methods) {
    out_ += separator;
    write_name(method->name, method->package);
    write_signature(*method->type);
    separator = "; ";
  }
  out_ += " }";
}

void LinkWriter::write_composite(const Type* type) {
  switch (type->kind) {
    case Kind::Pointer:
      out_ += '*';
      return write(static_cast<const Pointer*>(type)->elem);
    case Kind::Array:
      out_ += '[' + std::to_string(static_cast<const Array*>(type)->length) + ']';
      return write(static_cast<const Array*>(type)->elem);
    case Kind::Slice:
      out_ += "[]";
      return write(static_cast<const Slice*>(type)->elem);
    case Kind::Map:
      out_ += "map[";
      write(static_cast<const Map*>(type)->key);
      out_ += ']';
      return write(static_cast<const Map*>(type)->elem);
    case Kind::Chan: {
      auto* chan = static_cast<const Chan*>(type);
      const Chan* elem = as<Chan>(chan->elem);
      bool parens =
          chan->dir == ChanDir::Both && elem != nullptr && elem->dir == ChanDir::RecvOnly;
      out_ += chan->dir == ChanDir::RecvOnly   ? "<-chan "
              : chan->dir == ChanDir::SendOnly ? "chan<- "
                                               : "chan ";
      out_ += parens ? "(" : "";
      write(chan->elem);
      out_ += parens ? ")" : "";
      return;
    }
    case Kind::Struct:
      return write_struct(*static_cast<const Struct*>(type));
    case Kind::Interface:
      return write_interface(*static_cast<const Interface*>(type));
    case Kind::Signature:
      out_ += "func";
      return write_signature(*static_cast<const Signature*>(type));
    case Kind::Tuple:
      return write_params(static_cast<const Tuple*>(type)->items, false);
    case Kind::TypeParam:
      out_ += static_cast<const TypeParam*>(type)->name;
      return;
    case Kind::Basic:
    case Kind::Named:
    case Kind::Union:
      return;
  }
}

void LinkWriter::write(const Type* type) {
  if (const Basic* plain = as<Basic>(type)) {
    out_ += basic(plain->basic)->name;
    return;
  }
  if (const Named* named = as<Named>(type)) {
    return write_named(*named);
  }
  if (open_interfaces_ > 0) {
    for (auto& [outer, start] : open_) {
      if (outer == type) {
        out_ += '@' + std::to_string(start);
        return;
      }
    }
  }
  const int is_interface = type->kind == Kind::Interface ? 1 : 0;
  open_.emplace_back(type, out_.size());
  open_interfaces_ += is_interface;
  write_composite(type);
  open_interfaces_ -= is_interface;
  open_.pop_back();
}

std::string link_string(const Type* type) {
  LinkWriter writer(Use::Linker);
  writer.write(type);
  return writer.take();
}

std::string descriptor_string(const Type* type) {
  LinkWriter writer(Use::Descriptor);
  writer.write(type);
  return writer.take();
}

uint32_t type_hash(const Type* type, HashBy by) {
  if (by == HashBy::Md5) {
    const Md5 digest = md5(link_string(type));
    return digest[0] | uint32_t{digest[1]} << 8 | uint32_t{digest[2]} << 16 |
           uint32_t{digest[3]} << 24;
  }
  Sha256 digest = sha256(link_string(type));
  uint32_t hash = 0;
  for (int i = 3; i >= 0; i--) {
    hash = (hash << 8) | static_cast<uint8_t>(~digest[static_cast<size_t>(i)]);
  }
  return hash;
}

}  // namespace prologo::types
