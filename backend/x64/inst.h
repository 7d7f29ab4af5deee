#pragma once
// Machine instructions between emission and encoding. Operands stand destination first;
// memory operands may still name a frame slot, which the frame's layout resolves.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backend/code.h"
#include "ir/function.h"

namespace prologo::x64 {

using ir::Register;

enum class Mnemonic : uint16_t {
#define INST(name, shapes) name,
#include "backend/x64/inst.def"
#undef INST
  Count,
};

std::string_view name(Mnemonic m);
// The mnemonic of that name; it must exist.
Mnemonic find_mnemonic(std::string_view text);

// Where in the instruction list a branch goes.
using Label = int32_t;
constexpr Label kNoLabel = -1;

struct Operand {
  enum class Kind : uint8_t { None, Reg, Immediate, Memory, Symbol, Target };
  // What a memory operand's displacement counts from beside its registers: nothing, the top of
  // the locals (Auto) or the first byte above the return address (Param).
  enum class Frame : uint8_t { None, Auto, Param };

  Kind kind = Kind::None;
  Frame frame = Frame::None;
  Register reg = ir::kNoRegister;      // Reg; base of Memory
  Register index = ir::kNoRegister;    // Memory
  uint8_t scale = 1;                   // Memory
  bool is_thread_local = false;        // Memory: relative to FS
  int64_t value = 0;                   // Immediate; displacement of Memory; addend of Symbol
  const ir::Symbol* symbol = nullptr;  // Memory (instruction-relative), Symbol
  const ir::Variable* variable = nullptr;  // Memory: for listings
  Label label = kNoLabel;                  // Target
};

Operand reg(Register r);
Operand imm(int64_t value);
Operand mem(Register base, int64_t displacement = 0);
Operand mem(const ir::Symbol* symbol, int64_t displacement = 0);
Operand mem_indexed(Register base, Register index, int scale, int64_t displacement = 0);
Operand thread_local_mem(int64_t displacement);
Operand symbol(const ir::Symbol* s, int64_t addend = 0);
Operand label(Label l);

// PCDATA 0 where a goroutine must not be stopped; -1 elsewhere.
constexpr int32_t kUnsafePoint = -2;

struct Inst {
  Mnemonic op{};
  Operand a, b, c;
  Pos pos;
  backend::Part part = backend::Part::Body;
  const ir::Value* value = nullptr;  // what it was made for, as in backend::Instruction
  const ir::Block* block = nullptr;
  // Bytes this instruction takes from (+) or gives back to (-) the stack.
  int32_t sp_change = 0;
  // PCDATA in force from this instruction on; kSame keeps the last.
  static constexpr int32_t kSame = INT32_MIN;
  int32_t stack_map = kSame;
  int32_t unsafe_point = kSame;
  int32_t arg_live = kSame;

  bool is_branch() const { return a.kind == Operand::Kind::Target; }
};

// Go's assembler syntax, sources first: "MOVQ AX, 16(SP)".
std::string to_string(const Inst& inst);
std::string to_string(const Operand& operand);

// A function as a list of instructions. Labels are bound to positions in it; a position equal
// to the size means the end.
struct InstList {
  std::vector<Inst> insts;
  std::vector<int32_t> labels;  // position by label; -1 while unbound

  struct InlineMark {
    Label at;
    int32_t call;
  };

  std::vector<InlineMark> inline_marks;  // where inlined bodies begin

  Label new_label();
  void bind(Label l);
};

}  // namespace prologo::x64
