#include "backend/elf/assemble.h"

#include <llvm/BinaryFormat/ELF.h>
#include <llvm/MC/MCDwarf.h>
#include <llvm/MC/MCExpr.h>
#include <llvm/MC/MCSymbol.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "backend/elf/dwarf.h"
#include "backend/elf/image.h"
#include "backend/elf/instruction_text.h"
#include "backend/elf/runtime_archive.h"
#include "backend/elf/streamer.h"
#include "support/ensure.h"

namespace prologo::elf {

using backend::Code;
using backend::CodeReloc;

namespace {

constexpr uint64_t kFunctionAlign = 32;
constexpr uint8_t kTextPadding = 0xcc;  // INT3 between functions
constexpr size_t kRelocBytes = 4;

std::string linker_name(const ir::Symbol* symbol) {
  return symbol->is_abi0 ? symbol->name + ".abi0" : symbol->name;
}

// Writes one object; a member function a section.
class Assembler {
 public:
  Assembler(const ir::Module& module, const AssembleOptions& options)
      : module_(module),
        options_(options),
        object_(options.text.has_value()),
        out_(object_.out()) {}

  std::string run(std::span<const Code> codes);

 private:
  void image_symbols();
  void begin_text();
  void function(const Code& code);
  void code_bytes(const Code& code);
  void line_at(const Code& code, const Pos& pos, bool ends_prologue);
  void bytes_with_relocs(const Code& code, uint32_t begin, uint32_t end, size_t& next_reloc);
  void relocation(const CodeReloc& reloc);
  void instructions(uint32_t begin, uint32_t end);
  void begin_instructions(const Code& code);
  std::string operand_name(const ir::Symbol* symbol);
  void data(const ir::Data& data);
  void data_bytes(const ir::Data& data);
  llvm::MCSection* data_section(const ir::Data& data);
  void init_table();
  void itab_links();
  std::set<std::string> referenced(std::span<const Code> codes) const;
  void pclntab(std::span<const Code> codes);
  void funcdata(const FuncDataBlob& blob, llvm::MCSymbol* label);
  unsigned dwarf_file(uint16_t file);
  void define_global(llvm::MCSymbol* symbol, unsigned type, bool dup_ok = false);

  const ir::Module& module_;
  const AssembleOptions& options_;
  ObjectStreamer object_;
  llvm::MCStreamer& out_;
  llvm::MCSymbol* text_begin_ = nullptr;
  llvm::MCSymbol* text_end_ = nullptr;
  std::map<uint16_t, unsigned> dwarf_files_;
  // Instructions as text.
  std::optional<listing::Disassembler> disassembler_;
  std::optional<InstructionTexts> texts_;
  std::map<uint32_t, llvm::MCSymbol*> labels_;
  std::map<uint32_t, std::string> label_names_;
  std::map<const ir::Symbol*, std::string> operand_names_;
};

// What several objects may define is weak in an object that stands alone.
void Assembler::define_global(llvm::MCSymbol* symbol, unsigned type, bool dup_ok) {
  const bool is_weak = dup_ok && !options_.with_pclntab;
  out_.emitSymbolAttribute(symbol, is_weak ? llvm::MCSA_Weak : llvm::MCSA_Global);
  out_.emitSymbolAttribute(symbol, type == llvm::ELF::STT_FUNC ? llvm::MCSA_ELF_TypeFunction
                                                               : llvm::MCSA_ELF_TypeObject);
}

unsigned Assembler::dwarf_file(uint16_t file) {
  auto it = dwarf_files_.find(file);
  if (it != dwarf_files_.end()) {
    return it->second;
  }
  const std::filesystem::path path = absolute_path((*module_.sources)[file].name);
  auto number = static_cast<unsigned>(dwarf_files_.size() + 1);
  out_.emitDwarfFileDirective(number, path.parent_path().string(), path.filename().string());
  dwarf_files_[file] = number;
  return number;
}

// The bases of the tables' offsets, as absolute symbols.
void Assembler::image_symbols() {
  const std::pair<const char*, uint64_t> bases[] = {
      {"runtime.types", kImageBase}, {"go.func.*", kImageBase}, {"runtime.text", kTextBase}};
  for (const auto& [name, value] : bases) {
    llvm::MCSymbol* symbol = object_.symbol(name);
    out_.emitSymbolAttribute(symbol, llvm::MCSA_Global);
    out_.emitAssignment(
        symbol, llvm::MCConstantExpr::create(static_cast<int64_t>(value), object_.context()));
  }
}

void Assembler::begin_text() {
  if (options_.with_dwarf) {
    out_.emitCFISections(/*EH=*/false, /*Debug=*/true);
  }
  out_.switchSection(object_.context().getObjectFileInfo()->getTextSection());
  out_.emitValueToAlignment(llvm::Align(kFunctionAlign), kTextPadding);
  text_begin_ = object_.temporary();
  out_.emitLabel(text_begin_);
}

void Assembler::relocation(const CodeReloc& reloc) {
  llvm::MCSymbol* target = object_.symbol(linker_name(reloc.target));
  if (reloc.kind == CodeReloc::Kind::Absolute32) {
    object_.emit_address(target, reloc.addend, kRelocBytes);
    return;
  }
  llvm::MCSymbol* here = object_.temporary();
  out_.emitLabel(here);
  object_.emit_distance(target, reloc.addend - static_cast<int64_t>(kRelocBytes), here,
                        kRelocBytes);
}

// Emits code[begin, end), replacing the fields of relocations.
void Assembler::bytes_with_relocs(const Code& code, uint32_t begin, uint32_t end,
                                  size_t& next_reloc) {
  if (options_.text) {
    instructions(begin, end);
    return;
  }
  llvm::StringRef bytes(code.bytes);
  while (next_reloc < code.relocs.size() && code.relocs[next_reloc].offset < end) {
    const CodeReloc& reloc = code.relocs[next_reloc++];
    ENSURE(reloc.offset >= begin && reloc.offset + kRelocBytes <= end);
    if (reloc.offset > begin) {
      out_.emitBytes(bytes.slice(begin, reloc.offset));
    }
    relocation(reloc);
    begin = reloc.offset + kRelocBytes;
  }
  if (begin < end) {
    out_.emitBytes(bytes.slice(begin, end));
  }
}

// How a symbol is written among operands. Quotes inside a name are more than the assembler
// takes there: such a name gets a plain alias.
std::string Assembler::operand_name(const ir::Symbol* symbol) {
  auto [it, is_new] = operand_names_.try_emplace(symbol);
  if (!is_new) {
    return it->second;
  }
  std::string name = linker_name(symbol);
  bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
  });
  if (is_plain) {
    it->second = name;
  } else if (name.find_first_of("\"\\") == std::string::npos) {
    it->second = "\"" + name + "\"";
  } else {
    it->second = ".Lname" + std::to_string(operand_names_.size());
    llvm::MCSymbol* alias = object_.symbol(it->second);
    out_.emitAssignment(alias,
                        llvm::MCSymbolRefExpr::create(object_.symbol(name), object_.context()));
  }
  return it->second;
}

