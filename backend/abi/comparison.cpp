#include "backend/abi/comparison.h"

#include <algorithm>
#include <map>

#include "support/table.h"
#include "support/text.h"

namespace prologo::abi {

using ir::Register;

constexpr int64_t kReturnPc = 8;

std::string spoken_name(const ir::Abi& abi, Register r, int64_t bytes) {
  std::string go(ir::register_name(r));
  if (!abi.c_names) {
    return go;
  }
  if (r >= ir::reg::X0) {
    return "XMM" + go.substr(1);
  }
  if (r >= ir::reg::R8) {
    return go + (bytes > 4 ? "" : bytes > 2 ? "D" : bytes > 1 ? "W" : "B");
  }
  if (bytes > 1) {
    return (bytes > 4 ? "R" : bytes > 2 ? "E" : "") + go;
  }
  return go.ends_with("X") ? go.substr(0, 1) + "L" : go + "L";
}

static bool has_registers(const ir::Abi& abi) {
  return !abi.int_regs.empty() || !abi.float_regs.empty();
}

static std::string stack_name(const ir::Abi& abi) { return abi.c_names ? "(RSP)" : "(SP)"; }

// The registers of a value, each once, with the width that is used of it.
static std::string registers_text(const ir::Abi& abi, const ir::Place& place) {
  std::vector<std::pair<Register, int64_t>> used;
  for (const ir::Piece& piece : place.pieces) {
    int64_t end = piece.reg_offset + piece.type->size;
    if (!used.empty() && used.back().first == piece.reg) {
      used.back().second = std::max(used.back().second, end);
    } else {
      used.emplace_back(piece.reg, end);
    }
  }
  std::vector<std::string> names;
  for (auto [r, bytes] : used) {
    names.push_back(spoken_name(abi, r, bytes));
  }
  return join(names, " ");
}

static std::string place_text(const Column& column, const ir::Place& place, bool is_result) {
  const ir::Abi& abi = *column.abi;
  if (!has_registers(abi)) {
    return std::to_string(place.stack_offset) + "(FP)";
  }
  if (is_result && column.layout.hidden_result) {
    return std::to_string(place.stack_offset - column.layout.results_offset) + "(" +
           spoken_name(abi, abi.int_regs[0], 8) + ")";
  }
  std::string on_stack =
      "stack " + std::to_string(kReturnPc + place.stack_offset) + stack_name(abi);
  if (!place.in_registers()) {
    return on_stack;
  }
  return registers_text(abi, place) + (place.straddles() ? " + " + on_stack : "");
}

static std::string spill_text(const Column& column, const ir::Place& place) {
  return place.spill_offset < 0
             ? ""
             : std::to_string(kReturnPc + place.spill_offset) + stack_name(*column.abi);
}

// What the words of a value are, for those that have several.
static std::string words_of(const ir::Type* type) {
  switch (type->kind) {
    case ir::Kind::String:
      return "ptr, len";
    case ir::Kind::Slice:
      return "ptr, len, cap";
    case ir::Kind::Interface:
      return type->has_methods ? "itab, data" : "type, data";
    case ir::Kind::Complex64:
    case ir::Kind::Complex128:
      return "real, imag";
    case ir::Kind::Struct:
      return "field by field";
    default:
      return "";
  }
}

std::string reason(const ir::Place& place) {
  std::string text(place.rule);
  if (place.needed > 0) {
    text += " (needs " + std::to_string(place.needed) + ", " + std::to_string(place.left) +
            " left)";
  }
  return text;
}

// The reasons of all columns, equal ones once: "abiinternal: ...; abi0, sysv: ...".
static std::string why(const std::vector<Column>& columns, size_t index, bool is_result) {
  std::vector<std::pair<std::string, std::string>> reasons;  // names, reason
  const ir::Type* type = nullptr;
  for (const Column& column : columns) {
    const ir::Place& place =
        is_result ? column.layout.results[index] : column.layout.params[index];
    type = place.type;
    std::string text = reason(place);
    auto known = std::find_if(reasons.begin(), reasons.end(),
                              [&text](const auto& r) { return r.second == text; });
    if (known != reasons.end()) {
      known->first += ", " + std::string(column.abi->name);
    } else if (has_registers(*column.abi)) {  // the others have one reason for everything
      reasons.emplace_back(column.abi->name, text);
    }
  }
  std::vector<std::string> parts;
  if (std::string words = words_of(type); !words.empty()) {
    parts.push_back(words);
  }
  for (const auto& [names, text] : reasons) {
    parts.push_back((columns.size() > 1 ? names + ": " : "") + text);
  }
  return join(parts, "; ");
}

int64_t exact_stack_bytes(const ir::CallLayout& layout) {
  int64_t end = layout.results.empty() ? 0 : layout.results_offset;
  for (const auto* places : {&layout.params, &layout.results}) {
    for (const ir::Place& place : *places) {
      if (!place.in_registers()) {
        end = std::max(end, place.stack_offset + place.type->size);
      }
    }
  }
  return end;
}

static std::string total_text(const Column& column) {
  const ir::CallLayout& layout = column.layout;
  if (column.abi->c_names) {
    return std::to_string(layout.results_offset) + " stack" +
           (layout.hidden_result && !column.abi->int_results.empty()
                ? ", at return " + spoken_name(*column.abi, column.abi->int_results[0], 8) +
                      " = " + spoken_name(*column.abi, column.abi->int_regs[0], 8)
                : "");
  }
  std::string frame = "$f-" + std::to_string(layout.args_bytes);
  if (!has_registers(*column.abi)) {
    int64_t exact = exact_stack_bytes(layout);
    return exact == layout.args_bytes ? frame
                                      : frame + " (exact " + std::to_string(exact) + ")";
  }
  return frame + ": " + std::to_string(layout.results_offset) + " stack, " +
         std::to_string(layout.stack_bytes - layout.results_offset) + " results, " +
         std::to_string(layout.spill_bytes) + " spill";
}

static std::string shown_name(const ir::Param& param, size_t index, bool is_result) {
  return !param.name.empty() ? param.name : is_result ? "~r" + std::to_string(index) : "_";
}

// Register and spill columns of one convention, as one cell.
static std::string cell(const Column& column, size_t index, bool is_result, size_t spill_at) {
  const ir::Place& place =
      is_result ? column.layout.results[index] : column.layout.params[index];
  std::string text = place_text(column, place, is_result);
  std::string spill = is_result ? "" : spill_text(column, place);
  if (!spill.empty()) {
    text.append(spill_at > display_width(text) ? spill_at - display_width(text) : 0, ' ');
    text += "  " + spill;
  }
  return text;
}

// Where the spill places of a column begin.
static size_t spill_column(const Column& column) {
  size_t widest = 0;
  for (const ir::Place& place : column.layout.params) {
    if (place.spill_offset >= 0) {
      widest = std::max(widest, display_width(place_text(column, place, false)));
    }
  }
  return widest;
}

std::string comparison_table(const ir::Signature& signature,
                             const std::vector<std::string>& types,
                             const std::vector<Column>& columns, bool ascii) {
  std::vector<std::string> separators = {"  ", "  "};
  separators.resize(3 + columns.size(), ascii ? " | " : " │ ");
  TextTable table(separators);
  std::vector<std::string> head = {"name", "type", "bytes"};
  std::vector<std::string> total = {"total", "", ""};
  for (const Column& column : columns) {
    bool spills = column.layout.spill_bytes > 0;
    head.push_back(std::string(column.abi->name) + (spills ? " (spill)" : ""));
    total.push_back(total_text(column));
  }
  head.push_back("why");
  table.add(head);
  int64_t bytes = 0;
  for (bool is_result : {false, true}) {
    const std::vector<ir::Param>& params = is_result ? signature.results : signature.params;
    for (size_t i = 0; i < params.size(); i++) {
      bytes += params[i].type->size;
      std::vector<std::string> row = {shown_name(params[i], i, is_result),
                                      types[is_result ? signature.params.size() + i : i],
                                      std::to_string(params[i].type->size)};
      for (const Column& column : columns) {
        row.push_back(cell(column, i, is_result, spill_column(column)));
      }
      row.push_back(why(columns, i, is_result));
      table.add(row);
    }
  }
  total[2] = std::to_string(bytes);
  total.push_back("offsets at entry: 0(SP) is the return PC, 0(FP) the byte above it");
  table.add(total);
  return table.text();
}

// ---- The legend ----

namespace {

class Legend {
 public:
  explicit Legend(const ir::Abi& abi) : abi_(abi) {}

