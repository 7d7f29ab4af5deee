#include "backend/abi/stub.h"

#include <sstream>
#include <vector>

#include "backend/abi/comparison.h"
#include "support/text.h"

namespace prologo::abi {

namespace {

// A word of a value as assembly names it: "s_base+8(FP)".
struct Word {
  std::string name;
  int64_t offset = 0;
  int64_t size = 0;
  bool is_float = false;
};

constexpr size_t kMostWords = 8;  // of one value; larger ones by their address

void add_words(const ir::Type* type, const std::string& name, int64_t offset,
               std::vector<Word>& out) {
  auto add = [&](const char* suffix, int64_t at, int64_t size, bool is_float) {
    out.push_back({name + suffix, offset + at, size, is_float});
  };
  if (out.size() > kMostWords) {
    return;
  }
  switch (type->kind) {
    case ir::Kind::String:
    case ir::Kind::Slice:
      add("_base", 0, 8, false);
      add("_len", 8, 8, false);
      if (type->kind == ir::Kind::Slice) {
        add("_cap", 16, 8, false);
      }
      return;
    case ir::Kind::Interface:
      add(type->has_methods ? "_itable" : "_type", 0, 8, false);
      add("_data", 8, 8, false);
      return;
    case ir::Kind::Complex64:
    case ir::Kind::Complex128:
      add("_real", 0, type->size / 2, true);
      add("_imag", type->size / 2, type->size / 2, true);
      return;
    case ir::Kind::Struct:
      for (const ir::Field& field : type->fields) {
        if (field.name != "_") {  // several may bear that name
          add_words(field.type, name + "_" + field.name, offset + field.offset, out);
        }
      }
      return;
    case ir::Kind::Array:
      for (int64_t i = 0; i < type->length && out.size() <= kMostWords; i++) {
        add_words(type->elem, name + "_" + std::to_string(i), offset + i * type->elem->size,
                  out);
      }
      return;
    default:
      add("", 0, type->size, type->is_float());
  }
}

std::string operand(const std::string& name, int64_t offset) {
  return name + "+" + std::to_string(offset) + "(FP)";
}

std::string move(const Word& word) {
  if (word.is_float) {
    return word.size == 4 ? "MOVSS" : "MOVSD";
  }
  return word.size == 1 ? "MOVB" : word.size == 2 ? "MOVW" : word.size == 4 ? "MOVL" : "MOVQ";
}

// ---- What vet believes of sizes ----

int64_t vet_size(const ir::Type* type, bool& agrees) {
  if (type->kind == ir::Kind::Array && type->length > 0) {
    return type->length * vet_size(type->elem, agrees);
  }
  if (type->kind != ir::Kind::Struct) {
    return type->size;
  }
  int64_t end = 0;
  for (const ir::Field& field : type->fields) {
    end = align_to(end, field.type->align);
    agrees = agrees && end == field.offset;
    end += vet_size(field.type, agrees);
  }
  agrees = agrees && end == type->size;
  return end;
}

struct VetLayout {
  bool agrees = true;
  int64_t size = 0;
  int64_t result = -1;  // where a first result without a name is
};

std::string vet_name(const ir::Place& place, size_t index, bool is_result);

VetLayout vet_layout(const ir::CallLayout& layout) {
  VetLayout vet;
  for (bool is_result : {false, true}) {
    const std::vector<ir::Place>& places = is_result ? layout.results : layout.params;
    if (is_result && !places.empty()) {
      vet.size = align_to(vet.size, 8);
    }
    for (size_t i = 0; i < places.size(); i++) {
      vet.size = align_to(vet.size, places[i].type->align);
      vet.agrees = vet.agrees && vet.size == places[i].stack_offset;
      if (is_result && vet_name(places[i], i, true) == "ret") {
        vet.result = vet.size;
      }
      vet.size += vet_size(places[i].type, vet.agrees);
    }
  }
  return vet;
}

// What vet calls a parameter or result without a name.
std::string vet_name(const ir::Place& place, size_t index, bool is_result) {
  if (!place.name.empty() && !place.name.starts_with("~")) {
    return place.name;
  }
  return (is_result ? "ret" : "arg") + (index == 0 ? "" : std::to_string(index));
}

class Stub {
 public:
  std::string text(const std::string& name, const ir::CallLayout& layout) {
    VetLayout vet = vet_layout(layout);
    by_frame_ = !vet.agrees;
    // Vet lets a size of 0 pass.
    int64_t size = vet.size == exact_stack_bytes(layout) ? vet.size : 0;
    out_ << "TEXT ·" << name << "(SB), NOSPLIT, $0-" << size << "\n";
    if (by_frame_) {
      out_
          << "\t// go vet counts structs without the padding at their end: true offsets by SI\n"
          << "\tLEAQ argframe+0(FP), SI\n";
      if (vet.result >= 0) {
        out_ << "\tLEAQ " << operand("ret", vet.result) << ", DI // where vet looks; unused\n";
      }
    }
    for (size_t i = 0; i < layout.params.size(); i++) {
      value(layout.params[i], vet_name(layout.params[i], i, false), false);
    }
    for (size_t i = 0; i < layout.results.size(); i++) {
      value(layout.results[i], vet_name(layout.results[i], i, true), true);
    }
    out_ << "\tRET\n";
    return out_.str();
  }

 private:
  std::ostringstream out_;
  bool by_frame_ = false;  // not by name

  std::string memory(const std::string& name, int64_t offset) const {
    return by_frame_ ? std::to_string(offset) + "(SI)" : operand(name, offset);
  }

  void value(const ir::Place& place, const std::string& name, bool is_result) {
    if (name == "_") {
      return;  // cannot be named
    }
    std::vector<Word> words;
    add_words(place.type, name, place.stack_offset, words);
    if (words.empty() || words.size() > kMostWords) {
      out_ << "\tLEAQ " << memory(name, place.stack_offset) << ", DI\n";
      return;
    }
    for (const Word& word : words) {
      std::string reg = word.is_float ? "X0" : "AX";
      std::string at = memory(word.name, word.offset);
      out_ << "\t" << move(word) << " " << (is_result ? reg + ", " + at : at + ", " + reg)
           << "\n";
    }
  }
};

}  // namespace

std::string assembly_stub(const std::string& name, const ir::CallLayout& layout) {
  return Stub().text(name, layout);
}

}  // namespace prologo::abi