void Assembler::begin_instructions(const Code& code) {
  if (!disassembler_) {
    disassembler_.emplace(*options_.text);
  }
  texts_.emplace(code, *options_.text, *disassembler_,
                 [this](const ir::Symbol* symbol) { return operand_name(symbol); });
  labels_.clear();
  label_names_.clear();
  for (uint32_t target : texts_->targets()) {
    labels_[target] = object_.temporary();
    label_names_[target] = labels_[target]->getName().str();
  }
  for (const CodeReloc& reloc : code.relocs) {
    operand_name(reloc.target);  // aliases stand before the code
  }
}

// Writes code[begin, end) as text.
void Assembler::instructions(uint32_t begin, uint32_t end) {
  for (const backend::Instruction& instruction : texts_->instructions()) {
    if (instruction.pc < begin || instruction.pc >= end) {
      continue;
    }
    if (auto label = labels_.find(instruction.pc); label != labels_.end()) {
      out_.emitLabel(label->second);
    }
    out_.emitRawText("\t" + texts_->text(instruction, label_names_));
  }
}

void Assembler::line_at(const Code& code, const Pos& pos, bool ends_prologue) {
  if (!options_.with_dwarf || pos.file == 0 || pos.file >= module_.sources->size()) {
    return;
  }
  unsigned flags = DWARF2_FLAG_IS_STMT;
  if (ends_prologue) {
    flags |= DWARF2_FLAG_PROLOGUE_END;
  }
  const uint16_t file = (*module_.sources)[pos.file].origin;
  out_.emitDwarfLocDirective(dwarf_file(file), pos.line, pos.column, flags, 0, 0,
                             code.symbol->name);
}

void Assembler::code_bytes(const Code& code) {
  // Every place where the line or the SP delta changes cuts the function.
  std::map<uint32_t, std::pair<const Pos*, const int32_t*>> cuts;
  for (const auto& entry : code.lines) {
    cuts[entry.pc].first = &entry.value;
  }
  for (const auto& entry : code.sp_delta) {
    cuts[entry.pc].second = &entry.value;
  }
  const uint32_t body = code.prologue_end;
  if (body != UINT32_MAX) {
    cuts[body];
  }
  auto end = static_cast<uint32_t>(code.bytes.size());
  size_t next_reloc = 0;
  uint32_t at = 0;
  const Pos* line = nullptr;
  for (const auto& [pc, change] : cuts) {
    bytes_with_relocs(code, at, pc, next_reloc);
    at = pc;
    line = change.first != nullptr ? change.first : line;
    if (line != nullptr && (change.first != nullptr || pc == body)) {
      line_at(code, *line, pc == body);
    }
    if (change.second != nullptr && options_.with_dwarf) {
      out_.emitCFIDefCfaOffset(*change.second + 8);
    }
  }
  bytes_with_relocs(code, at, end, next_reloc);
}

