// Expressions: the dispatch on their kind, literals, type assertions.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

ExprClass Checker::raw_expression(Operand& x, ast::Expr* expr, const Type* hint,
                                  bool allow_generic) {
  ExprClass result = expression_by_kind(x, expr, hint);
  if (!allow_generic) {
    reject_generic(x);
  }
  if (!x.is_valid()) {
    result = ExprClass::Statement;  // says nothing more about it
  }
  x.expr = expr;
  record(x);
  return result;
}

ExprClass Checker::expression_by_kind(Operand& x, ast::Expr* expr, const Type* hint) {
  x = Operand();
  x.expr = expr;
  switch (expr->kind) {
    case ast::ExprKind::Bad:
      break;
    case ast::ExprKind::Ident:
      resolve_identifier(x, ast::as<ast::Ident>(expr), nullptr, false);
      break;
    case ast::ExprKind::BasicLit:
      literal(x, ast::as<ast::BasicLit>(expr));
      break;
    case ast::ExprKind::CompositeLit:
      composite_literal(x, ast::as<ast::CompositeLit>(expr), hint);
      break;
    case ast::ExprKind::KeyValue:
      error(expr, "invalid AST: no key:value expected");
      break;
    case ast::ExprKind::FuncLit:
      function_literal(x, ast::as<ast::FuncLit>(expr));
      break;
    case ast::ExprKind::Paren:
      return raw_expression(x, ast::as<ast::Paren>(expr)->x);
    case ast::ExprKind::Selector:
      selector(x, ast::as<ast::Selector>(expr), nullptr);
      break;
    case ast::ExprKind::Index:
      if (index_expression(x, ast::as<ast::Index>(expr))) {
        instantiate_function(x, ast::as<ast::Index>(expr));
      }
      break;
    case ast::ExprKind::Slice:
      slice_expression(x, ast::as<ast::Slice>(expr));
      break;
    case ast::ExprKind::TypeAssert:
      type_assertion_expression(x, ast::as<ast::TypeAssert>(expr));
      break;
    case ast::ExprKind::TypeSwitchGuard:
      error(expr, "invalid AST: use of .(type) outside type switch");
      break;
    case ast::ExprKind::Unary:
      return unary(x, ast::as<ast::Unary>(expr));
    case ast::ExprKind::Binary: {
      auto* operation = ast::as<ast::Binary>(expr);
      binary(x, operation, operation->x, operation->y, operation->op);
      break;
    }
    case ast::ExprKind::Call:
      return call(x, ast::as<ast::Call>(expr));
    case ast::ExprKind::DotsType:
      error(expr, "invalid use of '...'");
      break;
    default:
      x.mode = Mode::TypeExpr;
      x.type = check_type(expr);
      break;
  }
  return ExprClass::Expression;
}

void Checker::expression(Operand& x, ast::Expr* expr) {
  raw_expression(x, expr);
  exclude(x, true, true, true);
  require_single_value(x);
}

void Checker::multi_expression(Operand& x, ast::Expr* expr) {
  raw_expression(x, expr);
  exclude(x, true, true, true);
}

// `hint` is the element type of the composite literal around the expression.
void Checker::expression_with_hint(Operand& x, ast::Expr* expr, const Type* hint) {
  raw_expression(x, expr, hint);
  exclude(x, true, true, true);
  require_single_value(x);
}

void Checker::expression_or_type(Operand& x, ast::Expr* expr, bool allow_generic) {
  raw_expression(x, expr, nullptr, allow_generic);
  exclude(x, true, false, false);
  require_single_value(x);
}

void Checker::exclude(Operand& x, bool no_value, bool builtin, bool type) {
  if (x.mode == Mode::NoValue && no_value) {
    error(x, message(x, type ? " used as value" : " used as value or type"));
  } else if (x.mode == Mode::Builtin && builtin) {
    error(x, message(x, " must be called"));
  } else if (x.mode == Mode::TypeExpr && type) {
    error(x, message(x, " is not an expression"));
  } else {
    return;
  }
  x.invalidate();
}

void Checker::require_single_value(Operand& x) {
  if (x.mode == Mode::Value && as<Tuple>(x.type) != nullptr) {
    error(x, message("multiple-value ", x, " in single-value context"));
    x.invalidate();
  }
}

