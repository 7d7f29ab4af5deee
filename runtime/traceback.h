#pragma once
// Reports of fatal errors and the tracebacks that end them.

#include "runtime/layout.h"

namespace prologo::runtime {

// From GOTRACEBACK in the environment.
void read_traceback_level(char** environment);

// "fatal error: TEXT" and tracebacks with the runtime's own frames; exit status 2.
[[noreturn]] void fatal(const char* text);
// The same for a mistake of the program: without the runtime's frames.
[[noreturn]] void fatal_in_program(const char* text);

// A C++ function as it appears in a report.
struct SystemFrame {
  const char* function;
  const char* file;
  int line;
};

// The same for what happens while a stack grows: morestack called `caller`, which threw.
[[noreturn]] void fatal_system(const char* text, const SystemFrame& caller);

// The end of an uncaught panic whose text has been printed: signal line, tracebacks, exit.
[[noreturn]] void die_of_panic(uintptr_t pc, uintptr_t sp);

struct RegisterValue {
  const char* name;
  uint64_t value;
};

// The end by a signal that is no panic: its name, the traceback from pc, the registers.
[[noreturn]] void die_of_signal(const char* name, int32_t code, uintptr_t pc, uintptr_t sp,
                                const RegisterValue* registers, int count);

// The name of a signal, as in "SIGSEGV: segmentation violation"; null if it has none here.
const char* signal_name(uint32_t signal);

}  // namespace prologo::runtime
