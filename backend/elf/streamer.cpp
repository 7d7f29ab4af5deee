#include "backend/elf/streamer.h"

#include <llvm/MC/MCAsmBackend.h>
#include <llvm/MC/MCCodeEmitter.h>
#include <llvm/MC/MCExpr.h>
#include <llvm/MC/MCInstPrinter.h>
#include <llvm/MC/MCObjectWriter.h>
#include <llvm/MC/MCSectionELF.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/FormattedStream.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/TargetParser/Triple.h>

#include "support/ensure.h"

namespace prologo::elf {

ObjectStreamer::ObjectStreamer(bool as_text) {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86TargetMC();
  const std::string name = "x86_64-unknown-linux-gnu";
  llvm::Triple triple(name);
  std::string error;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(name, error);
  ENSURE_MSG(target != nullptr, error);
  // The GNU assembler takes the folder as part of a file's name.
  options_.MCUseDwarfDirectory = llvm::MCTargetOptions::DisableDwarfDirectory;
  registers_.reset(target->createMCRegInfo(name));
  asm_info_.reset(target->createMCAsmInfo(*registers_, name, options_));
  instructions_.reset(target->createMCInstrInfo());
  subtarget_.reset(target->createMCSubtargetInfo(name, "x86-64", ""));
  context_ = std::make_unique<llvm::MCContext>(triple, asm_info_.get(), registers_.get(),
                                               subtarget_.get(), nullptr, &options_);
  object_info_.reset(target->createMCObjectFileInfo(*context_, /*PIC=*/false));
  context_->setObjectFileInfo(object_info_.get());
  context_->setDwarfVersion(4);
  if (as_text) {
    constexpr unsigned kAttDialect = 0;
    streamer_.reset(target->createAsmStreamer(
        *context_, std::make_unique<llvm::formatted_raw_ostream>(stream_),
        target->createMCInstPrinter(triple, kAttDialect, *asm_info_, *instructions_,
                                    *registers_),
        nullptr, nullptr));
    streamer_->initSections(/*NoExecStack=*/true, *subtarget_);
    return;
  }
  std::unique_ptr<llvm::MCAsmBackend> backend(
      target->createMCAsmBackend(*subtarget_, *registers_, options_));
  std::unique_ptr<llvm::MCObjectWriter> writer = backend->createObjectWriter(stream_);
  std::unique_ptr<llvm::MCCodeEmitter> emitter(
      target->createMCCodeEmitter(*instructions_, *context_));
  streamer_.reset(target->createMCObjectStreamer(triple, *context_, std::move(backend),
                                                 std::move(writer), std::move(emitter),
                                                 *subtarget_));
  streamer_->initSections(/*NoExecStack=*/true, *subtarget_);
}

llvm::MCSymbol* ObjectStreamer::symbol(const std::string& name) {
  return context_->getOrCreateSymbol(name);
}

llvm::MCSymbol* ObjectStreamer::temporary() { return context_->createTempSymbol(); }

llvm::MCSection* ObjectStreamer::section(const std::string& name, unsigned type,
                                         unsigned flags) {
  return context_->getELFSection(name, type, flags);
}

static const llvm::MCExpr* plus(llvm::MCContext& context, llvm::MCSymbol* symbol,
                                int64_t addend) {
  const llvm::MCExpr* expr = llvm::MCSymbolRefExpr::create(symbol, context);
  if (addend == 0) {
    return expr;
  }
  return llvm::MCBinaryExpr::createAdd(expr, llvm::MCConstantExpr::create(addend, context),
                                       context);
}

void ObjectStreamer::emit_address(llvm::MCSymbol* target, int64_t addend, unsigned size) {
  streamer_->emitValue(plus(*context_, target, addend), size);
}

void ObjectStreamer::emit_distance(llvm::MCSymbol* target, int64_t addend,
                                   llvm::MCSymbol* minus, unsigned size) {
  const llvm::MCExpr* base = llvm::MCSymbolRefExpr::create(minus, *context_);
  streamer_->emitValue(
      llvm::MCBinaryExpr::createSub(plus(*context_, target, addend), base, *context_), size);
}

std::string ObjectStreamer::finish() {
  streamer_->finish();
  return std::string(bytes_.data(), bytes_.size());
}

}  // namespace prologo::elf
