#pragma once
// What an uncaught panic prints.

#include "runtime/layout.h"

namespace prologo::runtime {

// Marks a panic value that has been turned into text; its data points to a String.
extern const Type kPanicText;

// The lines of all panics under way, oldest first.
void print_panics(const Panic* p);

}  // namespace prologo::runtime
