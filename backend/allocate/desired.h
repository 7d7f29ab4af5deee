#pragma once
// Registers that values would like to be in, because an instruction ahead wants them there.

#include <array>
#include <vector>

#include "backend/allocate/registers.h"

namespace prologo::alloc {

// Best first, filled up with kNoRegister.
using Preferences = std::array<ir::Register, 4>;
constexpr Preferences kNoPreferences = {ir::kNoRegister, ir::kNoRegister, ir::kNoRegister,
                                        ir::kNoRegister};

class DesiredRegisters {
 public:
  // Registers somebody ahead wants. It may name registers whose wish is gone from the list:
  // only a clobber takes a register out.
  RegMask avoid() const { return avoid_; }

  Preferences get(ir::ValueId id) const;
  // Takes the value's wishes out and returns them.
  Preferences take(ir::ValueId id);
  // The latest wish comes first.
  void add(ir::ValueId id, ir::Register r);
  void add_all(ir::ValueId id, const Preferences& preferences);
  // Nobody's wish for these registers reaches past here.
  void clobber(RegMask mask);
  void merge(const DesiredRegisters& other);
  // One step backwards over an instruction; returns what is wished for its result.
  Preferences step_back(const ir::Value* v, const Constraints& constraints);

 private:
  struct Entry {
    ir::ValueId id;
    Preferences registers;
  };

  std::vector<Entry> entries_;
  RegMask avoid_ = 0;

  void remove_at(size_t i);
};

}  // namespace prologo::alloc
