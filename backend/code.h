#pragma once
// Machine code of one function as the back end's emitter leaves it and the ELF writer takes it:
// bytes (from LLVM MC), relocations, and the tables that pc lookups need.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ir/module.h"

namespace prologo::backend {

struct CodeReloc {
  uint32_t offset = 0;  // of the 4-byte field
  enum class Kind : uint8_t {
    PcRelative32,
    Call32,
    ThreadLocalOffset32,
    Absolute32
  } kind = Kind::PcRelative32;
  const ir::Symbol* target = nullptr;
  int64_t addend = 0;  // added to the symbol; the -4 of the field's own width is not included
};

// From `pc` on (until the next entry) the value holds.
template <typename T>
struct PcEntry {
  uint32_t pc = 0;
  T value{};
};

enum class Part : uint8_t { Prologue, Spill, Zero, Body, Epilogue, Grow, Padding };

// One instruction, for listings and for the verbs that explain code. It was made for a value,
// or for the end of a block, or (both null) for the frame; both live as long as the function's
// SSA.
struct Instruction {
  uint32_t pc = 0;
  uint8_t size = 0;
  Part part = Part::Body;
  Pos pos;
  const ir::Value* value = nullptr;
  const ir::Block* block = nullptr;
  // The word of the frame it reads or writes, if its operand says so: from SP as it is then.
  static constexpr int32_t kNoSlot = INT32_MIN;
  int32_t slot = kNoSlot;
  bool writes_slot = false;
  const ir::Variable* variable = nullptr;  // whose word it is, if a variable's
};

// Bytes of a frame as Go counts them. A goroutine's stack is at most 1 GB.
struct FrameSizes {
  int64_t locals = 0;
  int64_t args = 0;    // of the function itself
  int64_t callee = 0;  // for arguments of calls; 0 if the rest alone is too large
};

inline constexpr int64_t kMaxFrame = int64_t{1} << 30;

struct Code {
  const ir::Function* fn = nullptr;
  const ir::Symbol* symbol = nullptr;
  std::string bytes;
  std::vector<CodeReloc> relocs;
  std::vector<Instruction> instructions;
  uint32_t prologue_end = UINT32_MAX;  // pc of the first instruction of the body
  std::vector<PcEntry<Pos>> lines;
  std::vector<PcEntry<int32_t>> sp_delta;      // bytes pushed since entry
  std::vector<PcEntry<int32_t>> stack_map;     // PCDATA 1, -1 none
  std::vector<PcEntry<int32_t>> unsafe_point;  // PCDATA 0, -1 none
  std::vector<PcEntry<int32_t>> arg_live;      // PCDATA 3, -1 none
  uint32_t deferreturn = 0;  // offset of the CALL runtime.deferreturn reached by recovery
  int64_t frame_bytes = 0;
  int64_t args_bytes = 0;
  uint8_t func_id = 0;  // runtime/layout.h
  // FUNCDATA blobs by id (runtime/layout.h); empty: none. Relocations inside are offsets from
  // go.func.*: stack objects refer to gcdata blobs, which are appended to the blob itself.
  std::vector<std::string> funcdata;
  // Inlined calls (ir::Module::inlined_calls) that leave something behind, and where each
  // begins.
  std::vector<PcEntry<int32_t>> inlined_calls;
  const ir::Symbol* wrapped = nullptr;  // FUNCDATA 7: the function a go/defer wrapper wraps
  std::optional<FrameSizes> too_large;  // set: there is no code
};

}  // namespace prologo::backend
