#include "backend/listing/program.h"

#include <elf.h>

#include <algorithm>
#include <cstring>

namespace prologo::listing {

namespace {

// Reads a T at an offset; zero if it lies outside.
template <typename T>
T read_at(std::string_view bytes, uint64_t offset) {
  T value{};
  if (offset <= bytes.size() && sizeof(T) <= bytes.size() - offset) {
    std::memcpy(&value, bytes.data() + offset, sizeof(T));
  }
  return value;
}

std::string text_at(std::string_view bytes, uint64_t offset) {
  if (offset >= bytes.size()) {
    return "";
  }
  std::string_view rest = bytes.substr(offset);
  return std::string(rest.substr(0, rest.find('\0')));
}

std::string_view part(std::string_view bytes, uint64_t offset, uint64_t size) {
  if (offset > bytes.size() || size > bytes.size() - offset) {
    return {};
  }
  return bytes.substr(offset, size);
}

uint64_t read_varint(std::string_view bytes, uint64_t& at) {
  uint64_t value = 0;
  for (int shift = 0; at < bytes.size() && shift < 64; shift += 7) {
    auto byte = static_cast<uint8_t>(bytes[at++]);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) {
      break;
    }
  }
  return value;
}

}  // namespace

bool Program::load(std::string bytes, std::string& error) {
  bytes_ = std::move(bytes);
  auto header = read_at<Elf64_Ehdr>(bytes_, 0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    error = "not an ELF file";
    return false;
  }
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64) {
    error = "not an x86-64 ELF file";
    return false;
  }
  return load_symbols(error);
}

bool Program::load_symbols(std::string& error) {
  auto header = read_at<Elf64_Ehdr>(bytes_, 0);
  std::vector<Elf64_Shdr> sections;
  for (uint64_t i = 0; i < header.e_shnum; i++) {
    sections.push_back(read_at<Elf64_Shdr>(bytes_, header.e_shoff + i * sizeof(Elf64_Shdr)));
  }
  auto section_at = [&](uint64_t i) {
    return i < sections.size() ? sections[i] : Elf64_Shdr{};
  };
  uint64_t names = section_at(header.e_shstrndx).sh_offset;
  for (const Elf64_Shdr& section : sections) {
    if (section.sh_type == SHT_SYMTAB) {
      uint64_t strings = section_at(section.sh_link).sh_offset;
      for (uint64_t at = 0; at < section.sh_size; at += sizeof(Elf64_Sym)) {
        auto symbol = read_at<Elf64_Sym>(bytes_, section.sh_offset + at);
        Elf64_Shdr home = section_at(symbol.st_shndx);
        std::string name = text_at(bytes_, strings + symbol.st_name);
        if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx >= sections.size() ||
            name.empty()) {
          continue;
        }
        SizedName& known = symbols_[symbol.st_value];
        if (known.size == 0) {
          known = {name, symbol.st_size};
        }
        if (ELF64_ST_TYPE(symbol.st_info) == STT_FUNC) {
          uint64_t offset = home.sh_offset + (symbol.st_value - home.sh_addr);
          functions_.push_back({name, symbol.st_value, part(bytes_, offset, symbol.st_size)});
        }
      }
    } else if (text_at(bytes_, names + section.sh_name) == ".gopclntab") {
      load_lines(part(bytes_, section.sh_offset, section.sh_size));
    }
  }
  std::stable_sort(functions_.begin(), functions_.end(),
                   [](const auto& a, const auto& b) { return a.address < b.address; });
  if (functions_.empty()) {
    error = "no function symbols";
    return false;
  }
  return true;
}

void Program::load_lines(std::string_view section) {
  constexpr uint32_t kMagic = 0xfffffff0;
  if (read_at<uint32_t>(section, 0) != kMagic) {
    return;
  }
  lines_ = section;
  auto count = read_at<uint64_t>(section, 8);
  auto text = read_at<uint64_t>(section, 24);
  units_at_ = read_at<uint64_t>(section, 40);
  files_at_ = read_at<uint64_t>(section, 48);
  auto pctab = read_at<uint64_t>(section, 56);
  auto functab = read_at<uint64_t>(section, 64);
  for (uint64_t i = 0; i < count && functab + i * 8 < section.size(); i++) {
    uint64_t record = functab + read_at<uint32_t>(section, functab + i * 8 + 4);
    LineTable table;
    table.entry = text + read_at<uint32_t>(section, record);
    table.file_table = pctab + read_at<uint32_t>(section, record + 20);
    table.line_table = pctab + read_at<uint32_t>(section, record + 24);
    table.unit = read_at<uint32_t>(section, record + 32);
    line_tables_.push_back(table);
  }
}

int Program::pc_value(uint64_t table, uint64_t entry, uint64_t address) const {
  int64_t value = -1;
  uint64_t pc = entry;
  for (uint64_t at = table; at < lines_.size();) {
    uint64_t delta = read_varint(lines_, at);
    if (delta == 0 && pc != entry) {
      break;
    }
    value += (delta & 1) != 0 ? -static_cast<int64_t>((delta + 1) >> 1)
                              : static_cast<int64_t>(delta >> 1);
    pc += read_varint(lines_, at);
    if (address < pc) {
      return static_cast<int>(value);
    }
  }
  return -1;
}

SourceLine Program::line_at(uint64_t address) const {
  auto next =
      std::upper_bound(line_tables_.begin(), line_tables_.end(), address,
                       [](uint64_t a, const LineTable& table) { return a < table.entry; });
  if (next == line_tables_.begin()) {
    return {};
  }
  const LineTable& table = *std::prev(next);
  int file = pc_value(table.file_table, table.entry, address);
  if (file < 0) {
    return {};
  }
  auto offset = read_at<uint32_t>(
      lines_, units_at_ + (table.unit + static_cast<uint64_t>(file)) * sizeof(uint32_t));
  return {text_at(lines_, files_at_ + offset),
          pc_value(table.line_table, table.entry, address)};
}

AddressName Program::symbol_at(uint64_t address) const {
  auto next = symbols_.upper_bound(address);
  if (next == symbols_.begin()) {
    return {};
  }
  const auto& [base, symbol] = *std::prev(next);
  bool covers = base != 0 && (base == address || address - base < symbol.size);
  return covers ? AddressName{symbol.name, base} : AddressName{};
}

}  // namespace prologo::listing
