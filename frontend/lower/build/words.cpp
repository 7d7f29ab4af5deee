#include "frontend/lower/build/words.h"

#include <algorithm>

#include "support/text.h"

namespace prologo::lower {

constexpr int64_t kWord = 8;

static bool is_packed(const ir::Place& place) {
  return std::ranges::any_of(place.pieces,
                             [](const ir::Piece& p) { return p.reg_offset != 0; });
}

// A leaf that has its register to itself keeps its type; else the word is a number.
static const ir::Type* word_type(ir::Types& types, const std::vector<ir::Piece>& pieces) {
  if (pieces.size() == 1 && pieces[0].reg_offset == 0) {
    return pieces[0].type;
  }
  bool is_float = std::ranges::all_of(pieces, [](const auto& p) { return p.type->is_float(); });
  return types.basic(is_float ? ir::Kind::Float64 : ir::Kind::Uint64);
}

// The words of pieces that follow each other, one a register.
static std::vector<const ir::Type*> words_of(ir::Types& types,
                                             const std::vector<ir::Piece>& pieces) {
  std::vector<const ir::Type*> words;
  std::vector<ir::Piece> word;
  for (size_t i = 0; i < pieces.size(); i++) {
    word.push_back(pieces[i]);
    if (i + 1 == pieces.size() || pieces[i + 1].reg != pieces[i].reg) {
      words.push_back(word_type(types, word));
      word.clear();
    }
  }
  return words;
}

static const ir::Type* struct_type(ir::Types& types, std::vector<ir::Field> fields) {
  std::string name = "words {";
  int64_t size = 0;
  for (const ir::Field& field : fields) {
    name += " " + std::to_string(field.offset) + ": " + field.type->name + ";";
    size = std::max(size, field.offset + field.type->size);
  }
  name += " }";
  if (const ir::Type* known = types.find(name)) {
    return known;
  }
  ir::Type* made = types.make(ir::Kind::Struct, name);
  made->fields = std::move(fields);
  made->size = align_to(size, kWord);
  made->align = kWord;
  return made;
}

const ir::Type* word_padded(ir::Types& types, const ir::Type* type) {
  return struct_type(types, {{"v", type, 0}});
}

static void add_params(ir::Types& types, WordForm& form, const ir::Signature& signature,
                       const ir::CallLayout& layout) {
  for (size_t i = 0; i < signature.params.size(); i++) {
    const ir::Param& param = signature.params[i];
    WordForm::Slot slot;
    slot.first = form.signature.params.size();
    if (is_packed(layout.params[i])) {
      for (const ir::Type* word : words_of(types, layout.params[i].pieces)) {
        form.signature.params.push_back({"." + param.name + std::to_string(slot.words), word});
        slot.words++;
      }
    } else {
      form.signature.params.push_back(param);
    }
    form.params.push_back(slot);
  }
}

// Results are one struct, whose words may hold parts of several.
static void add_results(ir::Types& types, WordForm& form, const ir::Signature& signature,
                        const ir::CallLayout& layout) {
  std::vector<ir::Piece> all;
  std::vector<ir::Field> fields;
  int64_t word = -1;
  for (size_t i = 0; i < signature.results.size(); i++) {
    const ir::Place& place = layout.results[i];
    int64_t offset = 0;
    if (layout.hidden_result) {
      offset = place.stack_offset - layout.results_offset;
    }
    for (size_t k = 0; k < place.pieces.size(); k++) {
      const ir::Piece& piece = place.pieces[k];
      word += all.empty() || all.back().reg != piece.reg ? 1 : 0;
      offset = k == 0 ? word * kWord + piece.reg_offset - piece.offset : offset;
      all.push_back(piece);
    }
    form.results.push_back({0, 0, offset});
    fields.push_back({"r" + std::to_string(i), signature.results[i].type, offset});
  }
  form.result_memory = struct_type(types, std::move(fields));
  if (layout.hidden_result) {
    form.signature.results.push_back({"", types.pointer_to(form.result_memory)});
    return;
  }
  for (const ir::Type* type : words_of(types, all)) {
    form.signature.results.push_back({"", type});
  }
}

std::optional<WordForm> word_form(ir::Types& types, const ir::Signature& signature,
                                  const ir::CallLayout& layout) {
  bool packs_results = std::ranges::any_of(layout.results, is_packed);
  if (!layout.hidden_result && !packs_results &&
      std::ranges::none_of(layout.params, is_packed)) {
    return std::nullopt;
  }
  WordForm form;
  form.hidden_result = layout.hidden_result;
  if (layout.hidden_result || packs_results) {
    add_results(types, form, signature, layout);
  } else {
    form.signature.results = signature.results;
  }
  if (layout.hidden_result) {
    form.signature.params.push_back({".result", types.pointer_to(form.result_memory)});
  }
  add_params(types, form, signature, layout);
  return form;
}

}  // namespace prologo::lower
