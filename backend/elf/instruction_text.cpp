#include "backend/elf/instruction_text.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "support/ensure.h"
#include "support/text.h"

namespace prologo::elf {

using backend::CodeReloc;
using backend::Instruction;

namespace {

constexpr uint32_t kFieldBytes = 4;

uint8_t byte_at(std::string_view bytes, size_t i) {
  return i < bytes.size() ? static_cast<uint8_t>(bytes[i]) : uint8_t{0};
}

// The instruction as numbers, with what it is behind a comment sign.
std::string bytes_directive(std::string_view bytes, const std::string& comment) {
  std::vector<std::string> numbers;
  for (char byte : bytes) {
    numbers.push_back(hex(static_cast<uint8_t>(byte)));
  }
  return ".byte " + join(numbers, ",") + "\t# " + comment;
}

// Prefixes in front of the opcode.
size_t opcode_at(std::string_view bytes) {
  size_t i = 0;
  auto is_prefix = [](uint8_t b) {
    return b == 0x66 || b == 0xf2 || b == 0xf3 || b == 0xf0 || b == 0x64 ||
           (b >= 0x40 && b <= 0x4f);
  };
  while (i < bytes.size() && is_prefix(byte_at(bytes, i))) {
    i++;
  }
  return i;
}

bool is_near_jump(std::string_view bytes) {
  return byte_at(bytes, 0) == 0xe9 ||
         (byte_at(bytes, 0) == 0x0f && (byte_at(bytes, 1) & 0xf0) == 0x80);
}

bool is_short_jump(std::string_view bytes) {
  return byte_at(bytes, 0) == 0xeb || (byte_at(bytes, 0) & 0xf0) == 0x70;
}

// An operation between registers whose destination is the ModRM byte's register field; the
// assembler would put it into the other field.
bool is_load_form(std::string_view bytes) {
  size_t at = opcode_at(bytes);
  uint8_t opcode = byte_at(bytes, at);
  bool has_registers = byte_at(bytes, at + 1) >= 0xc0;
  bool is_arithmetic = opcode < 0x40 && ((opcode & 7) == 2 || (opcode & 7) == 3);
  return has_registers && (is_arithmetic || opcode == 0x8a || opcode == 0x8b);
}

// A displacement of four bytes that would fit in one, which the assembler would shorten.
bool has_wide_displacement(std::string_view bytes) {
  size_t at = opcode_at(bytes);
  at += byte_at(bytes, at) == 0x0f ? 2 : 1;
  uint8_t modrm = byte_at(bytes, at);
  if (modrm >> 6 != 2) {
    return false;
  }
  at += (modrm & 7) == 4 ? 2 : 1;
  int32_t displacement = 0;
  if (at + sizeof displacement > bytes.size()) {
    return false;
  }
  std::memcpy(&displacement, bytes.data() + at, sizeof displacement);
  return displacement >= INT8_MIN && displacement <= INT8_MAX;
}

void replace_first(std::string& text, std::string_view from, const std::string& to) {
  size_t at = text.find(from);
  ENSURE_MSG(at != std::string::npos, "no " + std::string(from) + " in " + text);
  text.replace(at, from.size(), to);
}

}  // namespace

InstructionTexts::InstructionTexts(const backend::Code& code, listing::Syntax syntax,
                                   listing::Disassembler& disassembler, NameOf name_of)
    : code_(code), syntax_(syntax), disassembler_(disassembler), name_of_(std::move(name_of)) {
  auto no_symbol = [](uint64_t) { return listing::AddressName{}; };
  for (Instruction rest : code.instructions) {
    while (rest.size > 0) {
      Instruction one = rest;
      unsigned size = disassembler.decode(bytes_of(rest), rest.pc, no_symbol).size;
      if (rest.part != backend::Part::Padding && size > 0 && size < rest.size) {
        one.size = static_cast<uint8_t>(size);
      }
      instructions_.push_back(one);
      rest.pc += one.size;
      rest.size = static_cast<uint8_t>(rest.size - one.size);
    }
  }
}

std::string_view InstructionTexts::bytes_of(const Instruction& instruction) const {
  return std::string_view(code_.bytes).substr(instruction.pc, instruction.size);
}

const CodeReloc* InstructionTexts::relocation_in(const Instruction& instruction) const {
  auto it = std::find_if(code_.relocs.begin(), code_.relocs.end(), [&](const CodeReloc& reloc) {
    return reloc.offset >= instruction.pc && reloc.offset < instruction.pc + instruction.size;
  });
  return it == code_.relocs.end() ? nullptr : &*it;
}

bool InstructionTexts::jump_target(const Instruction& instruction, uint32_t& target) const {
  std::string_view bytes = bytes_of(instruction);
  bool is_short = is_short_jump(bytes);
  if ((!is_short && !is_near_jump(bytes)) || relocation_in(instruction) != nullptr) {
    return false;
  }
  int32_t distance = static_cast<int8_t>(bytes.back());
  if (!is_short) {
    std::memcpy(&distance, bytes.data() + bytes.size() - kFieldBytes, kFieldBytes);
  }
  target = instruction.pc + instruction.size + static_cast<uint32_t>(distance);
  return true;
}

std::vector<uint32_t> InstructionTexts::targets() const {
  std::set<uint32_t> found;
  for (const Instruction& instruction : instructions_) {
    uint32_t target = 0;
    if (jump_target(instruction, target)) {
      found.insert(target);
    }
  }
  return {found.begin(), found.end()};
}

// Puts a symbol where the decoder saw an empty field.
std::string InstructionTexts::symbol_operand(const CodeReloc& reloc,
                                             const Instruction& instruction,
                                             std::string text) const {
  std::string name = name_of_(reloc.target);
  uint32_t end = instruction.pc + instruction.size;
  int64_t addend = reloc.addend;
  if (reloc.kind != CodeReloc::Kind::Absolute32) {
    addend += end - reloc.offset - kFieldBytes;  // the assembler counts from the end
  }
  if (addend != 0) {
    name += (addend < 0 ? "-" : "+") + std::to_string(std::abs(addend));
  }
  bool is_intel = syntax_ == listing::Syntax::Intel;
  if (text.find("rip") != std::string::npos) {
    replace_first(text, is_intel ? "[rip]" : "(%rip)",
                  is_intel ? "[rip + " + name + "]" : name + "(%rip)");
    return text;
  }
  size_t operand = text.find_last_of(" \t") + 1;
  return text.substr(0, operand) + name;
}

std::string InstructionTexts::text(const Instruction& instruction,
                                   const std::map<uint32_t, std::string>& labels) const {
  std::string bytes(bytes_of(instruction));
  const CodeReloc* reloc = relocation_in(instruction);
  if (reloc != nullptr) {
    bytes.replace(reloc->offset - instruction.pc, kFieldBytes, kFieldBytes, '\0');
  }
  auto no_symbol = [](uint64_t) { return listing::AddressName{}; };
  std::string text = disassembler_.decode(bytes, instruction.pc, no_symbol).text;
  text.erase(0, text.find_first_not_of(" \t"));
  size_t comment = text.find("  #");
  text = text.substr(0, comment);
  uint32_t target = 0;
  if (jump_target(instruction, target)) {
    uint32_t end = instruction.pc + instruction.size;
    auto distance = static_cast<int64_t>(target) - end;
    bool is_needlessly_long =
        is_near_jump(bytes) && distance >= INT8_MIN && distance <= INT8_MAX;
    return (is_needlessly_long ? "{disp32} " : "") + text.substr(0, text.find_first_of(" \t")) +
           "\t" + labels.at(target);
  }
  if (reloc != nullptr) {
    return symbol_operand(*reloc, instruction, text);
  }
  if (instruction.part == backend::Part::Padding || text.starts_with("nop") || text.empty()) {
    return bytes_directive(bytes, text.empty() ? "?" : text);
  }
  if (is_load_form(bytes)) {
    return "{load} " + text;
  }
  return has_wide_displacement(bytes) ? "{disp32} " + text : text;
}

}  // namespace prologo::elf
