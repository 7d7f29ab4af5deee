#pragma once
// What hosted tests of the runtime use in place of the heap, of compiled code and of panics.

#include <stdexcept>

#include "runtime/layout.h"

namespace prologo::runtime {

// A panic raised by the runtime.
struct RaisedPanic : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Closures of Go functions, here of C++ ones.
using HashFunction = uint64_t (*)(const void* p, uintptr_t seed, uintptr_t);
using EqualFunction = uint64_t (*)(const void* p, uintptr_t q, uintptr_t);

// Frees what the test allocated.
void free_test_heap();

}  // namespace prologo::runtime
