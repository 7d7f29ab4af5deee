// Function values of helpers (closures.def).

#include "runtime/layout.h"

namespace prologo::runtime {

namespace {

// As FuncVal, but a constant that refers to a symbol.
struct Closure {
  const uint8_t* code;
};

}  // namespace

#pragma GCC visibility push(default)
extern "C" {
#define CLOSURE(name)                                                  \
  extern const uint8_t name##_code[] asm("runtime." #name);            \
  extern const Closure name##_closure asm("runtime." #name "\u00b7f"); \
  constinit const Closure name##_closure = {name##_code};
#include "runtime/closures.def"
#undef CLOSURE
}
#pragma GCC visibility pop

}  // namespace prologo::runtime
