#pragma once
// What gofmt's parser refuses at once and the compiler's leaves to the type checker. With
// ParseOptions::as_gofmt these report, in the checker's words; otherwise they do nothing.

#include "frontend/grammar/state.h"

namespace prologo::grammar {

// A constant must have a value, its own or one to repeat.
void check_const_value(Iterator at, State& state, const ast::ConstDecl& decl, bool is_first);

void check_import_path(Iterator at, State& state, const ast::BasicLit& path);

// Only names may stand to the left of `:=`.
void check_defined_names(Iterator at, State& state, ast::List<ast::Expr> lhs);

void check_range_operands(Iterator at, State& state, ast::List<ast::Expr> lhs);

// [...]T is a type only where a composite literal follows.
void check_open_array(Iterator at, State& state, const ast::Expr* x);

// In a type, what is in brackets must be types. `is_value`: `x` can only be a value.
void check_type_argument(Iterator at, State& state, const ast::Expr* x, bool is_value);

}  // namespace prologo::grammar
