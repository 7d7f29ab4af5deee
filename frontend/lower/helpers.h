#pragma once
// The table of run-time helpers (runtime/helpers.def) as signatures.

#include <optional>
#include <string_view>

#include "frontend/lower/types.h"
#include "ir/abi.h"

namespace prologo::lower {

// Parses the helper's signature; nothing if there is no such helper.
std::optional<ir::Signature> helper_signature(TypeMap& types, std::string_view name);

// Whether the run time has a code of its own for calls by the stack.
bool has_stack_entry(std::string_view name);

}  // namespace prologo::lower