void Assembler::function(const Code& code) {
  llvm::MCSymbol* symbol = object_.symbol(linker_name(code.symbol));
  out_.emitValueToAlignment(llvm::Align(kFunctionAlign), kTextPadding);
  if (options_.text) {
    begin_instructions(code);
  }
  define_global(symbol, llvm::ELF::STT_FUNC, code.symbol->dup_ok);
  out_.emitLabel(symbol);
  if (options_.with_dwarf) {
    out_.emitCFIStartProc(false);
  }
  code_bytes(code);
  if (options_.with_dwarf) {
    out_.emitCFIEndProc();
  }
  out_.emitELFSize(symbol, llvm::MCConstantExpr::create(static_cast<int64_t>(code.bytes.size()),
                                                        object_.context()));
}

llvm::MCSection* Assembler::data_section(const ir::Data& data) {
  const llvm::MCObjectFileInfo* info = object_.context().getObjectFileInfo();
  switch (data.symbol->kind) {
    case ir::Symbol::Kind::ReadOnly:
      return info->getReadOnlySection();
    case ir::Symbol::Kind::Bss:
      return info->getBSSSection();
    default:
      return info->getDataSection();
  }
}

void Assembler::data_bytes(const ir::Data& data) {
  size_t at = 0;
  for (const ir::DataReloc& reloc : data.relocs) {
    auto offset = static_cast<size_t>(reloc.offset);
    bool is_pointer =
        reloc.kind == ir::DataReloc::Kind::Pointer || reloc.kind == ir::DataReloc::Kind::Code;
    size_t width = is_pointer ? 8 : 4;
    ENSURE(offset >= at && offset + width <= data.bytes.size());
    out_.emitBytes(llvm::StringRef(data.bytes).slice(at, offset));
    int64_t base = is_pointer                                      ? 0
                   : reloc.kind == ir::DataReloc::Kind::TypeOffset ? int64_t{kImageBase}
                                                                   : int64_t{kTextBase};
    object_.emit_address(object_.symbol(linker_name(reloc.target)), reloc.addend - base,
                         static_cast<unsigned>(width));
    at = offset + width;
  }
  out_.emitBytes(llvm::StringRef(data.bytes).substr(at));
}

void Assembler::data(const ir::Data& data) {
  llvm::MCSymbol* symbol = object_.symbol(linker_name(data.symbol));
  out_.switchSection(data_section(data));
  out_.emitValueToAlignment(
      llvm::Align(static_cast<uint64_t>(std::max<int64_t>(data.align, 1))));
  define_global(symbol, llvm::ELF::STT_OBJECT, data.symbol->dup_ok);
  out_.emitLabel(symbol);
  auto size = std::max<uint64_t>(static_cast<uint64_t>(data.symbol->size), data.bytes.size());
  if (data.symbol->kind != ir::Symbol::Kind::Bss) {
    data_bytes(data);
    out_.emitZeros(size - data.bytes.size());
  } else {
    out_.emitZeros(size);
  }
  out_.emitELFSize(symbol,
                   llvm::MCConstantExpr::create(static_cast<int64_t>(size), object_.context()));
}

// The package's init functions in order, ended by a null pointer: go.inittasks of a program. An
// object of its own names them after the package, since others may be linked beside it.
void Assembler::init_table() {
  llvm::MCSymbol* table =
      object_.symbol(options_.with_pclntab ? "go.inittasks" : module_.package + "..inittask");
  out_.switchSection(object_.context().getObjectFileInfo()->getReadOnlySection());
  out_.emitValueToAlignment(llvm::Align(8));
  define_global(table, llvm::ELF::STT_OBJECT);
  out_.emitLabel(table);
  for (const ir::Symbol* init : module_.init_functions) {
    object_.emit_address(object_.symbol(linker_name(init)), 0, 8);
  }
  out_.emitInt64(0);
}

// Pointers to the package's itabs, for the runtime's table (runtime/README.md).
void Assembler::itab_links() {
  constexpr std::string_view kPrefix = "go.itab.";
  out_.switchSection(
      object_.section("go_itablinks", llvm::ELF::SHT_PROGBITS, llvm::ELF::SHF_ALLOC));
  out_.emitValueToAlignment(llvm::Align(8));
  for (const ir::Data& item : module_.data) {
    if (std::string_view(item.symbol->name).starts_with(kPrefix)) {
      object_.emit_address(object_.symbol(linker_name(item.symbol)), 0, 8);
    }
  }
}

