#pragma once
// What the function table must know of the runtime's object file: the functions that
// goroutine stacks can show, in address order, from runtime/asm_functions.def.

#include <set>
#include <string>
#include <vector>

#include "backend/elf/pclntab.h"

namespace prologo::elf {

// The runtime's functions in a program that refers to these symbols; the linker leaves out
// those that are not listed (link.cpp: --gc-sections).
std::vector<RuntimeFunction> runtime_functions(const std::set<std::string>& referenced);

}  // namespace prologo::elf
