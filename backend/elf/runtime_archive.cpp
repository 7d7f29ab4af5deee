#include "backend/elf/runtime_archive.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "runtime/layout.h"
#include "support/ensure.h"

namespace prologo::elf {

namespace {

struct TextSymbol {
  std::string name;
  uint64_t value = 0;
  bool is_global = false;
};

template <typename T>
T read_at(std::string_view bytes, uint64_t offset) {
  ENSURE(offset + sizeof(T) <= bytes.size());
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

std::string name_at(std::string_view object, const Elf64_Shdr& strings, uint32_t offset) {
  return std::string(object.data() + strings.sh_offset + offset);
}

std::vector<Elf64_Shdr> sections(std::string_view object) {
  auto header = read_at<Elf64_Ehdr>(object, 0);
  std::vector<Elf64_Shdr> list;
  for (uint64_t i = 0; i < header.e_shnum; i++) {
    list.push_back(read_at<Elf64_Shdr>(object, header.e_shoff + i * sizeof(Elf64_Shdr)));
  }
  return list;
}

// The symbols of section .text, by address.
std::vector<TextSymbol> text_symbols(std::string_view object) {
  auto header = read_at<Elf64_Ehdr>(object, 0);
  std::vector<Elf64_Shdr> all = sections(object);
  std::vector<TextSymbol> found;
  for (const Elf64_Shdr& table : all) {
    if (table.sh_type != SHT_SYMTAB) {
      continue;
    }
    for (uint64_t at = 0; at < table.sh_size; at += sizeof(Elf64_Sym)) {
      auto symbol = read_at<Elf64_Sym>(object, table.sh_offset + at);
      if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx >= all.size() ||
          ELF64_ST_TYPE(symbol.st_info) == STT_SECTION ||
          name_at(object, all[header.e_shstrndx], all[symbol.st_shndx].sh_name) != ".text") {
        continue;
      }
      found.push_back({name_at(object, all[table.sh_link], symbol.st_name), symbol.st_value,
                       ELF64_ST_BIND(symbol.st_info) == STB_GLOBAL});
    }
  }
  std::sort(found.begin(), found.end(), [](const TextSymbol& a, const TextSymbol& b) {
    return a.value < b.value;
  });
  return found;
}

const std::map<std::string_view, RuntimeFunction>& known_functions() {
  using namespace prologo::runtime;  // the table's names
  static const std::map<std::string_view, RuntimeFunction> table = {
#define ASMFUNC(name, id, frame, args, fn_flags) \
  {name, RuntimeFunction{name, "", 0, id, fn_flags, args, frame}},
#include "runtime/asm_functions.def"
#undef ASMFUNC
  };
  return table;
}

}  // namespace

std::vector<RuntimeFunction> runtime_functions(std::string_view object) {
  std::vector<TextSymbol> symbols = text_symbols(object);
  auto anchor = std::find_if(symbols.begin(), symbols.end(),
                             [](const TextSymbol& s) { return s.is_global; });
  ENSURE(anchor != symbols.end());
  std::vector<RuntimeFunction> functions;
  bool in_other_code = false;
  uint64_t last = UINT64_MAX;
  for (const TextSymbol& symbol : symbols) {
    auto known = known_functions().find(symbol.name);
    bool is_known = known != known_functions().end();
    if ((!is_known && (in_other_code || symbol.value == last)) || symbol.name.empty()) {
      continue;
    }
    if (is_known && symbol.value == last && !functions.empty()) {
      functions.pop_back();
    }
    RuntimeFunction fn = is_known ? known->second : RuntimeFunction{"runtime.c", "", 0, 0, 0, 0, 0};
    fn.anchor = anchor->name;
    fn.offset = static_cast<int64_t>(symbol.value - anchor->value);
    functions.push_back(std::move(fn));
    in_other_code = !is_known;
    last = symbol.value;
  }
  return functions;
}

}  // namespace prologo::elf
