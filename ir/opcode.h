#pragma once
// Opcodes of both levels, from two tables: opcode/generic.def and opcode/x64.def. Names of the
// generic level are Go's (Add64, Load, LocalAddr, StaticLECall, ...); those of the x64 level
// are Go's without the AMD64 prefix (ADDQ, ADDQconst, MOVQload, ...). What code must know of an
// opcode it asks `info(op)`.

#include <cstdint>
#include <string_view>

namespace prologo::ir {

enum class Op : uint16_t {
  Invalid = 0,
#define OP(name, ...) name,
#include "ir/opcode/generic.def"
#undef OP
  LastGeneric,
#define OP(name, ...) x64_##name,
#include "ir/opcode/x64.def"
#undef OP
  Count,
};

enum class BlockKind : uint8_t {
  Invalid,
#define BLOCK(name, ...) name,
#include "ir/opcode/blocks.def"
#undef BLOCK
  Count,
};

// What `aux` and `aux_int` hold.
enum class AuxKind : uint8_t {
  None,
  Bool,
  Int8,
  Int16,
  Int32,
  Int64,
  Int128,
  Float32,
  Float64,
  FlagConstant,
  String,
  Symbol,
  SymbolOff,
  SymbolValAndOff,
  Type,
  TypeSize,
  Call,
  CallOff,
  Condition,
  NameOffsetInt8,
};

enum OpFlag : uint32_t {
  kCommutative = 1u << 0,
  kResultInArg0 = 1u << 1,
  kResultNotInArgs = 1u << 2,
  kRematerialisable = 1u << 3,
  kClobberFlags = 1u << 4,
  kCall = 1u << 5,
  kNilCheck = 1u << 6,  // faults on a nil arg0 (explicit nil check op)
  kFaultOnNilArg0 = 1u << 7,
  kFaultOnNilArg1 = 1u << 8,
  kUsesScratch = 1u << 9,
  kHasSideEffects = 1u << 10,  // must not be removed though unused
  kUnsafePoint = 1u << 11,
  kReadsMemory = 1u << 12,
  kWritesMemory = 1u << 13,
  kZeroWidth = 1u << 14,  // emits no instruction
  kTailCall = 1u << 15,
  kSymRead = 1u << 16,
  kSymWrite = 1u << 17,
  kSymAddr = 1u << 18,
  kNeedIntTemp = 1u << 19,
};

// Sets of machine registers as bit masks: bit r is register r of ir/abi.h; bit 32 is SB, the
// pseudo register of static addresses.
using RegMask = uint64_t;
constexpr RegMask kStaticBase = RegMask{1} << 32;

struct RegConstraint {
  static constexpr int kMaxInputs = 4;
  RegMask inputs[kMaxInputs] = {};
  RegMask outputs[2] = {};
  RegMask clobbers = 0;
};

struct OpInfo {
  std::string_view name;
  int8_t arg_count = 0;  // -1: any number
  AuxKind aux = AuxKind::None;
  uint32_t flags = 0;
  bool is_machine = false;
  RegConstraint regs;         // machine level
  std::string_view assembly;  // machine level: Go's mnemonic, "ADDQ"
  uint8_t scale = 0;          // machine level: of the index register, 0: no index
  std::string_view type;  // of the result when nobody says otherwise: "uint64", "(uint64,mem)"

  bool has(OpFlag flag) const { return (flags & flag) != 0; }
};

const OpInfo& info(Op op);
// Rank in Go's numbering, where machine operations come before generic ones.
int go_order(Op op);
// The opcode of that text name ("Add64", "x64.ADDQ"), or Op::Invalid.
Op find_op(std::string_view name);

struct BlockInfo {
  std::string_view name;
  uint8_t controls = 0;
  bool is_machine = false;
};

const BlockInfo& info(BlockKind kind);
// The kind of that text name, or BlockKind::Invalid.
BlockKind find_block_kind(std::string_view name);

inline bool is_machine(Op op) { return op > Op::LastGeneric; }

// What a failed bounds check was for: aux_int of PanicBounds. The odd ones have an unsigned
// index.
enum class BoundsKind : uint8_t {
  Index,
  IndexU,
  SliceAlen,
  SliceAlenU,
  SliceAcap,
  SliceAcapU,
  SliceB,
  SliceBU,
  Slice3Alen,
  Slice3AlenU,
  Slice3Acap,
  Slice3AcapU,
  Slice3B,
  Slice3BU,
  Slice3C,
  Slice3CU,
  Convert,
};

}  // namespace prologo::ir
