#pragma once
// Directive comments before declarations.

#include <span>
#include <string_view>

#include "frontend/ast.h"

namespace prologo::check {

bool has_pragma(std::span<const ast::Pragma> pragmas, std::string_view text);

}  // namespace prologo::check
