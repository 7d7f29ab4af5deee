// Declarations, at package level and in functions.

#include "frontend/grammar/gofmt_checks.h"
#include "frontend/grammar/rules.h"

namespace prologo::grammar {

// ---- import ----

static bool is_string(const ast::BasicLit* lit) { return lit->lit == ast::LitKind::String; }

// ImportSpec = [ "." | PackageName ] ImportPath .
static ast::Decl* read_import(Iterator& first, State& state) {
  ast::ImportDecl* decl = state.make<ast::ImportDecl>(first);
  decl->pragmas = state.take_pragmas(first, kBeforeOther);
  if (first->kind == Tok::Name) {
    decl->name = run(name, first, state);
  } else if (first->kind == Tok::Dot) {
    decl->name = state.make_ident(first, ".");
    ++first;
  }
  decl->path = run(literal, first, state);
  if (decl->path == nullptr) {
    state.syntax_error(first, "missing import path");
    state.advance(first, set_of({Tok::Semi, Tok::Rparen}));
  } else if (!decl->path->is_bad && !is_string(decl->path)) {
    state.syntax_error(first, "import path must be a string");
    decl->path->is_bad = true;
  } else {
    check_import_path(first, state, *decl->path);
  }
  return decl;
}

// ---- const, var ----

// ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .
static ast::Decl* read_const(Iterator& first, State& state, uint32_t iota_value) {
  ast::ConstDecl* decl = state.make<ast::ConstDecl>(first);
  decl->pragmas = state.take_pragmas(first, kBeforeOther);
  ast::Ident* ident = run(name, first, state);
  decl->names = finish_names(first, state, ident);
  if (!contains(set_of({Tok::Eof, Tok::Semi, Tok::Rparen}), first->kind)) {
    decl->type = run(type_or_nil, first, state);
    if (state.got_assign(first)) {
      decl->values = run(expr_list, first, state);
    }
  }
  decl->iota_value = iota_value;
  check_const_value(first, state, *decl, iota_value == 0);
  return decl;
}

// VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .
static ast::Decl* read_var(Iterator& first, State& state) {
  ast::VarDecl* decl = state.make<ast::VarDecl>(first);
  decl->pragmas = state.take_pragmas(first, kBeforeVar);
  ast::Ident* ident = run(name, first, state);
  decl->names = finish_names(first, state, ident);
  if (state.got_assign(first)) {
    decl->values = run(expr_list, first, state);
    return decl;
  }
  decl->type = run(type, first, state);
  if (state.got_assign(first)) {
    decl->values = run(expr_list, first, state);
  }
  return decl;
}

// ---- type ----

// The beginning of a type parameter list that was read as an expression: `P *E`, `P (E)`.
struct NameAndBound {
  ast::Ident* ident = nullptr;  // null: `x` cannot be split
  ast::Expr* bound = nullptr;   // null: `x` is the name alone
};

// Splits `x` where it can only be a name and a constraint, or, if `force`, where it can be one.
static NameAndBound split_parameter(State& state, ast::Expr* x, bool force) {
  if (auto* ident = ast::as<ast::Ident>(x)) {
    return {ident, nullptr};
  }
  if (auto* binary = ast::as<ast::Binary>(x)) {
    bool may_split = force || is_type_element(binary->y);
    auto* ident = ast::as<ast::Ident>(binary->x);
    if (binary->op == ast::Op::Mul && ident != nullptr && may_split) {
      ast::Unary* pointer = state.arena().make<ast::Unary>();
      pointer->pos = binary->pos;
      pointer->op = ast::Op::Mul;
      pointer->x = binary->y;
      return {ident, pointer};
    }
    if (binary->op == ast::Op::Or) {
      NameAndBound left = split_parameter(state, binary->x, may_split);
      if (left.ident != nullptr && left.bound != nullptr) {
        binary->x = left.bound;
        return {left.ident, binary};
      }
    }
  } else if (auto* call = ast::as<ast::Call>(x)) {
    auto* ident = ast::as<ast::Ident>(call->fun);
    if (ident != nullptr && call->args.size() == 1 && !call->has_dots &&
        (force || is_type_element(call->args[0]))) {
      return {ident, call->args[0]};
    }
  }
  return {};
}

static void read_type_and_alias(Iterator& first, State& state, ast::TypeDecl* decl) {
  decl->is_alias = state.got_assign(first);
  decl->type = run(type_or_nil, first, state);
}

// Behind "name [" with a name next: an array length, or the first of the type parameters.
static void read_length_or_params(Iterator& first, State& state, ast::TypeDecl* decl,
                                  Pos lbrack) {
  ast::Ident* ident = run(name, first, state);
  ast::Expr* x = ident;
  // An operand with brackets cannot be a constant: `P [` begins a constraint.
  if (first->kind != Tok::Lbrack) {
    Scoped deeper(state.expression_level, state.expression_level + 1);
    Context context = x3::make_context<StateTag>(state);
    primary_rest.parse(first, state.eof(), context, x3::unused, x);
    x = finish_binary(first, state, x, 0);
  }
  NameAndBound split = split_parameter(state, x, first->kind == Tok::Comma);
  if (split.ident != nullptr && (split.bound != nullptr || first->kind != Tok::Rbrack)) {
    decl->type_params =
        read_parameters(first, state, Tok::Rbrack, true, split.ident, split.bound);
    read_type_and_alias(first, state, decl);
  } else {
    decl->type = finish_array_type(first, state, lbrack, x);
  }
}

// TypeSpec = identifier [ TypeParameters ] [ "=" ] Type .
static ast::Decl* read_type_decl(Iterator& first, State& state) {
  ast::TypeDecl* decl = state.make<ast::TypeDecl>(first);
  decl->pragmas = state.take_pragmas(first, kBeforeType);
  decl->name = run(name, first, state);
  if (first->kind == Tok::Lbrack) {
    Pos lbrack = state.pos(first++);
    if (first->kind == Tok::Name) {
      read_length_or_params(first, state, decl, lbrack);
    } else if (state.got(first, Tok::Rbrack)) {
      decl->type = finish_slice_type(first, state, lbrack);
    } else {
      decl->type = finish_array_type(first, state, lbrack, nullptr);
    }
  } else {
    read_type_and_alias(first, state, decl);
  }
  if (decl->is_alias) {
    for (const ast::Pragma& pragma : decl->pragmas) {
      if (places_of(pragma.text) == kBeforeType) {
        state.refuse_pragma(pragma, true);
      }
    }
  }
  if (decl->type == nullptr) {
    decl->type = state.make<ast::BadExpr>(first);
    state.syntax_error(first, "in type declaration");
    state.advance(first, set_of({Tok::Semi, Tok::Rparen}));
  }
  return decl;
}

// ---- Groups ----

static ast::Decl* read_spec(Iterator& first, State& state, Tok keyword, uint32_t index) {
  switch (keyword) {
    case Tok::Import:
      return read_import(first, state);
    case Tok::Const:
      return read_const(first, state, index);
    case Tok::Type:
      return read_type_decl(first, state);
    default:
      return read_var(first, state);
  }
}

// keyword ( Spec | "(" { Spec ";" } ")" ) .
void read_declarations(Iterator& first, State& state, Tok keyword) {
  if (first->kind != Tok::Lparen) {
    ast::Decl* decl = read_spec(first, state, keyword, 0);
    state.pending.push_back(decl);
    return;
  }
  ast::Group* group = state.arena().make<ast::Group>();
  group->lparen = state.pos(first);
  state.clear_pragmas(first);
  ++first;
  uint32_t index = 0;
  read_list(first, state, "grouped declaration", Tok::Semi, Tok::Rparen, [&] {
    ast::Decl* decl = read_spec(first, state, keyword, index++);
    decl->group = group;
    state.pending.push_back(decl);
  });
  group->rparen = state.list_end;
}

// ---- func ----

// Receiver = Parameters ; exactly one of them
static ast::Field* read_receiver(Iterator& first, State& state) {
  ast::List<ast::Field> list = read_parameters(first, state, Tok::Rparen, false);
  if (list.empty()) {
    if (!state.as_gofmt()) {
      state.error(first, state.pos(first), "method has no receiver");
    }
    return nullptr;
  }
  if (list.size() > 1 && !state.as_gofmt()) {
    state.error(first, state.pos(first), "method has multiple receivers");
  }
  return list[0];
}

// FunctionDecl = "func" identifier [ TypeParameters ] Signature [ FunctionBody ] .
// MethodDecl = "func" Receiver identifier Signature [ FunctionBody ] .
ast::Decl* read_func_decl(Iterator& first, State& state) {
  ast::FuncDecl* decl = state.make<ast::FuncDecl>(first);
  decl->pragmas = state.take_pragmas(first, kBeforeFunc);
  if (state.got(first, Tok::Lparen)) {
    decl->receiver = read_receiver(first, state);
  }
  if (first->kind != Tok::Name) {
    state.syntax_error(first, "expecting name or (");
    state.advance(first, set_of({Tok::Lbrace, Tok::Semi}));
    return nullptr;
  }
  decl->name = run(name, first, state);
  bool is_method = decl->receiver != nullptr;
  decl->signature =
      read_signature(first, state, "method", is_method ? nullptr : &decl->type_params);
  if (first->kind == Tok::Lbrace) {
    decl->body = static_cast<ast::Block*>(run(function_body, first, state));
  }
  return decl;
}

}  // namespace prologo::grammar
