// Unary operators, addresses and receives included.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

void Checker::indirection(Operand& x, ast::Unary* expr) {
  expression_or_type(x, expr->x);
  if (!x.is_valid()) {
    return;
  }
  if (x.mode == Mode::TypeExpr) {
    require_variable_type(expr->x, x.type);
    x.type = package_.arena.make<Pointer>(x.type);
    return;
  }
  const Type* base = nullptr;
  bool is_pointer = under_is(x.type, [&](const Type* u) {
    const Pointer* pointer = as<Pointer>(u);
    if (pointer == nullptr) {
      error(x, message("invalid operation: cannot indirect ", x));
      return false;
    }
    if (base != nullptr && !identical(pointer->elem, base)) {
      error(x,
            message("invalid operation: pointers of ", x, " must have identical base types"));
      return false;
    }
    base = pointer->elem;
    return true;
  });
  if (!is_pointer) {
    x.invalidate();
    return;
  }
  x.mode = Mode::Variable;
  x.type = base;
}

// The variable that an addressable expression is a part of.
void Checker::mark_address_taken(ast::Expr* expr) {
  for (;;) {
    expr = ast::unparen(expr);
    if (auto* ident = ast::as<ast::Ident>(expr)) {
      if (ident->object != nullptr) {
        ident->object->is_address_taken = true;
      }
      return;
    }
    auto* selector = ast::as<ast::Selector>(expr);
    auto* index = ast::as<ast::Index>(expr);
    ast::Expr* inner = selector != nullptr ? selector->x
                       : index != nullptr  ? index->x
                                           : nullptr;
    if (inner == nullptr || inner->type == nullptr) {
      return;
    }
    // An element of a type parameter's value may be part of an array.
    bool is_part = selector != nullptr
                       ? under<Struct>(inner->type) != nullptr
                       : under<Array>(inner->type) != nullptr || is_type_param(inner->type);
    if (!is_part) {
      return;
    }
    expr = inner;
  }
}

void Checker::address(Operand& x, ast::Unary* expr) {
  bool is_literal = ast::unparen(expr->x)->kind == ast::ExprKind::CompositeLit;
  if (!is_literal && x.mode != Mode::Variable) {
    error(x, message("invalid operation: cannot take address of ", x));
    x.invalidate();
    return;
  }
  mark_address_taken(expr->x);
  x.mode = Mode::Value;
  x.type = package_.arena.make<Pointer>(x.type);
}

void Checker::receive(Operand& x) {
  const Chan* chan = core<Chan>(x.type);
  if (core_type(x.type) == nullptr) {
    error(x, message("invalid operation: cannot receive from ", x, ": no core type"));
    x.invalidate();
    return;
  }
  if (chan == nullptr) {
    error(x, message("invalid operation: cannot receive from non-channel ", x));
    x.invalidate();
    return;
  }
  if (chan->dir == ChanDir::SendOnly) {
    error(x, message("invalid operation: cannot receive from send-only channel ", x));
    x.invalidate();
    return;
  }
  x.mode = Mode::CommaOk;
  x.type = chan->elem;
  env_.has_call_or_receive = true;
}

static unsigned unary_flags(ast::Op op) {
  switch (op) {
    case ast::Op::Add:
    case ast::Op::Sub:
      return kNumeric;
    case ast::Op::Xor:
      return kInteger;
    default:
      return kBoolean;
  }
}

static unsigned bits_of(const Type* type) {
  switch (under<Basic>(type)->basic) {
    case BasicKind::Uint8:
      return 8;
    case BasicKind::Uint16:
      return 16;
    case BasicKind::Uint32:
      return 32;
    default:
      return 64;
  }
}

static constant::Value fold_unary(ast::Op op, const Operand& x) {
  switch (op) {
    case ast::Op::Sub:
      return constant::negate(x.value);
    case ast::Op::Xor:
      return is_unsigned(x.type) ? constant::complement_unsigned(x.value, bits_of(x.type))
                                 : constant::complement(x.value);
    case ast::Op::Not:
      return constant::logical_not(x.value);
    default:
      return x.value;
  }
}

ExprClass Checker::unary(Operand& x, ast::Unary* expr) {
  if (expr->op == ast::Op::Mul) {
    indirection(x, expr);
    return ExprClass::Expression;
  }
  expression(x, expr->x);
  if (!x.is_valid()) {
    return ExprClass::Statement;
  }
  switch (expr->op) {
    case ast::Op::And:
      address(x, expr);
      return ExprClass::Expression;
    case ast::Op::Recv:
      receive(x);
      return ExprClass::Statement;
    case ast::Op::Tilde:
      error(expr, "cannot use ~ outside of interface or type constraint");
      x.invalidate();
      return ExprClass::Expression;
    default:
      break;
  }
  if (!check_operator(x, expr->op, unary_flags(expr->op))) {
    x.invalidate();
  } else if (!x.is_constant()) {
    x.mode = Mode::Value;
  } else if (x.value.is_known()) {
    x.value = fold_unary(expr->op, x);
    x.expr = expr;
    check_overflow(x);
  }
  return ExprClass::Expression;
}

}  // namespace prologo::check