  std::string text() {
    add_numbered(abi_.int_regs, "argument ");
    add_numbered(abi_.float_regs, "argument ");
    add_numbered(abi_.int_results, "result ");
    add_numbered(abi_.float_results, "result ");
    add(abi_.closure_context, "closure context at entry");
    add_all(abi_.scratch, "scratch at entry and exit");
    add_all(abi_.callee_saved, "kept");
    add(ir::reg::SP, "stack pointer");
    add(ir::reg::BP, "frame pointer");
    if (abi_.g == ir::GLocation::InRegister) {
      add(abi_.g_register, "g, the current goroutine");
    }
    if (abi_.zero != ir::kNoRegister) {
      add(abi_.zero, "always zero");
    }
    TextTable table({"  "});
    table.add({"register", "bytes", "saved by", "role"});
    for (Register r = ir::reg::AX; r <= ir::reg::X15; r++) {
      const auto& roles = roles_[r];
      table.add({spoken_name(abi_, r, 8), r >= ir::reg::X0 ? "16" : "8", saver(r),
                 roles.empty() ? "free in bodies" : join(roles, "; ")});
    }
    return table.text();
  }

 private:
  const ir::Abi& abi_;
  std::map<Register, std::vector<std::string>> roles_;

  void add(Register r, std::string role) { roles_[r].push_back(std::move(role)); }

  void add_all(std::span<const Register> list, const std::string& role) {
    for (Register r : list) {
      add(r, role);
    }
  }

  void add_numbered(std::span<const Register> list, const std::string& role) {
    for (size_t i = 0; i < list.size(); i++) {
      add(list[i], role + std::to_string(i + 1));
    }
  }

  std::string saver(Register r) const {
    auto list = abi_.callee_saved;
    bool is_kept = r == ir::reg::SP || r == ir::reg::BP ||
                   std::find(list.begin(), list.end(), r) != list.end();
    bool is_fixed = (abi_.g == ir::GLocation::InRegister && r == abi_.g_register) ||
                    (abi_.zero != ir::kNoRegister && r == abi_.zero);
    return is_kept ? "callee" : is_fixed ? "fixed" : "caller";
  }
};

}  // namespace

std::string legend(const ir::Abi& abi) { return Legend(abi).text(); }

}  // namespace prologo::abi
