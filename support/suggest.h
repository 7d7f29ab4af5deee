#pragma once
// "Did you mean ...": the known word that is nearest to a mistyped one.

#include <span>
#include <string>
#include <string_view>

namespace prologo {

// The nearest of `known`, or "" if none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

// ` (did you mean "x"?)`, or "".
std::string suggestion(std::string_view word, std::span<const std::string_view> known);

}  // namespace prologo
