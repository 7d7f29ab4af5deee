#pragma once
// Output on standard error: the print helpers and everything the runtime reports.

#include "runtime/layout.h"

namespace prologo::runtime {

// Items written between lock and unlock leave in one piece.
void print_lock();
void print_unlock();

void print(const char* text);
void print(String text);
void print_decimal(int64_t value);
void print_unsigned(uint64_t value);
void print_hex(uint64_t value);
void print_float(double value);
void print_complex(double re, double im);
void print_bool(bool value);

inline void print_hex(const void* p) { print_hex(reinterpret_cast<uintptr_t>(p)); }

// Everything printed so far is written.
void flush_output();

}  // namespace prologo::runtime
