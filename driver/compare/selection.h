#pragma once
// -only: which aspects of a comparison are judged.

#include <string>

#include "driver/compare/report.h"

namespace prologo::driver {

// Checks the value of -only; on a mistake returns false with the word that is wrong.
bool is_selection(const std::string& only, std::string& wrong);

// Drops the rows that are not judged and counts again. `only` may be empty: everything.
void keep_only(const std::string& only, ComparedFunction& function);

}  // namespace prologo::driver
