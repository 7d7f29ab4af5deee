// Binary operators: operand matching, constant folding, comparisons.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;
using constant::Value;

static bool is_comparison(ast::Op op) { return op >= ast::Op::Eql && op <= ast::Op::Geq; }

// The operand flags an operator is defined on; 0 for others.
static unsigned operand_flags(ast::Op op) {
  switch (op) {
    case ast::Op::Add:
      return kNumeric | kString;
    case ast::Op::Sub:
    case ast::Op::Mul:
    case ast::Op::Div:
      return kNumeric;
    case ast::Op::Rem:
    case ast::Op::And:
    case ast::Op::Or:
    case ast::Op::Xor:
    case ast::Op::AndNot:
      return kInteger;
    case ast::Op::AndAnd:
    case ast::Op::OrOr:
      return kBoolean;
    default:
      return 0;
  }
}

static constant::Op constant_op(ast::Op op) {
  switch (op) {
    case ast::Op::Add:
      return constant::Op::Add;
    case ast::Op::Sub:
      return constant::Op::Sub;
    case ast::Op::Mul:
      return constant::Op::Mul;
    case ast::Op::Rem:
      return constant::Op::Rem;
    case ast::Op::And:
      return constant::Op::And;
    case ast::Op::Or:
      return constant::Op::Or;
    case ast::Op::Xor:
      return constant::Op::Xor;
    case ast::Op::AndNot:
      return constant::Op::AndNot;
    case ast::Op::AndAnd:
      return constant::Op::LogAnd;
    case ast::Op::OrOr:
      return constant::Op::LogOr;
    case ast::Op::Eql:
      return constant::Op::Eq;
    case ast::Op::Neq:
      return constant::Op::Ne;
    case ast::Op::Lss:
      return constant::Op::Lt;
    case ast::Op::Leq:
      return constant::Op::Le;
    case ast::Op::Gtr:
      return constant::Op::Gt;
    case ast::Op::Geq:
      return constant::Op::Ge;
    default:
      return constant::Op::Quo;
  }
}

bool Checker::check_operator(const Operand& x, ast::Op op, unsigned flags) {
  if (all_basic(x.type, flags)) {
    return true;
  }
  error(x, message("invalid operation: operator ", op, " not defined on ", x));
  return false;
}

// The position of an operation's operator; where any other expression starts.
static Pos operator_pos(const ast::Expr* expr) {
  if (expr == nullptr) {
    return {};
  }
  bool is_operation = expr->kind == ast::ExprKind::Unary || expr->kind == ast::ExprKind::Binary;
  return is_operation ? expr->pos : ast::start_pos(expr);
}

static std::string_view operation_name(const ast::Expr* expr) {
  if (auto* unary = ast::as<ast::Unary>(expr)) {
    return unary->op == ast::Op::Xor ? "bitwise complement" : "";
  }
  auto* binary = ast::as<ast::Binary>(expr);
  switch (binary == nullptr ? ast::Op::None : binary->op) {
    case ast::Op::Add:
      return "addition";
    case ast::Op::Sub:
      return "subtraction";
    case ast::Op::Xor:
      return "bitwise XOR";
    case ast::Op::Mul:
      return "multiplication";
    case ast::Op::Shl:
      return "shift";
    default:
      return "";
  }
}

// Typed results must fit their type; untyped integers must not grow beyond 512 bits.
void Checker::check_overflow(Operand& x) {
  constexpr int kLongestInt = 512;
  if (!x.value.is_known()) {
    return error(operator_pos(x.expr), "constant result is not representable");
  }
  if (!is_untyped(x.type)) {
    return require_representable(x, under<Basic>(x.type));
  }
  if (x.value.kind() == constant::Kind::Int && constant::bit_length(x.value) > kLongestInt) {
    error(operator_pos(x.expr), message("constant ", operation_name(x.expr), " overflow"));
    x.value = Value();
  }
}

// May the operands be converted to each other's type? If not, the mismatch is reported later,
// in terms of their original types.
static bool can_mix(const Operand& x, const Operand& y) {
  if (is_plain_interface(x.type) || is_plain_interface(y.type)) {
    return true;
  }
  return all_boolean(x.type) == all_boolean(y.type) &&
         all_string(x.type) == all_string(y.type) && !(x.is_nil() && !has_nil(y.type)) &&
         !(y.is_nil() && !has_nil(x.type));
}

bool Checker::match_operands(Operand& x, Operand& y) {
  if (!can_mix(x, y)) {
    return true;
  }
  convert_untyped(x, y.type);
  if (!x.is_valid()) {
    return false;
  }
  convert_untyped(y, x.type);
  if (!y.is_valid()) {
    x.invalidate();
    return false;
  }
  return true;
}

