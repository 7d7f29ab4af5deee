#include "driver/explain/traceback.h"

#include <algorithm>
#include <sstream>

#include "driver/explain/frame.h"
#include "support/text.h"

namespace prologo::driver {

constexpr int64_t kReturnPc = 8;

std::vector<TraceLine> parse_traceback(const std::string& text) {
  std::vector<TraceLine> out;
  std::istringstream in(text);
  std::string above;
  for (std::string line; std::getline(in, line);) {
    size_t plus = line.rfind(" +0x");
    size_t open = above.ends_with(")") ? above.find('(', above.starts_with("main.(") ? 6 : 0)
                                       : std::string::npos;
    if (line.starts_with("\t") && plus != std::string::npos && open != std::string::npos) {
      TraceLine trace;
      trace.function = above.substr(0, open);
      trace.arguments = above.substr(open + 1, above.size() - open - 2);
      trace.pc = static_cast<uint32_t>(std::stoul(line.substr(plus + 4), nullptr, 16));
      out.push_back(std::move(trace));
    }
    above = line;
  }
  return out;
}

namespace {

// One word of a parameter: where it arrived and where its memory is.
struct Leaf {
  std::string name;
  const ir::Place* place = nullptr;
  const ir::Piece* piece = nullptr;  // null: arrived on the stack
  int64_t offset = 0;                // in the value
  int64_t size = 0;
};

void add_leaves(const ir::Type* type, const std::string& name, int64_t offset,
                std::vector<Leaf>& out) {
  auto add = [&](const char* suffix, int64_t at, int64_t size) {
    out.push_back({name + suffix, nullptr, nullptr, offset + at, size});
  };
  constexpr size_t kMost = 64;  // tracebacks show far fewer
  if (out.size() > kMost) {
    return;
  }
  switch (type->kind) {
    case ir::Kind::String:
    case ir::Kind::Slice:
      add(".ptr", 0, 8);
      add(".len", 8, 8);
      if (type->kind == ir::Kind::Slice) {
        add(".cap", 16, 8);
      }
      return;
    case ir::Kind::Interface:
      add(type->has_methods ? ".itab" : ".type", 0, 8);
      add(".data", 8, 8);
      return;
    case ir::Kind::Complex64:
    case ir::Kind::Complex128:
      add(".real", 0, type->size / 2);
      add(".imag", type->size / 2, type->size / 2);
      return;
    case ir::Kind::Struct:
      for (const ir::Field& field : type->fields) {
        add_leaves(field.type, name + "." + field.name, offset + field.offset, out);
      }
      return;
    case ir::Kind::Array:
      for (int64_t i = 0; i < type->length && out.size() <= kMost; i++) {
        add_leaves(type->elem, name + "[" + std::to_string(i) + "]",
                   offset + i * type->elem->size, out);
      }
      return;
    default:
      add("", 0, type->size);
  }
}

std::vector<Leaf> leaves_of(const ir::CallLayout& layout) {
  std::vector<Leaf> all;
  for (size_t i = 0; i < layout.params.size(); i++) {
    const ir::Place& place = layout.params[i];
    std::vector<Leaf> own;
    add_leaves(place.type, place.name.empty() ? "arg " + std::to_string(i + 1) : place.name, 0,
               own);
    for (Leaf& leaf : own) {
      leaf.place = &place;
      for (const ir::Piece& piece : place.pieces) {
        leaf.piece = piece.offset == leaf.offset ? &piece : leaf.piece;
      }
      all.push_back(leaf);
    }
  }
  return all;
}

// "{0x464772?, 0x0?}, 0x1" -> its words; "..." stands for those left out.
std::vector<std::string> words_of(const std::string& arguments) {
  std::vector<std::string> words;
  std::string word;
  for (char c : arguments + ",") {
    if (c == ',' || c == ' ' || c == '{' || c == '}') {
      if (!word.empty()) {
        words.push_back(std::move(word));
      }
      word.clear();
    } else {
      word += c;
    }
  }
  return words;
}

class Judge {
 public:
  Judge(uint32_t pc, const backend::Code& code, const std::vector<listing::CodeLine>& lines)
      : pc_(pc), code_(code), lines_(lines) {}

  ArgumentWord judge(const Leaf& leaf, const std::string& shown) const;

 private:
  // The last instruction before pc that writes to the word, counted from the entry's SP.
  const listing::CodeLine* last_write(int64_t from_entry) const;
  void judge_register(const Leaf& leaf, ArgumentWord& out) const;
  void judge_stack(const Leaf& leaf, ArgumentWord& out) const;

  uint32_t pc_;
  const backend::Code& code_;
  const std::vector<listing::CodeLine>& lines_;
};

const listing::CodeLine* Judge::last_write(int64_t from_entry) const {
  const listing::CodeLine* found = nullptr;
  for (const backend::Instruction& one : code_.instructions) {
    bool is_before = one.pc < pc_ && one.part != backend::Part::Grow;
    if (is_before && one.writes_slot && one.slot - sp_delta_at(code_, one.pc) == from_entry) {
      found = line_at_pc(lines_, one.pc);
    }
  }
  return found;
}

void Judge::judge_register(const Leaf& leaf, ArgumentWord& out) const {
  std::string reg(ir::register_name(leaf.piece->reg));
  if (leaf.place->spill_offset < 0) {
    out.truth =
        "came in " + reg + "; its caller keeps no memory for it, so tracebacks cannot show it";
    return;
  }
  int64_t home = kReturnPc + leaf.place->spill_offset + leaf.offset;
  std::string slot = std::to_string(home) + "(entry SP)";
  const listing::CodeLine* write = last_write(home);
  bool is_doubted = out.shown.ends_with("?");
  if (write == nullptr) {
    out.truth =
        reg + " at entry; never stored to its spill slot " + slot +
        " before this point: what is shown lay there already. Rebuild with -N for exact values";
  } else if (is_doubted) {
    out.truth = reg + " at entry; stored at " + line_text(*write) +
                ", but not on every way to this point";
  } else {
    out.is_exact = true;
    out.truth = "exact: " + reg + " at entry, stored to " + slot + " at " + line_text(*write);
  }
}

void Judge::judge_stack(const Leaf& leaf, ArgumentWord& out) const {
  int64_t home = kReturnPc + leaf.place->stack_offset + leaf.offset;
  std::string slot = std::to_string(home) + "(entry SP)";
  const listing::CodeLine* write = last_write(home);
  out.is_exact = true;
  out.truth = write == nullptr
                  ? "exact: passed on the stack at " + slot
                  : "as of " + line_text(*write) + ", which changed what was passed at " + slot;
}

ArgumentWord Judge::judge(const Leaf& leaf, const std::string& shown) const {
  ArgumentWord out;
  out.name = leaf.name;
  out.shown = shown;
  if (leaf.piece != nullptr) {
    judge_register(leaf, out);
  } else {
    judge_stack(leaf, out);
  }
  return out;
}

}  // namespace

std::vector<ArgumentWord> judge_arguments(const TraceLine& trace, const backend::Code& code,
                                          const std::vector<listing::CodeLine>& lines) {
  std::vector<ArgumentWord> out;
  Judge judge(trace.pc, code, lines);
  std::vector<std::string> words = words_of(trace.arguments);
  std::vector<Leaf> leaves = leaves_of(code.fn->layout);
  for (size_t i = 0; i < std::min(words.size(), leaves.size()); i++) {
    if (words[i] == "...") {
      break;
    }
    out.push_back(judge.judge(leaves[i], words[i]));
  }
  return out;
}

}  // namespace prologo::driver
