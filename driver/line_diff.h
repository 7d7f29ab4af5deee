#pragma once
// What changed between two texts, line by line.

#include <string>

namespace prologo::driver {

// Unified form with three lines around each change; "" if nothing changed.
std::string line_diff(const std::string& before, const std::string& after);

}  // namespace prologo::driver
