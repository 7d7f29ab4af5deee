#include "backend/listing/function_code.h"

#include <algorithm>

#include "backend/listing/normal_form.h"
#include "backend/listing/parts.h"
#include "support/text.h"

namespace prologo::listing {

namespace {

constexpr uint32_t kFieldBytes = 4;

std::string_view without_abi(std::string_view symbol) {
  constexpr std::string_view kAbi0 = ".abi0";
  return symbol.ends_with(kAbi0) ? symbol.substr(0, symbol.size() - kAbi0.size()) : symbol;
}

// "26": pcs are shown as in the pc column.
std::string pc_text(uint64_t pc) {
  std::string text = hex(pc).substr(2);
  return text.size() < 2 ? "0" + text : text;
}

std::string replace_mark(std::string text, const std::string& by) {
  size_t at = text.find(kSymbolMark);
  return at == std::string::npos ? text : text.replace(at, kSymbolMark.size(), by);
}

const Relocation* relocation_in(const FunctionCode& code, uint32_t begin, uint32_t end) {
  for (const Relocation& reloc : code.relocs) {
    if (reloc.offset >= begin && reloc.offset + kFieldBytes <= end) {
      return &reloc;
    }
  }
  return nullptr;
}

// The function's bytes with what the linker is sure to put there.
std::string bytes_with_fields(const FunctionCode& code) {
  std::string bytes = code.bytes;
  for (const Relocation& reloc : code.relocs) {
    if (reloc.offset + kFieldBytes <= bytes.size()) {
      // g lies 8 bytes below the thread pointer.
      bytes.replace(reloc.offset, kFieldBytes,
                    reloc.is_thread_local ? std::string("\xf8\xff\xff\xff")
                                          : std::string(kFieldBytes, '\0'));
    }
  }
  return bytes;
}

int line_at(const FunctionCode& code, uint32_t pc) {
  auto next = std::upper_bound(code.lines.begin(), code.lines.end(), pc,
                               [](uint32_t a, const auto& entry) { return a < entry.first; });
  return next == code.lines.begin() ? 0 : std::prev(next)->second;
}

// Names the operand that the linker fills in.
void name_target(CodeLine& line, const std::string& marked, bool is_branch) {
  std::string suffix;
  if (line.addend != 0) {
    uint64_t distance = static_cast<uint64_t>(std::abs(line.addend));
    suffix =
        (line.addend < 0 ? "-" : "+") + (is_branch ? hex(distance) : std::to_string(distance));
  }
  if (!is_branch) {
    line.text = replace_mark(marked, line.target + suffix);
    line.normal = normal_text(marked);
    return;
  }
  std::string name(without_abi(line.target));
  Operation operation = split_operation(marked);
  line.text = line.normal = operation.name + " " + name + suffix;
}

void read_line(CodeLine& line, const std::string& marked, size_t function_bytes) {
  Operation operation = split_operation(marked);
  bool branches = is_branch(operation.name) && operation.operands.size() == 1;
  line.is_padding = is_padding(operation);
  if (line.field >= 0) {
    name_target(line, marked, branches && operation.operands[0].find(kSymbolMark) == 0);
    return;
  }
  line.text = marked;
  line.normal = normal_text(marked);
  if (!branches || operation.name == "CALL" || !operation.operands[0].starts_with("0x") ||
      operation.operands[0].find('(') != std::string::npos) {
    return;
  }
  uint64_t pc = std::stoull(operation.operands[0], nullptr, 16);
  if (pc < function_bytes) {
    line.jump = static_cast<int64_t>(pc);
    line.text = operation.name + " " + pc_text(pc);
  }
}

// Jumps go to the number of an instruction, padding not counted.
void number_jumps(std::vector<CodeLine>& lines) {
  std::vector<uint32_t> pcs;
  for (const CodeLine& line : lines) {
    if (!line.is_padding) {
      pcs.push_back(line.pc);
    }
  }
  for (CodeLine& line : lines) {
    if (line.jump != CodeLine::kNoJump) {
      auto to = std::lower_bound(pcs.begin(), pcs.end(), static_cast<uint32_t>(line.jump));
      line.normal = split_operation(line.text).name + " L" + std::to_string(to - pcs.begin());
    }
    line.operation = split_operation(line.normal);
  }
}

}  // namespace

std::string_view part_name(CodePart part) {
  constexpr std::string_view kNames[kCodeParts] = {"prologue", "body", "epilogue", "grow"};
  return kNames[static_cast<size_t>(part)];
}

FunctionCode function_code(const backend::Code& code) {
  FunctionCode out;
  out.name = code.symbol->name;
  out.bytes = code.bytes;
  out.frame_bytes = code.frame_bytes;
  out.args_bytes = code.args_bytes;
  out.no_split = code.fn->no_split;
  out.is_generated = code.fn->is_wrapper;
  for (const backend::CodeReloc& reloc : code.relocs) {
    using Kind = backend::CodeReloc::Kind;
    std::string target = reloc.target == nullptr ? "" : reloc.target->name;
    out.relocs.push_back(
        {reloc.offset, target, reloc.addend, reloc.kind == Kind::ThreadLocalOffset32});
  }
  std::sort(out.relocs.begin(), out.relocs.end(),
            [](const Relocation& a, const Relocation& b) { return a.offset < b.offset; });
  for (const auto& entry : code.lines) {
    out.lines.emplace_back(entry.pc, static_cast<int>(entry.value.line));
  }
  return out;
}

std::vector<CodeLine> code_lines(const FunctionCode& code, Disassembler& go) {
  std::string bytes = bytes_with_fields(code);
  std::vector<CodeLine> lines;
  for (uint32_t pc = 0; pc < bytes.size();) {
    auto every_symbol = [](uint64_t address) {
      return AddressName{std::string(kSymbolMark), address};
    };
    auto no_symbol = [](uint64_t) { return AddressName{}; };
    std::string_view rest = std::string_view(bytes).substr(pc);
    Decoded plain = go.decode(rest, pc, no_symbol);
    if (plain.size == 0) {
      plain = {1, "?"};
    }
    const Relocation* reloc = relocation_in(code, pc, pc + plain.size);
    CodeLine line;
    line.pc = pc;
    line.bytes = rest.substr(0, plain.size);
    line.line = line_at(code, pc);
    if (reloc != nullptr && !reloc->is_thread_local) {
      line.field = static_cast<int>(reloc->offset - pc);
      line.target = reloc->target;
      line.addend = reloc->addend + pc + plain.size - reloc->offset - kFieldBytes;
      plain = go.decode(rest, pc, every_symbol);
    }
    read_line(line, plain.text, bytes.size());
    lines.push_back(std::move(line));
    pc += plain.size;
  }
  number_jumps(lines);
  find_parts(lines);
  return lines;
}

std::string decode_line(const CodeLine& line, Disassembler& disassembler) {
  auto no_symbol = [](uint64_t) { return AddressName{}; };
  std::string text = disassembler.decode(line.bytes, line.pc, no_symbol).text;
  while (text.starts_with('\t') || text.starts_with(' ')) {
    text.erase(0, 1);
  }
  std::replace(text.begin(), text.end(), '\t', ' ');
  return text;
}

std::string bytes_text(const CodeLine& line) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (size_t i = 0; i < line.bytes.size(); i++) {
    auto field = static_cast<size_t>(std::max(line.field, 0));
    if (line.field >= 0 && i >= field && i < field + kFieldBytes) {
      out += "··";
      continue;
    }
    auto byte = static_cast<uint8_t>(line.bytes[i]);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace prologo::listing
