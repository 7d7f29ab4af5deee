#pragma once
// What an ABI is, for both halves of the compiler: a table of facts and one pure function from
// a signature to places. The instances live in backend/abi; the front end is handed one by the
// driver and never asks which it is.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/type.h"

namespace prologo::ir {

// Hardware registers by number: 0-15 AX CX DX BX SP BP SI DI R8..R15, 16-31 X0..X15.
using Register = uint8_t;
constexpr Register kNoRegister = 0xff;

namespace reg {
enum : Register {
  AX,
  CX,
  DX,
  BX,
  SP,
  BP,
  SI,
  DI,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15,
  X0,
  X1,
  X2,
  X3,
  X4,
  X5,
  X6,
  X7,
  X8,
  X9,
  X10,
  X11,
  X12,
  X13,
  X14,
  X15,
};
}  // namespace reg

// Go's name of a register: "AX", "R8", "X0".
std::string_view register_name(Register r);

struct Param {
  std::string name;  // "" if unnamed
  const Type* type = nullptr;
};

// Receiver first, if any; a variadic parameter is its slice.
struct Signature {
  std::vector<Param> params;
  std::vector<Param> results;
  bool has_receiver = false;
};

// One piece of a value: a leaf in a register.
struct Piece {
  int64_t offset = 0;  // in the value
  const Type* type = nullptr;
  Register reg = kNoRegister;
  uint8_t reg_offset = 0;  // byte of the register it starts at (System V packs leaves)
};

// Where one parameter or result lives.
struct Place {
  std::string name;
  const Type* type = nullptr;
  std::vector<Piece> pieces;  // non-empty: in registers, one piece a leaf
  int64_t stack_offset = -1;  // if in memory: from FP (first byte above the return address)
  int64_t spill_offset = -1;  // register parameters with spill room: from FP
  std::string_view rule;      // why it is there, for people
  int needed = 0;             // of a kind of register of which too few were left
  int left = 0;

  bool in_registers() const { return !pieces.empty(); }

  // Where the value's memory home is if it needs one: stack_offset or spill_offset.
  int64_t home() const { return in_registers() ? spill_offset : stack_offset; }

  // Begins in registers and ends in memory: leaves from number pieces.size() on.
  bool straddles() const { return in_registers() && stack_offset >= 0; }
};

struct CallLayout {
  std::vector<Place> params;
  std::vector<Place> results;
  int64_t stack_bytes = 0;  // stack arguments and stack results (the base of the spill area)
  int64_t spill_bytes = 0;
  int64_t args_bytes = 0;      // stack_bytes + spill_bytes: what a caller reserves
  int64_t results_offset = 0;  // where stack results begin
  bool hidden_result = false;  // System V: results in memory the caller points to
};

enum class StackCheck : uint8_t { None, Morestack };
enum class GLocation : uint8_t { InRegister, ThreadLocal };

// How a value is dealt out to registers.
enum class Split : uint8_t {
  AllOrNothing,  // a register for each leaf, for all of them or for none
  Eightbytes,    // a register for each eight bytes of a value of at most sixteen
  Greedy,        // a register for each leaf; the leaves that find none go to memory
};
// Which parameter takes its place first.
enum class Order : uint8_t { LeftToRight, RightToLeft };
// Who keeps memory for parameters that arrive in registers.
enum class Spill : uint8_t { None, Caller, Callee };
enum class ResultPool : uint8_t {
  Registers,      // what fits; the rest behind the stack parameters
  Stack,          // all behind the stack parameters
  HiddenPointer,  // results of more than hidden_over bytes where the first argument points
};
enum class FramePointer : uint8_t { BelowReturnPc, None };

// Longest array that registers may hold.
constexpr int64_t kAnyArray = INT64_MAX;

struct Abi {
  std::string_view name;
  std::string_view doc;  // one line for people
  std::span<const Register> int_regs;
  std::span<const Register> float_regs;
  std::span<const Register> int_results;  // Go: the same as int_regs
  std::span<const Register> float_results;
  std::span<const Register> callee_saved;  // beside SP and BP
  Register closure_context = reg::DX;
  GLocation g = GLocation::InRegister;
  Register g_register = reg::R14;
  Register zero = reg::X15;           // kNoRegister: none
  std::span<const Register> scratch;  // free at entry and exit
  int64_t stack_align = 8;
  StackCheck stack_check = StackCheck::Morestack;
  FramePointer frame_pointer = FramePointer::BelowReturnPc;
  Order order = Order::LeftToRight;
  Split split = Split::AllOrNothing;
  int64_t longest_array = 1;
  bool backfill = true;  // later values take what an earlier one could not
  Spill spill = Spill::Caller;
  ResultPool results = ResultPool::Registers;
  int64_t hidden_over = 0;  // HiddenPointer: larger results
  bool c_names = false;     // its users call registers RDI, EDI, XMM0
  // Of func values, methods in itabs and calls of run-time helpers in a program of this ABI.
  const Abi* values = nullptr;
  CallLayout (*lay_out)(const Abi&, Types&, const Signature&) = nullptr;
};

}  // namespace prologo::ir
