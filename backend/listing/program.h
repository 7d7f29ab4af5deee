#pragma once
// An ELF file as a listing needs it: its functions, their bytes, and the source line of each
// address from .gopclntab (Go 1.18 to 1.19 format; other files list without lines).

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "backend/listing/disassemble.h"

namespace prologo::listing {

struct FunctionBytes {
  std::string name;
  uint64_t address = 0;
  std::string_view bytes;
};

struct SourceLine {
  std::string file;  // full path, "" if unknown
  int line = 0;
};

class Program {
 public:
  // Takes the file's bytes. On failure returns false with the reason in `error`.
  bool load(std::string bytes, std::string& error);

  // By address.
  const std::vector<FunctionBytes>& functions() const { return functions_; }

  // The symbol that covers an address, no name if none.
  AddressName symbol_at(uint64_t address) const;

  SourceLine line_at(uint64_t address) const;

 private:
  struct LineTable {
    uint64_t entry = 0;
    uint64_t file_table = 0;  // offsets of pc-value tables in the section
    uint64_t line_table = 0;
    uint64_t unit = 0;
  };

  bool load_symbols(std::string& error);
  void load_lines(std::string_view section);
  int pc_value(uint64_t table, uint64_t entry, uint64_t address) const;

  std::string bytes_;
  std::vector<FunctionBytes> functions_;

  struct SizedName {
    std::string name;
    uint64_t size = 0;
  };

  std::map<uint64_t, SizedName> symbols_;
  std::string_view lines_;
  std::vector<LineTable> line_tables_;
  uint64_t units_at_ = 0;
  uint64_t files_at_ = 0;
};

}  // namespace prologo::listing