// Checks an expression only so that what it mentions counts as used.
void Checker::use(ast::Expr* expr) {
  auto* ident = ast::as<ast::Ident>(expr);
  if (expr == nullptr || (ident != nullptr && ident->is_blank())) {
    return;
  }
  if (auto* pair = ast::as<ast::KeyValue>(expr)) {
    return use(pair->value);
  }
  Operand ignored;
  raw_expression(ignored, expr);
}

void Checker::use_all(ExprList list) {
  for (ast::Expr* expr : list) {
    use(expr);
  }
}

static BasicKind literal_kind(ast::LitKind kind) {
  switch (kind) {
    case ast::LitKind::Int:
      return BasicKind::UntypedInt;
    case ast::LitKind::Float:
      return BasicKind::UntypedFloat;
    case ast::LitKind::Imag:
      return BasicKind::UntypedComplex;
    case ast::LitKind::Rune:
      return BasicKind::UntypedRune;
    case ast::LitKind::String:
      return BasicKind::UntypedString;
  }
  return BasicKind::Invalid;
}

static constant::Literal constant_kind(ast::LitKind kind) {
  switch (kind) {
    case ast::LitKind::Int:
      return constant::Literal::Int;
    case ast::LitKind::Float:
      return constant::Literal::Float;
    case ast::LitKind::Imag:
      return constant::Literal::Imaginary;
    case ast::LitKind::Rune:
      return constant::Literal::Rune;
    case ast::LitKind::String:
      break;
  }
  return constant::Literal::String;
}

void Checker::literal(Operand& x, ast::BasicLit* expr) {
  constexpr size_t kLongestNumber = 10000;
  if (expr->is_bad) {
    return;
  }
  bool is_number = expr->lit != ast::LitKind::Rune && expr->lit != ast::LitKind::String;
  if (is_number && expr->text.size() > kLongestNumber) {
    return error(expr, message("excessively long constant: ", expr->text.substr(0, 10), "... (",
                               static_cast<int64_t>(expr->text.size()), " chars)"));
  }
  x.value = constant::from_literal(expr->text, constant_kind(expr->lit));
  if (!x.value.is_known()) {
    return error(expr, message("malformed constant: ", expr->text));
  }
  x.mode = Mode::Constant;
  x.type = basic(literal_kind(expr->lit));
}

void Checker::function_literal(Operand& x, ast::FuncLit* expr) {
  ExprInfo* noted = info(expr);
  if (noted->function == nullptr) {
    const Signature* signature = as<Signature>(check_type(expr->signature));
    Function* function = package_.arena.make<Function>();
    function->literal = expr;
    function->outer = env_.function;
    function->signature = signature;
    function->scope = signature_scopes_[signature];
    noted->function = function;
    // The body waits until the statement around it is checked: it may refer to types that are
    // still being declared, but must not see names declared later in this scope.
    later([this, function, expr, declaration = env_.declaration, iota = env_.iota] {
      function_body(function, declaration, expr->body, iota);
    });
  }
  x.mode = Mode::Value;
  x.type = noted->function->signature;
}

void Checker::type_assertion_expression(Operand& x, ast::TypeAssert* expr) {
  expression(x, expr->x);
  if (!x.is_valid()) {
    return;
  }
  if (!is_plain_interface(x.type)) {
    error(x,
          is_type_param(x.type)
              ? message("invalid operation: cannot use type assertion on type parameter value ",
                        x)
              : message("invalid operation: ", x, " is not an interface"));
    x.invalidate();
    return;
  }
  const Type* target = check_variable_type(expr->asserted);
  if (is_invalid(target)) {
    x.invalidate();
    return;
  }
  check_assertion(expr, x, target, false);
  x.mode = Mode::CommaOk;
  x.type = target;
}

// Can a value of the interface type of x have the type `target`?
void Checker::check_assertion(ast::Expr* at, const Operand& x, const Type* target,
                              bool in_switch) {
  if (is_interface(target)) {
    return;
  }
  MissingMethod missing = missing_method(target, under<Interface>(x.type), false);
  if (missing.wanted == nullptr) {
    return;
  }
  std::string cause = missing_method_reason(target, x.type, missing);
  if (in_switch) {
    error(at, message("impossible type switch case: ", at, "\n\t", x,
                      " cannot have dynamic type ", target, " ", cause));
  } else {
    error(at, message("impossible type assertion: ", at, "\n\t", target, " does not implement ",
                      x.type, " ", cause));
  }
}

}  // namespace prologo::check
