#include "runtime/unwind.h"

namespace prologo::runtime {

Unwinder::Unwinder(const CodeTables& code, uintptr_t pc, uintptr_t sp) : code_(code) {
  // A call of a nil function: the walk starts in the caller.
  if (pc == 0) {
    pc = *reinterpret_cast<uintptr_t*>(sp);
    sp += sizeof(uintptr_t);
  }
  enter(pc, sp, false);
}

void Unwinder::enter(uintptr_t pc, uintptr_t sp, bool faulted) {
  CacheLine& line = cache_[(pc ^ (pc >> 6)) % kCacheLines];
  if (line.pc != pc) {
    const Func* fn = code_.find(pc);
    if (fn == nullptr) {
      lost_pc_ = pc;
      frame_.fn = nullptr;
      return;
    }
    line = {pc, fn, code_.sp_delta(fn, pc)};
  }
  frame_.fn = line.fn;
  frame_.pc = pc;
  frame_.sp = sp;
  frame_.faulted = faulted;
  frame_.argp = sp + static_cast<uintptr_t>(line.sp_delta) + sizeof(uintptr_t);
  frame_.varp = frame_.argp - sizeof(uintptr_t);
  if (frame_.varp > sp) {
    frame_.varp -= sizeof(uintptr_t);
  }
  frame_.continue_pc = pc;
  if (faulted) {
    // It can only go on by a recovered panic, at its call of deferreturn.
    uint32_t offset = line.fn->deferreturn;
    frame_.continue_pc = offset != 0 ? code_.entry(line.fn) + offset + 1 : 0;
  }
}

void Unwinder::step() {
  if ((frame_.fn->flag & kFuncFlagTopFrame) != 0) {
    frame_.fn = nullptr;
    return;
  }
  bool faulted = frame_.fn->func_id == kFuncIdSigpanic;
  enter(*reinterpret_cast<uintptr_t*>(frame_.argp - sizeof(uintptr_t)), frame_.argp, faulted);
}

}  // namespace prologo::runtime
