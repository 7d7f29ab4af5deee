#include "backend/listing/listing.h"

#include <algorithm>
#include <map>

#include "support/source.h"
#include "support/text.h"

namespace prologo::listing {

std::string hex_bytes(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (char byte : bytes) {
    out += kDigits[static_cast<uint8_t>(byte) >> 4];
    out += kDigits[static_cast<uint8_t>(byte) & 15];
  }
  return out;
}

namespace {

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

ListedFunction list_function(const Program& program, const FunctionBytes& function,
                             Disassembler& disassembler) {
  ListedFunction listed{function.name, {}};
  auto symbol_at = [&](uint64_t address) { return program.symbol_at(address); };
  for (size_t at = 0; at < function.bytes.size();) {
    uint64_t address = function.address + at;
    Decoded decoded = disassembler.decode(function.bytes.substr(at), address, symbol_at);
    if (decoded.size == 0) {
      decoded = {1, "?"};
    }
    listed.instructions.push_back({address, hex_bytes(function.bytes.substr(at, decoded.size)),
                                   decoded.text, program.line_at(address)});
    at += decoded.size;
  }
  return listed;
}

// UTF-8 characters of a text.
size_t characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<uint8_t>(c) & 0xc0) != 0x80;  // not inside a character
  }));
}

// Cells ended by tabs, as Go's tabwriter aligns them: each column at least 18 wide, one blank
// more than its longest cell, rounded up to tab stops of eight.
class Table {
 public:
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  std::string text() const {
    std::vector<size_t> widths;
    for (const auto& row : rows_) {
      widths.resize(std::max(widths.size(), row.size()), kMinimum);
      for (size_t i = 0; i < row.size(); i++) {
        widths[i] = std::max(widths[i], characters(row[i]) + 1);
      }
    }
    std::string out;
    for (const auto& row : rows_) {
      for (size_t i = 0; i < row.size(); i++) {
        size_t width = (widths[i] + kTab - 1) / kTab * kTab;
        out += row[i] + std::string((width - characters(row[i]) + kTab - 1) / kTab, '\t');
      }
      out += '\n';
    }
    return out;
  }

 private:
  static constexpr size_t kMinimum = 18;
  static constexpr size_t kTab = 8;
  std::vector<std::vector<std::string>> rows_;
};

// Source files read once for -S.
class SourceText {
 public:
  std::string line(const SourceLine& at) {
    auto [it, is_new] = files_.try_emplace(at.file);
    if (is_new) {
      std::string error;
      std::string text;
      read_file(at.file, text, error);
      it->second.add(at.file, std::move(text));
    }
    Pos pos{static_cast<uint32_t>(std::max(at.line, 0)), 1, 1};
    return std::string(it->second.line(pos));
  }

 private:
  std::map<std::string, SourceFiles> files_;
};

}  // namespace

std::vector<ListedFunction> list_functions(const Program& program,
                                           const ListingOptions& options) {
  std::regex select(options.select);
  Disassembler disassembler(options.syntax);
  std::vector<ListedFunction> listed;
  for (const FunctionBytes& function : program.functions()) {
    if (!options.select.empty() && !std::regex_search(function.name, select)) {
      continue;
    }
    ListedFunction one = list_function(program, function, disassembler);
    if (options.first_line > 0) {
      std::erase_if(one.instructions, [&](const ListedInstruction& instruction) {
        int line = instruction.source.line;
        return line < options.first_line || line > options.last_line;
      });
    }
    if (!one.instructions.empty()) {
      listed.push_back(std::move(one));
    }
  }
  return listed;
}

std::string listing_text(const std::vector<ListedFunction>& functions,
                         const ListingOptions& options) {
  std::string out;
  SourceText sources;
  for (const ListedFunction& function : functions) {
    const SourceLine& first = function.instructions.front().source;
    out += (out.empty() ? "" : "\n");
    out += "TEXT " + function.name + "(SB) " + first.file + "\n";
    Table table;
    int last_line = -1;
    for (const ListedInstruction& instruction : function.instructions) {
      const SourceLine& source = instruction.source;
      if (options.with_source && source.line != last_line) {
        out += table.text();
        table = {};
        out += sources.line(source) + "\n";
        last_line = source.line;
      }
      std::string where = source.file.empty() ? "  :0"
                                              : "  " + base_name(source.file) + ":" +
                                                    std::to_string(source.line);
      table.add({where, hex(instruction.address), instruction.bytes, instruction.text});
    }
    out += table.text();
  }
  return out;
}

}  // namespace prologo::listing