// The symbols that code and data refer to.
std::set<std::string> Assembler::referenced(std::span<const Code> codes) const {
  std::set<std::string> names;
  for (const Code& code : codes) {
    for (const CodeReloc& reloc : code.relocs) {
      names.insert(linker_name(reloc.target));
    }
  }
  for (const ir::Data& item : module_.data) {
    for (const ir::DataReloc& reloc : item.relocs) {
      names.insert(linker_name(reloc.target));
    }
  }
  return names;
}

void Assembler::funcdata(const FuncDataBlob& blob, llvm::MCSymbol* label) {
  out_.emitValueToAlignment(llvm::Align(blob.is_stack_objects ? 8 : 4));
  out_.emitLabel(label);
  if (blob.function != nullptr) {
    object_.emit_address(object_.symbol(linker_name(blob.function)),
                         -static_cast<int64_t>(kTextBase), 4);
    return;
  }
  if (!blob.is_stack_objects) {
    out_.emitBytes(blob.bytes);
    return;
  }
  // A count, then 16-byte records whose last word is the offset of the pointer bitmap.
  llvm::StringRef bytes(blob.bytes);
  auto count = static_cast<unsigned char>(bytes[0]) | static_cast<unsigned char>(bytes[1]) << 8;
  size_t at = 0;
  for (size_t i = 0; i < static_cast<size_t>(count); i++) {
    size_t field = 8 + 16 * i + 12;
    out_.emitBytes(bytes.slice(at, field));
    int64_t offset = 0;
    for (size_t k = 4; k-- > 0;) {
      offset = offset << 8 | static_cast<unsigned char>(bytes[field + k]);
    }
    object_.emit_address(label, offset - static_cast<int64_t>(kImageBase), 4);
    at = field + 4;
  }
  out_.emitBytes(bytes.substr(at));
}

void Assembler::pclntab(std::span<const Code> codes) {
  Pclntab table = build_pclntab(*module_.sources, codes, runtime_functions(referenced(codes)),
                                "runtime.etext");
  out_.switchSection(object_.context().getObjectFileInfo()->getReadOnlySection());
  std::vector<llvm::MCSymbol*> labels;
  for (const FuncDataBlob& blob : table.blobs) {
    labels.push_back(object_.temporary());
    funcdata(blob, labels.back());
  }
  out_.switchSection(
      object_.section(".gopclntab", llvm::ELF::SHT_PROGBITS, llvm::ELF::SHF_ALLOC));
  out_.emitValueToAlignment(llvm::Align(32));
  llvm::MCSymbol* begin = object_.symbol("runtime.pclntab");
  define_global(begin, llvm::ELF::STT_OBJECT);
  out_.emitLabel(begin);
  std::sort(table.fixups.begin(), table.fixups.end(),
            [](const TableFixup& a, const TableFixup& b) { return a.offset < b.offset; });
  size_t at = 0;
  for (const TableFixup& fixup : table.fixups) {
    out_.emitBytes(llvm::StringRef(table.bytes).slice(at, fixup.offset));
    if (fixup.kind == TableFixup::Kind::TextOffset) {
      object_.emit_address(object_.symbol(fixup.symbol), -static_cast<int64_t>(kTextBase), 4);
    } else {
      object_.emit_address(labels[fixup.blob], -static_cast<int64_t>(kImageBase), 4);
    }
    at = fixup.offset + 4;
  }
  out_.emitBytes(llvm::StringRef(table.bytes).substr(at));
  out_.emitELFSize(begin, llvm::MCConstantExpr::create(static_cast<int64_t>(table.bytes.size()),
                                                       object_.context()));
}

std::string Assembler::run(std::span<const Code> codes) {
  if (options_.text == listing::Syntax::Intel) {
    out_.emitRawText("\t.intel_syntax noprefix");
  }
  begin_text();
  for (const Code& code : codes) {
    function(code);
  }
  text_end_ = object_.temporary();
  out_.emitLabel(text_end_);
  for (const ir::Data& item : module_.data) {
    data(item);
  }
  init_table();
  itab_links();
  if (options_.with_pclntab) {
    image_symbols();
    pclntab(codes);
  }
  if (options_.with_dwarf) {
    emit_debug_info(object_, module_, codes, text_begin_, text_end_);
  }
  return object_.finish();
}

}  // namespace

std::string assemble(const ir::Module& module, std::span<const Code> codes,
                     const AssembleOptions& options) {
  return Assembler(module, options).run(codes);
}

}  // namespace prologo::elf
