#pragma once
// What a convention may not be, whatever its file says one line at a time: a register with two
// jobs, a growth path without room, a frame the runtime cannot walk.

#include <functional>
#include <string_view>

#include "backend/abi/abi_file.h"

namespace prologo::abi {

// Records a problem at the line that says `key` ("registers.int", "frame.check").
using AddProblem =
    std::function<void(std::string_view key, std::string what, std::string mend)>;

void check_rules(const ir::Abi& abi, const AddProblem& add);

}  // namespace prologo::abi
