#include "frontend/types/type.h"

#include <algorithm>

#include "frontend/types/relations.h"
#include "support/text.h"

namespace prologo::types {

// The constraint as an interface. `around` is filled in when the constraint is known not to be
// one.
static const Type* constraint_interface(const TypeParam* type) {
  const Type* bound = underlying(type->constraint);
  if (bound == nullptr || is_invalid(bound)) {
    return empty_interface();
  }
  if (bound->kind == Kind::Interface) {
    return bound;
  }
  auto& around = const_cast<Interface&>(type->around);
  if (!around.complete) {
    around.embedded = {type->constraint};
    around.embedded_positions = {Pos()};
    around.implicit = true;
    around.complete = true;
  }
  return &around;
}

Arena::~Arena() {
  for (const Owned& owned : owned_) {
    owned.destroy(owned.item);
  }
}

const Type* underlying(const Type* type) {
  if (const TypeParam* param = as<TypeParam>(type)) {
    return constraint_interface(param);
  }
  // Chains of defined types exist only while their declarations are being checked; the
  // checker cuts cyclic ones before anyone comes here.
  while (type != nullptr && type->kind == Kind::Named) {
    const Named* named = static_cast<const Named*>(type);
    if (named->underlying == nullptr && named->source != nullptr) {
      named->source->expand(named);
    }
    const Type* next = named->underlying;
    if (next == nullptr || next == type) {
      return next;
    }
    type = next;
  }
  return type;
}

bool is_not_in_heap(const Type* type) {
  if (const auto* named = as<Named>(type)) {
    return named->not_in_heap || is_not_in_heap(named->from);
  }
  if (const auto* array = as<Array>(type)) {
    return is_not_in_heap(array->elem);
  }
  const auto* fields = as<Struct>(type);
  return fields != nullptr &&
         std::any_of(fields->fields.begin(), fields->fields.end(),
                     [](const Field& field) { return is_not_in_heap(field.type); });
}

const std::vector<Method*>& methods_of(const Named* type) {
  if (!type->is_declared && type->source != nullptr) {
    type->source->add_methods(type);
  }
  return type->methods;
}

namespace {

// Writes types the way Go's error messages show them.
class Writer {
 public:
  explicit Writer(Qualify qualify) : qualify_(qualify) {}

  void write(const Type* type);

  std::string take() { return std::move(out_); }

 private:
  void write_struct(const Struct& type);
  void write_interface(const Interface& type);
  void write_chan(const Chan& type);
  void write_named(const Named& type);
  void write_signature(const Signature& type);
  void write_params(const std::vector<Param>& params, bool variadic);
  void write_list(const std::vector<const Type*>& list);
  void write_type_params(const std::vector<const TypeParam*>& list);
  void write_union(const Union& type);

