#pragma once
// Checks what every pass may rely on: edges match, use counts are exact, arguments dominate
// their uses, opcodes have the arguments and attributes they should.

#include <string>
#include <vector>

#include "ir/function.h"

namespace prologo::ir {

// All faults, one line each; empty if the function is sound.
std::vector<std::string> verify(const Function& fn);

// Aborts with the faults and the function if there are any. Costs nothing unless switched on.
void verify_in_tests(const Function& fn);
void set_verify_after_passes(bool on);

}  // namespace prologo::ir
