#pragma once
// The table of run-time helpers (runtime/helpers.def) as signatures.

#include <optional>
#include <span>
#include <string_view>

#include "frontend/lower/types.h"
#include "ir/abi.h"
#include "ir/dialect.h"

namespace prologo::lower {

// Parses the helper's signature; nothing if there is no such helper.
std::optional<ir::Signature> helper_signature(TypeMap& types, std::string_view name);

// The row with the form that the dialect's release calls: `name` itself, or one with another
// signature. Calls of the latter go through a bridge that has the helper's name.
std::string_view helper_form(const ir::Dialect& dialect, std::string_view name);

// Helpers with another form in some release.
std::span<const std::string_view> changed_helpers();

// Whether the run time has a code of its own for calls by the stack.
bool has_stack_entry(std::string_view name);

}  // namespace prologo::lower
