#pragma once
// Goroutines on one thread. A goroutine runs until it blocks or ends; its place is what the
// bridge of the helper has recorded, so C++ leaves it by running another one.

#include "runtime/layout.h"

namespace prologo::runtime {

// Every goroutine ever made, dead ones included.
extern G* all_goroutines;

// A goroutine that will call the code with that closure; made by the go statement at `go_pc`.
void new_goroutine(uintptr_t code, void* closure, uintptr_t go_pc);

// The running goroutine waits, for the reason that tracebacks show, until make_ready.
[[noreturn]] void park(const char* reason);
void make_ready(G* g);

// It is done.
[[noreturn]] void end_goroutine();

// Runs the next goroutine.
[[noreturn]] void schedule();

}  // namespace prologo::runtime
