#pragma once
// What the allocator must know of a value's registers: which it takes, makes and destroys.

#include <bit>
#include <boost/container/small_vector.hpp>
#include <unordered_map>

#include "ir/function.h"

namespace prologo::alloc {

using ir::RegMask;

constexpr ir::Register kStaticBaseRegister = 32;
constexpr int kRegisterCount = 33;  // with the pseudo register of static addresses

// All but SP, BP, R14 (g) and X15 (zero).
constexpr RegMask kAllocatableInts = 0xbfcf;
constexpr RegMask kAllocatableFloats = RegMask{0x7fff} << 16;
constexpr RegMask kAllocatable = kAllocatableInts | kAllocatableFloats;

constexpr RegMask bit(ir::Register r) { return RegMask{1} << r; }

constexpr bool contains(RegMask mask, ir::Register r) {
  return r != ir::kNoRegister && (mask & bit(r)) != 0;
}

constexpr ir::Register lowest(RegMask mask) {
  return static_cast<ir::Register>(std::countr_zero(mask));
}

constexpr int count(RegMask mask) { return std::popcount(mask); }

// Argument or result number `index` must be in one of `mask`.
struct Operand {
  int index;
  RegMask mask;
};

struct Constraints {
  using List = boost::container::small_vector<Operand, 4>;
  List inputs;  // in the order in which they choose: fewest possibilities first
  List outputs;
  RegMask clobbers = 0;
};

// The constraints of values; looked up once per opcode, or per value where the ABI decides
// (calls, parameters, results).
class ConstraintTable {
 public:
  explicit ConstraintTable(const ir::Function& fn) : fn_(fn) {}

  const Constraints& of(const ir::Value* v);

 private:
  const ir::Function& fn_;
  std::unordered_map<uint16_t, Constraints> by_op_;
  std::unordered_map<ir::ValueId, Constraints> by_value_;

  const Constraints& of_op(ir::Op op);
  Constraints of_call(const ir::Value* v);
  Constraints of_results() const;
};

// The registers that can hold a value of that type.
RegMask compatible_registers(const ir::Type* type);

// True for values that live in registers (or spilled to the stack): not memory, flags, tuples.
bool needs_register(const ir::Value* v);

// True if the value is made again at each use instead of being kept: constants and addresses
// relative to SP and SB.
bool is_rematerialisable(const ir::Value* v);

}  // namespace prologo::alloc
