#pragma once
// LLVM MC set up to write one ELF object, or its assembly, into a string. Internal to
// backend/elf.

#include <llvm/ADT/SmallVector.h>
#include <llvm/MC/MCAsmInfo.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCInstrInfo.h>
#include <llvm/MC/MCObjectFileInfo.h>
#include <llvm/MC/MCRegisterInfo.h>
#include <llvm/MC/MCStreamer.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/MCTargetOptions.h>
#include <llvm/Support/raw_ostream.h>

#include <memory>
#include <string>

namespace prologo::elf {

class ObjectStreamer {
 public:
  explicit ObjectStreamer(bool as_text = false);
  ObjectStreamer(const ObjectStreamer&) = delete;
  ObjectStreamer& operator=(const ObjectStreamer&) = delete;

  llvm::MCStreamer& out() { return *streamer_; }

  llvm::MCContext& context() { return *context_; }

  llvm::MCSymbol* symbol(const std::string& name);
  llvm::MCSymbol* temporary();
  llvm::MCSection* section(const std::string& name, unsigned type, unsigned flags);

  // A field holding symbol + addend, or symbol + addend - `minus`.
  void emit_address(llvm::MCSymbol* target, int64_t addend, unsigned size);
  void emit_distance(llvm::MCSymbol* target, int64_t addend, llvm::MCSymbol* minus,
                     unsigned size);

  // Ends the object and returns its bytes.
  std::string finish();

 private:
  llvm::SmallVector<char, 0> bytes_;
  llvm::raw_svector_ostream stream_{bytes_};
  llvm::MCTargetOptions options_;
  std::unique_ptr<llvm::MCRegisterInfo> registers_;
  std::unique_ptr<llvm::MCAsmInfo> asm_info_;
  std::unique_ptr<llvm::MCInstrInfo> instructions_;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget_;
  std::unique_ptr<llvm::MCContext> context_;
  std::unique_ptr<llvm::MCObjectFileInfo> object_info_;
  std::unique_ptr<llvm::MCStreamer> streamer_;
};

}  // namespace prologo::elf