// `expr` is null for the implicit operation of an op= assignment.
void Checker::binary(Operand& x, ast::Binary* expr, ast::Expr* lhs, ast::Expr* rhs,
                     ast::Op op) {
  Operand y;
  expression(x, lhs);
  expression(y, rhs);
  if (!x.is_valid()) {
    return;
  }
  if (!y.is_valid()) {
    x.invalidate();
    x.expr = y.expr;
    return;
  }
  if (op == ast::Op::Shl || op == ast::Op::Shr) {
    return shift(x, y, expr, op);
  }
  if (!match_operands(x, y)) {
    return;
  }
  if (is_comparison(op)) {
    return comparison(x, y, op, false);
  }
  if (!identical(x.type, y.type)) {
    if (!is_invalid(x.type) && !is_invalid(y.type)) {
      std::string shown = expr != nullptr ? message(static_cast<ast::Expr*>(expr))
                                          : message(lhs, " ", op, "= ", rhs);
      error(x, message("invalid operation: ", shown, " (mismatched types ", x.type, " and ",
                       y.type, ")"));
    }
    x.invalidate();
    return;
  }
  if (!check_operator(x, op, operand_flags(op)) || !check_divisor(x, y, op)) {
    x.invalidate();
    return;
  }
  if (x.is_constant() && y.is_constant()) {
    return fold(x, y, expr, op);
  }
  x.mode = Mode::Value;
}

bool Checker::check_divisor(const Operand& x, const Operand& y, ast::Op op) {
  bool divides = op == ast::Op::Div || op == ast::Op::Rem;
  if (!divides || !y.is_constant() || !y.value.is_known()) {
    return true;
  }
  bool is_zero = (x.is_constant() || all_integer(x.type)) && constant::sign(y.value) == 0;
  if (x.is_constant() && is_complex(x.type) && !is_zero) {
    // Dividing takes the norm, which may vanish where the divisor does not.
    Value re = constant::real(y.value);
    Value im = constant::imag(y.value);
    is_zero = constant::sign(constant::binary(constant::Op::Mul, re, re)) == 0 &&
              constant::sign(constant::binary(constant::Op::Mul, im, im)) == 0;
  }
  if (is_zero) {
    error(y, "invalid operation: division by zero");
  }
  return !is_zero;
}

void Checker::fold(Operand& x, const Operand& y, ast::Binary* expr, ast::Op op) {
  if (!x.value.is_known() || !y.value.is_known()) {
    x.value = Value();
    return;
  }
  constant::Op operation = constant_op(op);
  if (op == ast::Op::Div && is_integer(x.type)) {
    operation = constant::Op::IntQuo;
  }
  x.value = constant::binary(operation, x.value, y.value);
  x.expr = expr;
  check_overflow(x);
}

static std::string kind_text(const Type* type) {
  const Type* u = underlying(type);
  switch (u == nullptr ? Kind::Basic : u->kind) {
    case Kind::Array:
      return "array";
    case Kind::Slice:
      return "slice";
    case Kind::Struct:
      return "struct";
    case Kind::Pointer:
      return "pointer";
    case Kind::Signature:
      return "func";
    case Kind::Interface:
      return is_type_param(type) ? message("type parameter ", type) : "interface";
    case Kind::Map:
      return "map";
    case Kind::Chan:
      return "chan";
    default:
      return type_text(type);
  }
}

std::string Checker::incomparable_cause(const Type* type) const {
  const Type* u = underlying(type);
  if (u->kind == Kind::Slice || u->kind == Kind::Signature || u->kind == Kind::Map) {
    return kind_text(type) + " can only be compared to nil";
  }
  std::string cause;
  is_comparable(type, &cause);
  return cause;
}

// Is the comparison defined on the operands? If not, says which is to blame, and why if there
// is more to say than that the operator is not defined on it.
bool Checker::check_comparable(const Operand& x, const Operand& y, ast::Op op,
                               const Operand*& culprit, std::string& cause) {
  if (!is_assignable(x, y.type, nullptr) && !is_assignable(y, x.type, nullptr)) {
    culprit = &y;
    cause = message("mismatched types ", x.type, " and ", y.type);
    return false;
  }
  if (op != ast::Op::Eql && op != ast::Op::Neq) {
    culprit = all_ordered(x.type) ? &y : &x;
    return all_ordered(x.type) && all_ordered(y.type);
  }
  if (x.is_nil() || y.is_nil()) {
    culprit = &y;
    return has_nil(x.is_nil() ? y.type : x.type);
  }
  for (const Operand* side : {&x, &y}) {
    if (!is_comparable(side->type)) {
      culprit = side;
      cause = incomparable_cause(side->type);
      return false;
    }
  }
  return true;
}

void Checker::comparison(Operand& x, Operand& y, ast::Op op, bool in_switch) {
  const Operand* culprit = &x;
  std::string cause;
  if (!check_comparable(x, y, op, culprit, cause)) {
    if (cause.empty() && (is_type_param(x.type) || is_type_param(y.type))) {
      culprit = is_type_param(x.type) ? culprit : &y;
      cause = message("type parameter ", culprit->type, " is not comparable with ", op);
    } else if (cause.empty()) {
      cause = message("operator ", op, " not defined on ", kind_text(culprit->type));
    }
    if (in_switch) {
      error(x, message("invalid case ", x.expr, " in switch on ", y.expr, " (", cause, ")"));
    } else {
      error(*culprit,
            message("invalid operation: ", x.expr, " ", op, " ", y.expr, " (", cause, ")"));
    }
    x.invalidate();
    return;
  }
  if (x.is_constant() && y.is_constant()) {
    if (x.value.is_known() && y.value.is_known()) {
      x.value = constant::make_bool(constant::compare(constant_op(op), x.value, y.value));
    } else {
      x.value = Value();
    }
  } else {
    x.mode = Mode::Value;
    update_type(x.expr, default_type(x.type), true);
    update_type(y.expr, default_type(y.type), true);
  }
  x.type = basic(BasicKind::UntypedBool);
}

}  // namespace prologo::check
