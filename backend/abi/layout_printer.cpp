// Prints call layouts for people and for golden tests.

#include "backend/abi/layout_printer.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "support/text.h"

namespace prologo::abi {

// "AX", or with the byte it starts at when several leaves share a register: "DI[4]".
static std::string piece_text(const ir::Piece& piece) {
  std::string text(ir::register_name(piece.reg));
  if (piece.reg_offset != 0) {
    text += "[" + std::to_string(piece.reg_offset) + "]";
  }
  return text;
}

static std::string where_text(const ir::CallLayout& layout, const ir::Place& place,
                              bool is_result) {
  if (place.in_registers()) {
    std::vector<std::string> parts;
    for (const ir::Piece& piece : place.pieces) {
      parts.push_back(piece_text(piece));
    }
    return join(parts, " ");
  }
  if (is_result && layout.hidden_result) {
    return "hidden+" + std::to_string(place.stack_offset - layout.results_offset);
  }
  return "stack+" + std::to_string(place.stack_offset);
}

static std::string spill_text(const ir::CallLayout& layout, const ir::Place& place) {
  return place.spill_offset < 0
             ? ""
             : "spill+" + std::to_string(place.spill_offset - layout.stack_bytes);
}

namespace {

// Rows of cells, printed in columns as wide as their widest cell.
class Table {
 public:
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace

std::string Table::text() const {
  std::vector<size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); i++) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  std::string out;
  for (const auto& row : rows_) {
    std::string line;
    for (size_t i = 0; i < row.size(); i++) {
      line += row[i];
      if (widths[i] > 0) {
        line.append(widths[i] - row[i].size() + 2, ' ');
      }
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

static void add_rows(Table& table, const ir::CallLayout& layout, bool results,
                     const PrintOptions& options) {
  const std::vector<ir::Place>& places = results ? layout.results : layout.params;
  for (size_t i = 0; i < places.size(); i++) {
    const ir::Place& place = places[i];
    std::string name = place.name;
    if (name.empty()) {
      name = results ? "~r" + std::to_string(i) : "_";
    }
    table.add({name, where_text(layout, place, results), spill_text(layout, place),
               options.with_rules ? std::string(place.rule) : ""});
  }
}

std::string print_layout(const ir::CallLayout& layout, const PrintOptions& options) {
  Table table;
  add_rows(table, layout, false, options);
  add_rows(table, layout, true, options);
  std::ostringstream out;
  out << table.text() << "stack " << layout.stack_bytes << "  spill " << layout.spill_bytes
      << "  args " << layout.args_bytes << "\n";
  return out.str();
}

}  // namespace prologo::abi
