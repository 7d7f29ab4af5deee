#pragma once
// A function's code as JSON: one object an instruction, the form that every verb prints and
// that recorded references are read from.

#include <nlohmann/json.hpp>

#include "backend/listing/function_code.h"

namespace prologo::driver {

// `intel` may be null: then that notation is left out.
nlohmann::ordered_json code_json(const listing::FunctionCode& code, listing::Disassembler& go,
                                 listing::Disassembler* intel);

}  // namespace prologo::driver
