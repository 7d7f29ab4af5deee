#pragma once
// What the function table must know of the runtime's object file: its functions in address
// order. Those named in runtime/asm_functions.def keep their names; stretches of other code
// (C++ that only ever runs on the g0 stack) become one entry each.

#include <string_view>
#include <vector>

#include "backend/elf/pclntab.h"

namespace prologo::elf {

std::vector<RuntimeFunction> runtime_functions(std::string_view object);

}  // namespace prologo::elf
