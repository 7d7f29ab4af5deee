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
// The same where the system stack itself is of interest: these functions called one another.
[[noreturn]] void fatal_system(const char* text, const char* inner, const char* outer);

// The end of an uncaught panic whose text has been printed: signal line, tracebacks, exit.
[[noreturn]] void die_of_panic(uintptr_t pc, uintptr_t sp);

// The name of a signal, as in "SIGSEGV: segmentation violation"; null if it has none here.
const char* signal_name(uint32_t signal);

}  // namespace prologo::runtime
