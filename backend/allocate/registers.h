#pragma once
// What the allocator must know of a value's registers: which it takes, makes and destroys.

#include <bit>
#include <boost/container/small_vector.hpp>
#include <unordered_map>

#include "ir/dialect.h"
#include "ir/function.h"

namespace prologo::alloc {

using ir::RegMask;

constexpr ir::Register kStaticBaseRegister = 32;
constexpr int kRegisterCount = 33;  // with the pseudo register of static addresses

constexpr RegMask bit(ir::Register r) { return RegMask{1} << r; }

// All but SP, BP, R14 (g) and X15 (zero). In releases without these two fixed registers they
// are like the others.
constexpr RegMask kAllocatableInts = 0xbfcf;
constexpr RegMask kAllocatableFloats = RegMask{0x7fff} << 16;
constexpr RegMask kFixedInt = bit(ir::reg::R14);
constexpr RegMask kFixedFloat = bit(ir::reg::X15);

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
  bool passes_wish = false;  // a register wished for the result is wished for argument 0
};

// The constraints of values; looked up once per opcode, or per value where the ABI decides
// (calls, parameters, results).
class ConstraintTable {
 public:
  explicit ConstraintTable(const ir::Function& fn);

  const Constraints& of(const ir::Value* v);
  // The registers that can hold a value of that type.
  RegMask compatible(const ir::Type* type) const;

  // All registers that may hold values.
  RegMask allocatable() const { return ints_ | floats_; }

 private:
  const ir::Function& fn_;
  const ir::Dialect& dialect_;
  RegMask ints_ = kAllocatableInts;
  RegMask floats_ = kAllocatableFloats;
  std::unordered_map<uint16_t, Constraints> by_op_;
  std::unordered_map<ir::ValueId, Constraints> by_value_;

  RegMask widen(RegMask mask) const;
  Constraints from_table(ir::Op op) const;
  const Constraints& of_op(ir::Op op);
  Constraints of_call(const ir::Value* v);
  Constraints of_results() const;
};

// True for values that live in registers (or spilled to the stack): not memory, flags, tuples.
bool needs_register(const ir::Value* v);

// True if the value is made again at each use instead of being kept: constants and addresses
// relative to SP and SB.
bool is_rematerialisable(const ir::Value* v);

}  // namespace prologo::alloc
