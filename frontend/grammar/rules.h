#pragma once
// The rules and helpers that the parts of the grammar use of each other. Each rule's
// definition, with its EBNF, is in the file named here.

#include "frontend/ast.h"
#include "frontend/ast_printer.h"
#include "frontend/grammar/tokens.h"

namespace prologo::grammar {

template <typename Id, typename Attribute>
using Rule = x3::rule<Id, Attribute>;

// ---- types.cpp ----
constexpr Rule<struct type_or_nil_id, ast::Expr*> type_or_nil{"Type or nothing"};
constexpr Rule<struct type_id, ast::Expr*> type{"Type"};
constexpr Rule<struct qualified_name_id, ast::Expr*> qualified_name{"TypeName"};

using TypeOrNilRule = Rule<type_or_nil_id, ast::Expr*>;
using TypeRule = Rule<type_id, ast::Expr*>;
using QualifiedNameRule = Rule<qualified_name_id, ast::Expr*>;
BOOST_SPIRIT_DECLARE(TypeOrNilRule, TypeRule, QualifiedNameRule)

// TypeName that begins with a name already read.
ast::Expr* finish_type_name(Iterator& first, State& state, ast::Ident* name);
// ArrayType or SliceType behind "[" or "[]", which stood at `lbrack`. `length` may be read
// already.
ast::Expr* finish_array_type(Iterator& first, State& state, Pos lbrack, ast::Expr* length);
ast::Expr* finish_slice_type(Iterator& first, State& state, Pos lbrack);
// Behind a field's or parameter's name, at "[": the array or slice type, or an Index without
// operand for what turns out to be type arguments.
ast::Expr* read_array_or_type_args(Iterator& first, State& state);

// ---- parameters.cpp ----
// Behind the opening bracket. `name` and `bound` are what has been read of the first parameter.
// With names required it is a list of type parameters.
ast::List<ast::Field> read_parameters(Iterator& first, State& state, Tok close,
                                      bool requires_names, ast::Ident* name = nullptr,
                                      ast::Expr* bound = nullptr);
// Signature. Type parameters go to `type_params`; if that is null they are refused in the name
// of `construct`.
ast::FuncType* read_signature(Iterator& first, State& state, const char* construct,
                              ast::List<ast::Field>* type_params);
// EmbeddedElem = EmbeddedTerm { "|" EmbeddedTerm } ; `field` holds the first term if it is
// read.
ast::Field* read_embedded_element(Iterator& first, State& state, ast::Field* field);

// ---- structs.cpp ----
constexpr Rule<struct struct_type_id, ast::Expr*> struct_type{"StructType"};
constexpr Rule<struct interface_type_id, ast::Expr*> interface_type{"InterfaceType"};

using StructTypeRule = Rule<struct_type_id, ast::Expr*>;
using InterfaceTypeRule = Rule<interface_type_id, ast::Expr*>;
BOOST_SPIRIT_DECLARE(StructTypeRule, InterfaceTypeRule)

// ---- expressions.cpp ----
constexpr Rule<struct expr_id, ast::Expr*> expr{"Expression"};
constexpr Rule<struct unary_expr_id, ast::Expr*> unary_expr{"UnaryExpr"};
constexpr Rule<struct primary_expr_id, ast::Expr*> primary_expr{"PrimaryExpr"};
constexpr Rule<struct primary_rest_id, ast::Expr*> primary_rest{"the rest of a PrimaryExpr"};
constexpr Rule<struct expr_list_id, ast::List<ast::Expr>> expr_list{"ExpressionList"};
constexpr Rule<struct literal_value_id, ast::Expr*> literal_value{"LiteralValue"};

using ExprRule = Rule<expr_id, ast::Expr*>;
using UnaryExprRule = Rule<unary_expr_id, ast::Expr*>;
using PrimaryExprRule = Rule<primary_expr_id, ast::Expr*>;
using PrimaryRestRule = Rule<primary_rest_id, ast::Expr*>;
using ExprListRule = Rule<expr_list_id, ast::List<ast::Expr>>;
using LiteralValueRule = Rule<literal_value_id, ast::Expr*>;
BOOST_SPIRIT_DECLARE(ExprRule, UnaryExprRule, PrimaryExprRule, PrimaryRestRule, ExprListRule,
                     LiteralValueRule)

// TypeList = Expression { "," Type } [ "," ] ; `has_comma` says whether there was any.
ast::List<ast::Expr> read_type_list(Iterator& first, State& state, bool& has_comma);
// The operators and right operands behind `left`.
ast::Expr* finish_binary(Iterator& first, State& state, ast::Expr* left, int precedence);
// Whether `x` can only be a type, seen as syntax.
bool is_type_element(const ast::Expr* x);
// Whether `x` can only be a value, seen as syntax.
bool is_value(const ast::Expr* x);

// ---- names.cpp ----
constexpr Rule<struct name_id, ast::Ident*> name{"identifier"};
constexpr Rule<struct literal_id, ast::BasicLit*> literal{"BasicLit"};

using NameRule = Rule<name_id, ast::Ident*>;
using LiteralRule = Rule<literal_id, ast::BasicLit*>;
BOOST_SPIRIT_DECLARE(NameRule, LiteralRule)

// IdentifierList behind its first name.
ast::List<ast::Ident> finish_names(Iterator& first, State& state, ast::Ident* first_name);

// ---- statements.cpp, headers.cpp ----
constexpr Rule<struct stmt_or_nil_id, ast::Stmt*> stmt_or_nil{"Statement or nothing"};
constexpr Rule<struct simple_stmt_id, ast::Stmt*> simple_stmt{"SimpleStmt"};
constexpr Rule<struct simple_rest_id, ast::Stmt*> simple_rest{"SimpleStmt behind its operands"};
constexpr Rule<struct block_id, ast::Stmt*> block{"Block"};
constexpr Rule<struct stmt_list_id, ast::List<ast::Stmt>> stmt_list{"StatementList"};
constexpr Rule<struct function_body_id, ast::Stmt*> function_body{"FunctionBody"};

using StmtOrNilRule = Rule<stmt_or_nil_id, ast::Stmt*>;
using SimpleStmtRule = Rule<simple_stmt_id, ast::Stmt*>;
using SimpleRestRule = Rule<simple_rest_id, ast::Stmt*>;
using BlockRule = Rule<block_id, ast::Stmt*>;
using StmtListRule = Rule<stmt_list_id, ast::List<ast::Stmt>>;
using FunctionBodyRule = Rule<function_body_id, ast::Stmt*>;
BOOST_SPIRIT_DECLARE(StmtOrNilRule, SimpleStmtRule, SimpleRestRule, BlockRule, StmtListRule,
                     FunctionBodyRule)

// What stands between `if`, `for` or `switch` and the brace. A range clause is in `init`.
struct Header {
  ast::Stmt* init = nullptr;
  ast::Expr* cond = nullptr;
  ast::Stmt* post = nullptr;
};

Header read_header(Iterator& first, State& state, Tok keyword);
// Block after a header; `clause` names it in the complaint about a missing brace.
ast::Block* read_block(Iterator& first, State& state, const char* clause);

// ---- declarations.cpp ----
// The specifications behind const, type, var or import, pushed on state.pending.
void read_declarations(Iterator& first, State& state, Tok keyword);
// Behind `func`; null after an error.
ast::Decl* read_func_decl(Iterator& first, State& state);

}  // namespace prologo::grammar
