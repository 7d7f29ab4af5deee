#include "backend/listing/disassemble.h"

#include <llvm/MC/MCAsmInfo.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCDisassembler/MCDisassembler.h>
#include <llvm/MC/MCInst.h>
#include <llvm/MC/MCInstPrinter.h>
#include <llvm/MC/MCInstrInfo.h>
#include <llvm/MC/MCRegisterInfo.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/MCTargetOptions.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/TargetParser/Triple.h>

#include "backend/listing/go_syntax.h"
#include "support/ensure.h"

namespace prologo::listing {

struct Disassembler::Machine {
  llvm::MCTargetOptions options;
  std::unique_ptr<llvm::MCRegisterInfo> registers;
  std::unique_ptr<llvm::MCAsmInfo> asm_info;
  std::unique_ptr<llvm::MCInstrInfo> instructions;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;
  std::unique_ptr<llvm::MCContext> context;
  std::unique_ptr<llvm::MCDisassembler> decoder;
  std::unique_ptr<llvm::MCInstPrinter> printer;
};

Disassembler::Disassembler(Syntax syntax)
    : machine_(std::make_unique<Machine>()), syntax_(syntax) {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86Disassembler();
  const std::string name = "x86_64-unknown-linux-gnu";
  std::string error;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(name, error);
  ENSURE_MSG(target != nullptr, error);
  Machine& m = *machine_;
  m.registers.reset(target->createMCRegInfo(name));
  m.asm_info.reset(target->createMCAsmInfo(*m.registers, name, m.options));
  m.instructions.reset(target->createMCInstrInfo());
  m.subtarget.reset(target->createMCSubtargetInfo(name, "x86-64", ""));
  m.context = std::make_unique<llvm::MCContext>(llvm::Triple(name), m.asm_info.get(),
                                                m.registers.get(), m.subtarget.get());
  m.decoder.reset(target->createMCDisassembler(*m.subtarget, *m.context));
  constexpr unsigned kAttDialect = 0;
  constexpr unsigned kIntelDialect = 1;
  m.printer.reset(target->createMCInstPrinter(
      llvm::Triple(name), syntax == Syntax::Intel ? kIntelDialect : kAttDialect, *m.asm_info,
      *m.instructions, *m.registers));
  m.printer->setPrintImmHex(true);
  m.printer->setPrintBranchImmAsAddress(true);
}

Disassembler::~Disassembler() = default;

Decoded Disassembler::decode(std::string_view bytes, uint64_t pc, const SymbolAt& symbol_at) {
  constexpr char kLock = '\xf0';
  if (syntax_ == Syntax::Go && bytes.size() > 1 && bytes[0] == kLock) {
    Decoded locked = decode(bytes.substr(1), pc + 1, symbol_at);
    return locked.size == 0 ? locked : Decoded{locked.size + 1, "LOCK " + locked.text};
  }
  llvm::MCInst inst;
  uint64_t size = 0;
  llvm::ArrayRef<uint8_t> data(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  auto status = machine_->decoder->getInstruction(inst, size, data, pc, llvm::nulls());
  if (status != llvm::MCDisassembler::Success) {
    return {};
  }
  std::string text;
  llvm::raw_string_ostream out(text);
  // The printer adds branch distances to the address it is given: the next instruction's.
  machine_->printer->printInst(&inst, pc + size, "", *machine_->subtarget, out);
  Decoded decoded{static_cast<unsigned>(size), text};
  if (syntax_ == Syntax::Go && bytes.substr(0, size) == "\x66\x90") {
    decoded.text = "NOPW";
  } else if (syntax_ == Syntax::Go) {
    decoded.text = to_go_syntax(text, pc + size, symbol_at);
  }
  return decoded;
}

}  // namespace prologo::listing
