#pragma once
// Open-coded deferred calls: a function keeps its closures and a byte of bits, which says which
// of them are still to run, in its frame, and FUNCDATA 4 says where. Only a panic makes a Defer
// record for such a frame.

#include "runtime/layout.h"

namespace prologo::runtime {

// A deferred call that may be there. Its function may be nil all the same: calling that faults,
// as it should.
struct DeferredCall {
  FuncVal* fn;
  uint64_t exists;
};

constexpr DeferredCall kNoCall = {nullptr, 0};

// Whether the deferred call that a panic runs is an open-coded one.
bool runs_open_defer(const Panic* p);

// Takes the last deferred call of the record's frame that is still to run.
DeferredCall take_open_defer(const Defer* d);

// True if there is one left.
bool has_open_defers(const Defer* d);

// From the frame at pc and sp outwards, the first frame with open-coded deferred calls gets its
// record, unless it has one. The frame of `finished` (may be null) is passed over.
void add_open_defer_frame(G* g, uintptr_t pc, uintptr_t sp, const Defer* finished);

// Gives a record that is on no list any more back to the pool, if it came from the heap.
void free_defer(Defer* d);

}  // namespace prologo::runtime
