#include "ir/type_reader.h"

namespace prologo::ir {

[[noreturn]] static void fail(const std::string& message) { throw SyntaxError{message}; }

const Type* TypeReader::type_named(const std::string& name) {
  if (const Type* known = module_.types.find(name)) {
    return known;
  }
  if (const Type* built = derived_type(name)) {
    return built;
  }
  Type* made = module_.types.make(Kind::Invalid, name);
  forward_[name] = made;
  return made;
}

// A type whose name says all about it, or null.
const Type* TypeReader::derived_type(const std::string& name) {
  Types& types = module_.types;
  if (name.size() > 1 && name[0] == '*') {
    return known_part(name.substr(1)) ? types.pointer_to(known_part(name.substr(1))) : nullptr;
  }
  if (name.rfind("[]", 0) == 0) {
    const Type* elem = known_part(name.substr(2));
    return elem == nullptr ? nullptr : types.slice_of(elem);
  }
  if (name[0] == '[' && name.find(']') != std::string::npos) {
    const Type* elem = known_part(name.substr(name.find(']') + 1));
    return elem == nullptr ? nullptr
                           : types.array_of(elem, std::strtoll(name.c_str() + 1, nullptr, 10));
  }
  if (name[0] == '(' && name.back() == ')' && name.find(',') != std::string::npos) {
    size_t comma = name.find(',');
    const Type* first = known_part(name.substr(1, comma - 1));
    const Type* second = known_part(name.substr(comma + 1, name.size() - comma - 2));
    return first == nullptr || second == nullptr ? nullptr : types.tuple(first, second);
  }
  if (name.rfind("results{", 0) == 0) {
    return derived_results(name.substr(8, name.size() - 9));
  }
  return nullptr;
}

const Type* TypeReader::derived_results(const std::string& list) {
  std::vector<const Type*> parts;
  for (size_t from = 0; from < list.size();) {
    // A part's own name may contain commas: take the shortest prefix that names a type.
    const Type* part = nullptr;
    size_t comma = from;
    while (part == nullptr && comma < list.size()) {
      comma = std::min(list.find(',', comma + 1), list.size());
      part = known_part(list.substr(from, comma - from));
    }
    if (part == nullptr) {
      return nullptr;
    }
    parts.push_back(part);
    from = comma + 1;
  }
  return module_.types.results(parts);
}

const Type* TypeReader::known_part(const std::string& name) {
  const Type* known = name.empty() ? nullptr : module_.types.find(name);
  return known != nullptr || name.empty() ? known : derived_type(name);
}

const Type* TypeReader::type_in_angles(Line& line) {
  line.expect("<");
  std::string_view rest = line.rest();
  for (size_t end = rest.find('>'); end != std::string_view::npos;
       end = rest.find('>', end + 1)) {
    if (const Type* type = known_part(std::string(rest.substr(0, end)))) {
      line.advance(end + 1);
      return type;
    }
  }
  fail("unknown type at: <" + std::string(rest));
}

void TypeReader::parse_type(Line& line) {
  static const std::map<std::string, Kind> kKinds = {{"bool", Kind::Bool},
                                                     {"int", Kind::Int},
                                                     {"int8", Kind::Int8},
                                                     {"int16", Kind::Int16},
                                                     {"int32", Kind::Int32},
                                                     {"int64", Kind::Int64},
                                                     {"uint", Kind::Uint},
                                                     {"uint8", Kind::Uint8},
                                                     {"uint16", Kind::Uint16},
                                                     {"uint32", Kind::Uint32},
                                                     {"uint64", Kind::Uint64},
                                                     {"uintptr", Kind::Uintptr},
                                                     {"float32", Kind::Float32},
                                                     {"float64", Kind::Float64},
                                                     {"complex64", Kind::Complex64},
                                                     {"complex128", Kind::Complex128},
                                                     {"string", Kind::String},
                                                     {"unsafe", Kind::UnsafePointer},
                                                     {"pointer", Kind::Pointer},
                                                     {"func", Kind::Func},
                                                     {"map", Kind::Map},
                                                     {"chan", Kind::Chan},
                                                     {"slice", Kind::Slice},
                                                     {"interface", Kind::Interface},
                                                     {"array", Kind::Array},
                                                     {"struct", Kind::Struct},
                                                     {"tuple", Kind::Tuple},
                                                     {"results", Kind::Results}};
  std::string name = line.quoted();
  const Type* known = module_.types.find(name);
  auto ahead = forward_.find(name);
  type_ = ahead != forward_.end() ? ahead->second
          : known != nullptr      ? nullptr  // of a basic or derived type, or read before
                                  : module_.types.make(Kind::Invalid, name);
  Type ignored;
  Type& type = type_ == nullptr ? ignored : *type_;
  if (type_ == nullptr) {
    ignored_ = ignored;
    type_ = &ignored_;
  }
  auto kind = kKinds.find(line.word());
  if (kind == kKinds.end()) {
    fail("unknown kind of type");
  }
  type.kind = kind->second;
  parse_attributes(line, type);
}

void TypeReader::parse_attributes(Line& line, Type& type) {
  while (!line.at_end()) {
    std::string word = line.word();
    if (word == "size") {
      type.size = line.number();
    } else if (word == "align") {
      type.align = line.number();
    } else if (word == "length") {
      type.length = line.number();
    } else if (word == "elem") {
      type.elem = type_named(line.quoted());
    } else if (word == "key") {
      type.key = type_named(line.quoted());
    } else if (word == "named" || word == "methods" || word == "notinheap") {
      (word == "named"     ? type.is_named
       : word == "methods" ? type.has_methods
                           : type.not_in_heap) = true;
    } else {
      fail("unknown attribute of a type: " + word);
    }
  }
}

void TypeReader::parse_field(Line& line) {
  std::string name = line.quoted();
  const Type* type = type_named(line.quoted());
  if (type_ == nullptr) {
    fail("field without a type");
  }
  type_->fields.push_back({name, type, line.number()});
}

const Type* TypeReader::known_type(const std::string& name) {
  const Type* type = known_part(name);
  if (type == nullptr) {
    fail("unknown type " + name);
  }
  return type;
}

void TypeReader::check_defined() const {
  for (const auto& [name, type] : forward_) {
    if (type->kind == Kind::Invalid) {
      fail("type " + name + " is not described");
    }
  }
}

}  // namespace prologo::ir
