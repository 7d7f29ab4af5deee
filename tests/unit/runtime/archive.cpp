// The runtime's object file against the table of its functions: all there, in that order.

#include <elf.h>

#include <cstring>
#include <map>
#include <string>

#include "driver/pipeline.h"
#include "runtime/layout.h"
#include "tests/catch.h"

using namespace prologo;

namespace {

template <typename T>
T read_at(std::string_view bytes, uint64_t offset) {
  REQUIRE(offset + sizeof(T) <= bytes.size());
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

// Where each defined symbol stands: section number, then offset in it. Sections keep their
// order in the linked program.
using Place = std::pair<uint16_t, uint64_t>;

std::map<std::string, Place> symbols_of(std::string_view object) {
  auto header = read_at<Elf64_Ehdr>(object, 0);
  auto section = [&](uint64_t i) {
    return read_at<Elf64_Shdr>(object, header.e_shoff + i * sizeof(Elf64_Shdr));
  };
  std::map<std::string, Place> symbols;
  for (uint64_t i = 0; i < header.e_shnum; i++) {
    Elf64_Shdr table = section(i);
    if (table.sh_type != SHT_SYMTAB) {
      continue;
    }
    Elf64_Shdr names = section(table.sh_link);
    for (uint64_t at = 0; at < table.sh_size; at += sizeof(Elf64_Sym)) {
      auto symbol = read_at<Elf64_Sym>(object, table.sh_offset + at);
      if (symbol.st_shndx != SHN_UNDEF) {
        symbols[object.data() + names.sh_offset + symbol.st_name] = {symbol.st_shndx,
                                                                     symbol.st_value};
      }
    }
  }
  return symbols;
}

}  // namespace

TEST_CASE("runtime: the archive has the listed functions in the listed order") {
  using namespace prologo::runtime;  // the table's names
  std::map<std::string, Place> symbols = symbols_of(driver::runtime_object());
  Place last{0, 0};
  auto check = [&](const std::string& name, unsigned flags) {
    INFO(name);
    bool is_absent = (flags & kFuncFlagAbsent) != 0;
    if (is_absent) {
      return;
    }
    REQUIRE(symbols.count(name) == 1);
    CHECK(last < symbols[name]);
    last = symbols[name];
  };
#define ASMFUNC(name, id, frame, args, flags) check(name, static_cast<unsigned>(flags));
#include "runtime/asm_functions.def"
#undef ASMFUNC
}

TEST_CASE("runtime: the archive has every helper, function value and variable") {
  using namespace prologo::runtime;
  std::map<std::string, Place> symbols = symbols_of(driver::runtime_object());
#define HELPER(name, signature, flags) \
  CHECK(symbols.count("runtime." #name) == (((flags)&kLater) != 0 ? 0 : 1));
#include "runtime/helpers.def"
#undef HELPER
#define CLOSURE(name) CHECK(symbols.count("runtime." #name "\u00b7f") == 1);
#include "runtime/closures.def"
#undef CLOSURE
#define VARIABLE(name, type, size) CHECK(symbols.count("runtime." #name) == 1);
#include "runtime/variables.def"
#undef VARIABLE
}
