#pragma once
// Upper-case letters outside ASCII: they make a Go name exported.

#include <string_view>

namespace prologo::types {

// Does the text, whose first byte is not ASCII, begin with an upper-case letter?
bool is_upper_rune(std::string_view text);

}  // namespace prologo::types
