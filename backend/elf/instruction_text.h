#pragma once
// A function's instructions in the syntax of the GNU assembler, so that it makes the same bytes
// of them. Where it would choose another encoding the text says which one, or gives the bytes.

#include <map>
#include <string>
#include <vector>

#include "backend/code.h"
#include "backend/listing/disassemble.h"

namespace prologo::elf {

class InstructionTexts {
 public:
  // `syntax` is Att or Intel. `names` says how a symbol is written in an operand.
  using NameOf = std::function<std::string(const ir::Symbol*)>;
  InstructionTexts(const backend::Code& code, listing::Syntax syntax,
                   listing::Disassembler& disassembler, NameOf name_of);

  // The function's instructions; those that the encoder makes as one sequence are apart.
  const std::vector<backend::Instruction>& instructions() const { return instructions_; }

  // The pcs that jumps of the function go to.
  std::vector<uint32_t> targets() const;

  // The text of an instruction; `labels` are the names of the targets.
  std::string text(const backend::Instruction& instruction,
                   const std::map<uint32_t, std::string>& labels) const;

 private:
  const backend::CodeReloc* relocation_in(const backend::Instruction& instruction) const;
  // Whether the instruction is a jump inside the function, and where it goes.
  bool jump_target(const backend::Instruction& instruction, uint32_t& target) const;
  std::string symbol_operand(const backend::CodeReloc& reloc,
                             const backend::Instruction& instruction, std::string text) const;
  std::string_view bytes_of(const backend::Instruction& instruction) const;

  const backend::Code& code_;
  std::vector<backend::Instruction> instructions_;
  listing::Syntax syntax_;
  listing::Disassembler& disassembler_;
  NameOf name_of_;
};

}  // namespace prologo::elf
