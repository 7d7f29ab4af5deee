#pragma once
// The one machine thread, its system stack, and the borders between C++ and Go code. All C++
// of the runtime runs on the system stack of the thread, for the goroutine `current()`.

#include "runtime/layout.h"

namespace prologo::runtime {

struct M {
  G* g0;
  G* curg;              // the goroutine for which C++ runs
  uintptr_t stack_top;  // where C++ starts on the system stack
  Defer* defer_pool;    // heap records that are free
  uint64_t tls[2];      // FS points behind tls[0], the place of the current g
};

// How much a throw shows (Go: throwing).
enum class Dying : uint8_t { No, Panic, Throw };

extern "C" {
extern M m0 asm("runtime.m0");
extern G g0 asm("runtime.g0");

// switch.S
[[noreturn]] void rt_gogo(Gobuf* state);
uintptr_t rt_call_algorithm(const FuncVal* fn, const void* a, uintptr_t b, uintptr_t c);
[[noreturn]] void rt_raise(const Type* type, void* data);

// Symbols of compiled code and of the linker.
extern const uint8_t pclntab[] asm("runtime.pclntab");
extern const uint8_t text_start[] asm("runtime.text");
extern const uint8_t text_end[] asm("runtime.etext");
extern const uint8_t* const funcdata_base asm("runtime.funcdata_base");
extern const uint8_t types_base[] asm("runtime.types");
// Variables that compiled code refers to too (variables.def); all else of C++ is hidden.
#pragma GCC visibility push(default)
extern uint64_t zero_base asm("runtime.zerobase");
extern uint8_t zero_value[1024] asm("runtime.zeroVal");
extern const uint64_t static_words[256] asm("runtime.staticuint64s");
#pragma GCC visibility pop
}

inline G* current() { return m0.curg; }

// The return address in the function that called the helper which runs now.
inline uintptr_t helper_caller_pc() {
  return *reinterpret_cast<uintptr_t*>(current()->sched.sp + kBridgeFrame);
}

inline bool call_equal(const Type* type, const void* p, const void* q) {
  return (rt_call_algorithm(type->equal, p, reinterpret_cast<uintptr_t>(q), 0) & 0xff) != 0;
}

inline uint64_t call_hash(const FuncVal* hasher, const void* p, uint64_t seed) {
  return rt_call_algorithm(hasher, p, seed, 0);
}

template <typename T>
struct Pair {
  T first;
  uint64_t second;
};

template struct Pair<void*>;
template struct Pair<int64_t>;
template struct Pair<uint64_t>;

// What a block bridge leaves in its frame: argument words, two saved words of the frame, then
// the words the caller passed on the stack. The first three words are the results.
struct Block {
  uint64_t reg[9];
  uint64_t frame[2];
  uint64_t stack[1];
};

}  // namespace prologo::runtime
