// Shifts, whose operands need not have one type.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;
using constant::Value;

bool Checker::check_shift_count(Operand& y) {
  if (y.is_constant()) {
    Value count = constant::to_int(y.value);
    if (count.kind() == constant::Kind::Int && constant::sign(count) < 0) {
      error(y, message("invalid operation: negative shift count ", y));
      return false;
    }
    if (is_untyped(y.type)) {
      require_representable(y, basic(BasicKind::Uint));
    } else if (!all_integer(y.type)) {
      error(y, message("invalid operation: shift count ", y, " must be integer"));
      return false;
    }
    return y.is_valid();
  }
  if (all_integer(y.type) && !is_untyped(y.type)) {
    return true;
  }
  if (is_untyped(y.type)) {
    convert_untyped(y, basic(BasicKind::Uint));
    return y.is_valid();
  }
  error(y, message("invalid operation: shift count ", y, " must be integer"));
  return false;
}

void Checker::constant_shift(Operand& x, const Operand& y, const Value& left, ast::Expr* expr,
                             ast::Op op) {
  constexpr uint64_t kLargestCount = 1023 - 1 + 52;  // reaches the smallest float64
  if (!is_integer(x.type)) {
    x.type = basic(BasicKind::UntypedInt);
  }
  if (!x.value.is_known() || !y.value.is_known()) {
    x.value = Value();
    return;
  }
  std::optional<uint64_t> count = constant::uint64_value(constant::to_int(y.value));
  if (!count || *count > kLargestCount) {
    error(y, message("invalid operation: invalid shift count ", y));
    x.invalidate();
    return;
  }
  auto bits = static_cast<unsigned>(*count);
  x.value =
      op == ast::Op::Shl ? constant::shift_left(left, bits) : constant::shift_right(left, bits);
  x.expr = expr;
  check_overflow(x);
}

void Checker::shift(Operand& x, Operand& y, ast::Expr* expr, ast::Op op) {
  Value left = x.is_constant() ? constant::to_int(x.value) : Value();
  bool has_chance = all_integer(x.type) ||
                    (is_untyped(x.type) && left.kind() == constant::Kind::Int) ||
                    (x.is_constant() && is_untyped(x.type) && !x.value.is_known());
  if (!has_chance) {
    error(x, message("invalid operation: shifted operand ", x, " must be integer"));
    x.invalidate();
    return;
  }
  if (!check_shift_count(y)) {
    x.invalidate();
    return;
  }
  if (x.is_constant() && y.is_constant()) {
    return constant_shift(x, y, left, expr, op);
  }
  if (x.is_constant() && is_untyped(x.type)) {
    // The constant gets the type it would have without the shift: decided later.
    if (auto found = untyped_.find(x.expr); found != untyped_.end()) {
      found->second.is_shift_operand = true;
    }
    x.mode = Mode::Value;
    return;
  }
  if (!all_integer(x.type)) {
    error(x, message("invalid operation: shifted operand ", x, " must be integer"));
    x.invalidate();
    return;
  }
  x.mode = Mode::Value;
}

}  // namespace prologo::check
