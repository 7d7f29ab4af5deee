#pragma once
// Syntax trees as text.

#include <string>

#include "frontend/ast.h"

namespace prologo::ast {

// An expression on one line, in the form Go uses inside error messages: `a + b`, `f(x, y...)`,
// `func(int) string`, `struct{a int}`, `func(x int) {...}`.
std::string expr_text(const Expr* x);

// A simple statement the same way: `x := 1`, `i++`.
std::string stmt_text(const Stmt* s);

// The whole file as an indented tree, one node a line with its position.
std::string file_text(const File* file);

}  // namespace prologo::ast
