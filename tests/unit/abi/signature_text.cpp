// A small recursive-descent reader of Go types.

#include "tests/unit/abi/signature_text.h"

#include <cctype>
#include <map>
#include <sstream>
#include <stdexcept>

#include "support/text.h"

namespace prologo::tests {

namespace {

const std::map<std::string, ir::Kind> kBasic = {
    {"bool", ir::Kind::Bool},           {"int", ir::Kind::Int},
    {"int8", ir::Kind::Int8},           {"int16", ir::Kind::Int16},
    {"int32", ir::Kind::Int32},         {"rune", ir::Kind::Int32},
    {"int64", ir::Kind::Int64},         {"uint", ir::Kind::Uint},
    {"uint8", ir::Kind::Uint8},         {"byte", ir::Kind::Uint8},
    {"uint16", ir::Kind::Uint16},       {"uint32", ir::Kind::Uint32},
    {"uint64", ir::Kind::Uint64},       {"uintptr", ir::Kind::Uintptr},
    {"float32", ir::Kind::Float32},     {"float64", ir::Kind::Float64},
    {"complex64", ir::Kind::Complex64}, {"complex128", ir::Kind::Complex128},
    {"string", ir::Kind::String},       {"unsafe.Pointer", ir::Kind::UnsafePointer},
};

class Reader {
 public:
  Reader(ir::Types& types, const std::string& line,
         std::map<std::string, const ir::Type*>& named)
      : types_(types), text_(line), named_(named) {}

  NamedSignature function();
  const ir::Type* type();
  std::string word();
  bool accept(std::string_view token);

 private:
  void blanks();
  void expect(std::string_view token);
  bool at(std::string_view token);
  std::vector<ir::Param> parameters();
  std::vector<ir::Param> results();
  const ir::Type* structure();
  const ir::Type* pointer_shaped(ir::Kind kind, const std::string& name);

  ir::Types& types_;
  const std::string& text_;
  size_t next_ = 0;
  std::map<std::string, const ir::Type*>& named_;
};

void Reader::blanks() {
  while (next_ < text_.size() && text_[next_] == ' ') {
    next_++;
  }
}

bool Reader::at(std::string_view token) {
  blanks();
  return text_.compare(next_, token.size(), token) == 0;
}

bool Reader::accept(std::string_view token) {
  if (!at(token)) {
    return false;
  }
  next_ += token.size();
  return true;
}

void Reader::expect(std::string_view token) {
  if (!accept(token)) {
    throw std::runtime_error("expected " + std::string(token) + " at: " + text_.substr(next_));
  }
}

std::string Reader::word() {
  blanks();
  size_t start = next_;
  while (next_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[next_])) ||
                                  text_[next_] == '_' || text_[next_] == '.')) {
    if (text_.compare(next_, 3, "...") == 0) {
      break;
    }
    next_++;
  }
  return text_.substr(start, next_ - start);
}

// map, chan and func values are one pointer word; what they point to does not matter here.
const ir::Type* Reader::pointer_shaped(ir::Kind kind, const std::string& name) {
  if (const ir::Type* known = types_.find(name)) {
    return known;
  }
  ir::Type* made = types_.make(kind, name);
  made->size = made->align = 8;
  return made;
}

static const ir::Type* make_struct(ir::Types& types, std::vector<ir::Field> fields) {
  std::string name = "struct {";
  int64_t offset = 0;
  int64_t align = 1;
  for (ir::Field& field : fields) {
    offset = align_to(offset, field.type->align);
    field.offset = offset;
    offset += field.type->size;
    align = std::max(align, field.type->align);
    name += " " + field.name + " " + field.type->name + ";";
  }
  if (!fields.empty() && fields.back().type->size == 0 && offset > 0) {
    offset++;
  }
  name += " }";
  if (const ir::Type* known = types.find(name)) {
    return known;
  }
  ir::Type* made = types.make(ir::Kind::Struct, name);
  made->fields = std::move(fields);
  made->size = align_to(offset, align);
  made->align = align;
  return made;
}

const ir::Type* Reader::structure() {
  std::vector<ir::Field> fields;
  while (!accept("}")) {
    std::vector<std::string> names{word()};
    while (accept(",")) {
      names.push_back(word());
    }
    const ir::Type* field_type = type();
    for (const std::string& name : names) {
      fields.push_back({name, field_type, 0});
    }
    accept(";");
  }
  return make_struct(types_, std::move(fields));
}

const ir::Type* Reader::type() {
  if (accept("*")) {
    return types_.pointer_to(type());
  }
  if (accept("[]")) {
    return types_.slice_of(type());
  }
  if (accept("[")) {
    int64_t length = std::stoll(word());
    expect("]");
    return types_.array_of(type(), length);
  }
  std::string name = word();
  if (name == "struct") {
    expect("{");
    return structure();
  }
  if (name == "map") {
    expect("[");
    type();
    expect("]");
    type();
    return pointer_shaped(ir::Kind::Map, "map[string]int");
  }
  if (name == "chan") {
    type();
    return pointer_shaped(ir::Kind::Chan, "chan int");
  }
  if (name == "func") {
    parameters();
    results();
    return pointer_shaped(ir::Kind::Func, "func()");
  }
  if (name == "any" || name == "error") {
    if (const ir::Type* known = types_.find(name)) {
      return known;
    }
    ir::Type* made = types_.make(ir::Kind::Interface, name);
    made->size = 16;
    made->align = 8;
    made->has_methods = name == "error";
    return made;
  }
  if (auto it = kBasic.find(name); it != kBasic.end()) {
    return types_.basic(it->second);
  }
  if (auto it = named_.find(name); it != named_.end()) {
    return it->second;
  }
  throw std::runtime_error("unknown type " + name + " in: " + text_);
}

// Names are required, as in `(a, b int, c string)`; "" and "_" are written `_`.
std::vector<ir::Param> Reader::parameters() {
  std::vector<ir::Param> list;
  expect("(");
  while (!accept(")")) {
    std::vector<std::string> names{word()};
    while (accept(",")) {
      names.push_back(word());
    }
    bool variadic = accept("...");
    const ir::Type* param_type = type();
    for (const std::string& name : names) {
      list.push_back({name, variadic ? types_.slice_of(param_type) : param_type});
    }
    accept(",");
  }
  return list;
}

// `T`, `(T, T)`: results without names.
std::vector<ir::Param> Reader::results() {
  std::vector<ir::Param> list;
  if (accept("(")) {
    while (!accept(")")) {
      list.push_back({"", type()});
      accept(",");
    }
  } else if (blanks(); next_ < text_.size() && !at(")") && !at(",") && !at(";") && !at("}")) {
    list.push_back({"", type()});
  }
  return list;
}

NamedSignature Reader::function() {
  NamedSignature made;
  made.text = text_;
  expect("func");
  if (at("(")) {
    made.signature.has_receiver = true;
    made.signature.params = parameters();
  }
  word();
  for (ir::Param& param : parameters()) {
    made.signature.params.push_back(std::move(param));
  }
  made.signature.results = results();
  return made;
}

}  // namespace

std::vector<NamedSignature> parse_signatures(ir::Types& types, const std::string& text) {
  std::vector<NamedSignature> made;
  std::map<std::string, const ir::Type*> named;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    Reader reader(types, line, named);
    if (line.starts_with("func")) {
      made.push_back(reader.function());
    } else if (reader.accept("type ")) {
      std::string name = reader.word();
      named[name] = reader.type();
    }
  }
  return made;
}

}  // namespace prologo::tests
