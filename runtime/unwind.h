#pragma once
// Walking the frames of a goroutine that is not running.

#include "runtime/symtab.h"

namespace prologo::runtime {

struct Frame {
  const Func* fn = nullptr;
  uintptr_t pc = 0;
  uintptr_t continue_pc = 0;  // where the frame can go on, for its stack maps; 0: nowhere
  uintptr_t sp = 0;
  uintptr_t varp = 0;    // top of the variables: where BP is saved, if it is
  uintptr_t argp = 0;    // arguments, above the return address
  bool faulted = false;  // stopped by a signal at pc itself, not by a call before pc

  // The address to look positions and maps up by: inside the call instruction.
  uintptr_t lookup_pc(const CodeTables& code, bool innermost) const {
    return innermost || faulted || pc == code.entry(fn) ? pc : pc - 1;
  }

  bool has_saved_bp() const { return argp - varp == 2 * sizeof(uintptr_t); }
};

class Unwinder {
 public:
  Unwinder(const CodeTables& code, uintptr_t pc, uintptr_t sp);

  // False past the outermost frame.
  bool valid() const { return frame_.fn != nullptr; }

  const Frame& frame() const { return frame_; }

  void step();

  // The return address that belongs to no known function, when that ended the walk.
  uintptr_t lost_pc() const { return lost_pc_; }

 private:
  // Finds out the extent of the frame at pc and sp.
  void enter(uintptr_t pc, uintptr_t sp, bool faulted);

  // What is known of a pc, so that deep recursion is walked quickly.
  struct CacheLine {
    uintptr_t pc = 0;
    const Func* fn = nullptr;
    int32_t sp_delta = 0;
  };

  static constexpr int kCacheLines = 64;

  const CodeTables& code_;
  Frame frame_;
  uintptr_t lost_pc_ = 0;
  CacheLine cache_[kCacheLines];
};

}  // namespace prologo::runtime