  Qualify qualify_;
  std::string out_;
  std::vector<const Type*> open_;  // unnamed types being written, against cycles
};

}  // namespace

void Writer::write_list(const std::vector<const Type*>& list) {
  for (size_t i = 0; i < list.size(); i++) {
    out_ += i > 0 ? ", " : "";
    write(list[i]);
  }
}

// [P, Q any, R ~int]: parameters in a row with one constraint share it.
void Writer::write_type_params(const std::vector<const TypeParam*>& list) {
  out_ += '[';
  for (size_t i = 0; i < list.size(); i++) {
    if (i > 0) {
      if (list[i]->constraint != list[i - 1]->constraint) {
        out_ += ' ';
        write(list[i - 1]->constraint);
      }
      out_ += ", ";
    }
    write(list[i]);
  }
  if (!list.empty() && list.back()->constraint != nullptr) {
    out_ += ' ';
    write(list.back()->constraint);
  }
  out_ += ']';
}

void Writer::write_union(const Union& type) {
  for (size_t i = 0; i < type.terms.size(); i++) {
    out_ += i > 0 ? "|" : "";
    out_ += type.terms[i].is_tilde ? "~" : "";
    write(type.terms[i].type);
  }
}

void Writer::write_params(const std::vector<Param>& params, bool variadic) {
  out_ += '(';
  for (size_t i = 0; i < params.size(); i++) {
    out_ += i > 0 ? ", " : "";
    if (!params[i].name.empty()) {
      out_ += params[i].name;
      out_ += ' ';
    }
    const Slice* rest =
        variadic && i + 1 == params.size() ? as<Slice>(params[i].type) : nullptr;
    if (rest != nullptr) {
      out_ += "...";
      write(rest->elem);
    } else {
      write(params[i].type);
    }
  }
  out_ += ')';
}

void Writer::write_signature(const Signature& type) {
  if (!type.type_params.empty()) {
    write_type_params(type.type_params);
  }
  write_params(type.params, type.variadic);
  if (type.results.empty()) {
    return;
  }
  out_ += ' ';
  if (type.results.size() == 1 && type.results[0].name.empty()) {
    write(type.results[0].type);
  } else {
    write_params(type.results, false);
  }
}

void Writer::write_struct(const Struct& type) {
  out_ += "struct{";
  for (size_t i = 0; i < type.fields.size(); i++) {
    const Field& field = type.fields[i];
    out_ += i > 0 ? "; " : "";
    if (!field.embedded) {
      out_ += field.name;
      out_ += ' ';
    }
    write(field.type);
    if (!field.tag.empty()) {
      out_ += ' ';
      out_ += quote(field.tag);
    }
  }
  out_ += '}';
}

void Writer::write_interface(const Interface& type) {
  if (&type == any_type()) {
    out_ += "any";
    return;
  }
  if (&type == comparable_interface()) {
    out_ += "interface{comparable}";
    return;
  }
  if (type.implicit && type.methods.empty() && type.embedded.size() == 1) {
    return write(type.embedded[0]);
  }
  out_ += type.implicit ? "/* implicit */ interface{" : "interface{";
  std::string_view separator;
  for (const Method* method : type.methods) {
    out_ += separator;
    out_ += method->name;
    if (method->type != nullptr) {
      write_signature(*method->type);
    }
    separator = "; ";
  }
  for (const Type* embedded : type.embedded) {
    out_ += separator;
    write(embedded);
    separator = "; ";
  }
  out_ += '}';
}

void Writer::write_chan(const Chan& type) {
  const Chan* elem = as<Chan>(type.elem);
  bool parens = type.dir == ChanDir::Both && elem != nullptr && elem->dir == ChanDir::RecvOnly;
  out_ += type.dir == ChanDir::Both       ? "chan "
          : type.dir == ChanDir::SendOnly ? "chan<- "
                                          : "<-chan ";
  out_ += parens ? "(" : "";
  write(type.elem);
  out_ += parens ? ")" : "";
}

void Writer::write_named(const Named& type) {
  if (qualify_ == Qualify::Always && !type.package.empty()) {
    out_ += type.package;
    out_ += '.';
  }
  out_ += type.name;
  if (!type.type_args.empty()) {
    out_ += '[';
    write_list(type.type_args);
    out_ += ']';
  } else if (!type.type_params.empty()) {
    write_type_params(type.type_params);
  }
}

void Writer::write(const Type* type) {
  if (type == nullptr) {
    out_ += "<nil>";
    return;
  }
  if (std::find(open_.begin(), open_.end(), type) != open_.end()) {
    out_ += "<cycle>";
    return;
  }
  open_.push_back(type);
  switch (type->kind) {
    case Kind::Basic:
      out_ += static_cast<const Basic*>(type)->name;
      break;
    case Kind::Named:
      write_named(*static_cast<const Named*>(type));
      break;
    case Kind::Pointer:
      out_ += '*';
      write(static_cast<const Pointer*>(type)->elem);
      break;
    case Kind::Array:
      out_ += '[' + std::to_string(static_cast<const Array*>(type)->length) + ']';
      write(static_cast<const Array*>(type)->elem);
      break;
    case Kind::Slice:
      out_ += "[]";
      write(static_cast<const Slice*>(type)->elem);
      break;
    case Kind::Map:
      out_ += "map[";
      write(static_cast<const Map*>(type)->key);
      out_ += ']';
      write(static_cast<const Map*>(type)->elem);
      break;
    case Kind::Chan:
      write_chan(*static_cast<const Chan*>(type));
      break;
    case Kind::Struct:
      write_struct(*static_cast<const Struct*>(type));
      break;
    case Kind::Signature:
      out_ += "func";
      write_signature(*static_cast<const Signature*>(type));
      break;
    case Kind::Interface:
      write_interface(*static_cast<const Interface*>(type));
      break;
    case Kind::Tuple:
      write_params(static_cast<const Tuple*>(type)->items, false);
      break;
    case Kind::TypeParam:
      out_ += static_cast<const TypeParam*>(type)->name;
      break;
    case Kind::Union:
      write_union(*static_cast<const Union*>(type));
      break;
  }
  open_.pop_back();
}

std::string type_text(const Type* type, Qualify qualify) {
  Writer writer(qualify);
  writer.write(type);
  return writer.take();
}

}  // namespace prologo::types
