#pragma once
// Lowering's tree as text: a statement a line, indented; expressions in prefix form.

#include <string>

#include "frontend/lower/tree.h"

namespace prologo::lower {

std::string print_expr(const Node* n);
std::string print_func(const Func& fn);
std::string print_unit(const Unit& unit);

}  // namespace prologo::lower
