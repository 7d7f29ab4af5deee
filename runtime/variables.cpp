// Variables that compiled code reads (variables.def) and that no other file owns.

#include "runtime/variables.h"

#include <cpuid.h>

#include "runtime/layout.h"

namespace prologo::runtime {

namespace {

struct Words {
  uint64_t value[256];

  constexpr Words() : value() {
    for (uint64_t i = 0; i < 256; i++) {
      value[i] = i;
    }
  }
};

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

extern WriteBarrier write_barrier asm("runtime.writeBarrier");
WriteBarrier write_barrier = {};

// Boxes of one-byte values, and of small integers.
extern const Words small_words asm("runtime.staticuint64s");
constinit const Words small_words;

// Instructions beyond the base set: code asks these before it uses one.
extern bool has_popcnt asm("runtime.x86HasPOPCNT");
extern bool has_sse41 asm("runtime.x86HasSSE41");
extern bool has_fma asm("runtime.x86HasFMA");
bool has_popcnt = false;
bool has_sse41 = false;
bool has_fma = false;

}  // extern "C"
#pragma GCC visibility pop

void detect_instructions() {
  constexpr unsigned kFeatures = 1;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(kFeatures, &a, &b, &c, &d) != 0) {
    has_popcnt = (c & bit_POPCNT) != 0;
    has_sse41 = (c & bit_SSE4_1) != 0;
    // Fused operations use the AVX registers, which the system must save.
    has_fma = (c & bit_FMA) != 0 && (c & bit_OSXSAVE) != 0;
  }
}

}  // namespace prologo::runtime
