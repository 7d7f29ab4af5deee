#include "backend/elf/dwarf.h"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/BinaryFormat/ELF.h>

#include <filesystem>

namespace prologo::elf {

namespace dw = llvm::dwarf;

namespace {

enum Abbrev : unsigned { kUnit = 1, kFunction = 2 };

constexpr unsigned kDwarfVersion = 4;

class Writer {
 public:
  Writer(ObjectStreamer& object, llvm::MCStreamer& out) : object_(object), out_(out) {}

  void abbreviations();
  void unit(const ir::Module& module, llvm::MCSymbol* begin, llvm::MCSymbol* end);
  void function(const backend::Code& code);

 private:
  void attribute(unsigned name, unsigned form) {
    out_.emitULEB128IntValue(name);
    out_.emitULEB128IntValue(form);
  }

  void string(llvm::StringRef text) {
    out_.emitBytes(text);
    out_.emitInt8(0);
  }

  ObjectStreamer& object_;
  llvm::MCStreamer& out_;
};

void Writer::abbreviations() {
  out_.emitULEB128IntValue(kUnit);
  out_.emitULEB128IntValue(dw::DW_TAG_compile_unit);
  out_.emitInt8(dw::DW_CHILDREN_yes);
  attribute(dw::DW_AT_producer, dw::DW_FORM_string);
  attribute(dw::DW_AT_language, dw::DW_FORM_data1);
  attribute(dw::DW_AT_name, dw::DW_FORM_string);
  attribute(dw::DW_AT_comp_dir, dw::DW_FORM_string);
  attribute(dw::DW_AT_low_pc, dw::DW_FORM_addr);
  attribute(dw::DW_AT_high_pc, dw::DW_FORM_data8);
  attribute(dw::DW_AT_stmt_list, dw::DW_FORM_sec_offset);
  attribute(0, 0);
  out_.emitULEB128IntValue(kFunction);
  out_.emitULEB128IntValue(dw::DW_TAG_subprogram);
  out_.emitInt8(dw::DW_CHILDREN_no);
  attribute(dw::DW_AT_name, dw::DW_FORM_string);
  attribute(dw::DW_AT_low_pc, dw::DW_FORM_addr);
  attribute(dw::DW_AT_high_pc, dw::DW_FORM_data8);
  attribute(dw::DW_AT_frame_base, dw::DW_FORM_exprloc);
  attribute(dw::DW_AT_external, dw::DW_FORM_flag_present);
  attribute(0, 0);
  out_.emitInt8(0);
}

void Writer::unit(const ir::Module& module, llvm::MCSymbol* begin, llvm::MCSymbol* end) {
  std::string name = module.sources->size() > 1 ? (*module.sources)[1].name : "";
  out_.emitULEB128IntValue(kUnit);
  string("prologo");
  out_.emitInt8(dw::DW_LANG_Go);
  string(name);
  string(std::filesystem::current_path().string());
  object_.emit_address(begin, 0, 8);
  object_.emit_distance(end, 0, begin, 8);
  llvm::MCSymbol* lines = out_.getDwarfLineTableSymbol(0);
  object_.emit_address(lines, 0, 4);
}

void Writer::function(const backend::Code& code) {
  out_.emitULEB128IntValue(kFunction);
  string(code.symbol->name);
  object_.emit_address(
      object_.symbol(code.symbol->name + (code.symbol->is_abi0 ? ".abi0" : "")), 0, 8);
  out_.emitInt64(code.bytes.size());
  out_.emitULEB128IntValue(1);
  out_.emitInt8(dw::DW_OP_call_frame_cfa);
}

}  // namespace

void emit_debug_info(ObjectStreamer& object, const ir::Module& module,
                     std::span<const backend::Code> codes, llvm::MCSymbol* text_begin,
                     llvm::MCSymbol* text_end) {
  llvm::MCStreamer& out = object.out();
  Writer writer(object, out);
  llvm::MCSymbol* abbreviations = object.temporary();
  out.switchSection(object.section(".debug_abbrev", llvm::ELF::SHT_PROGBITS, 0));
  out.emitLabel(abbreviations);
  writer.abbreviations();

  out.switchSection(object.section(".debug_info", llvm::ELF::SHT_PROGBITS, 0));
  llvm::MCSymbol* begin = object.temporary();
  llvm::MCSymbol* end = object.temporary();
  object.emit_distance(end, 0, begin, 4);
  out.emitLabel(begin);
  out.emitInt16(kDwarfVersion);
  object.emit_address(abbreviations, 0, 4);
  out.emitInt8(8);
  writer.unit(module, text_begin, text_end);
  for (const backend::Code& code : codes) {
    writer.function(code);
  }
  out.emitInt8(0);
  out.emitLabel(end);
}

}  // namespace prologo::elf
