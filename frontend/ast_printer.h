#pragma once
// Syntax trees as text.

#include <string>

#include "frontend/ast.h"

namespace prologo::ast {

// An expression on one line, in the form Go uses inside error messages: `a + b`, `f(x, y...)`,
// `T{…}`, `struct{a, b int}`, `func(x int) {…}`.
std::string expr_text(const Expr* x);

// Expressions with commas between them.
std::string list_text(List<Expr> list);

// A simple statement the same way: `x := 1`, `i++`.
std::string stmt_text(const Stmt* s);

// The whole file as an indented tree, one node a line with its position:
//   FuncDecl 3:6 main
//     signature: FuncType 3:10
//     body: Block 3:13 to 5:1
std::string file_text(const File* file);

}  // namespace prologo::ast
