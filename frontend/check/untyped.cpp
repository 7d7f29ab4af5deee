// Untyped expressions: remembered with their untyped type until their context decides, then
// updated from the top down, as types2 does; and the recording of types in the tree.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;
using constant::Value;

ExprInfo* Checker::info(ast::Expr* expr) {
  if (expr->info == nullptr) {
    expr->info = &package_.expressions.emplace_back();
  }
  return expr->info;
}

void Checker::record_type(ast::Expr* expr, Mode mode, const Type* type, const Value& value) {
  if (mode == Mode::Invalid) {
    return;
  }
  ExprInfo* noted = info(expr);
  noted->mode = mode;
  noted->value = value;
  expr->type = type;
}

void Checker::record(const Operand& x) {
  if (!x.is_valid()) {
    return;
  }
  if (x.mode == Mode::NoValue) {
    return record_type(x.expr, x.mode, nullptr, {});
  }
  const Value& value = x.is_constant() ? x.value : Value();
  if (!is_untyped(x.type)) {
    return record_type(x.expr, x.mode, x.type, value);
  }
  Untyped entry;
  entry.mode = x.mode;
  entry.type = x.type;
  entry.value = value;
  untyped_[x.expr] = std::move(entry);
}

void Checker::record_remaining_untyped() {
  for (auto& [expr, entry] : untyped_) {
    record_type(expr, entry.mode, entry.type, entry.value);
  }
  untyped_.clear();
}

void Checker::update_value(ast::Expr* expr, const Value& value) {
  if (auto found = untyped_.find(expr); found != untyped_.end()) {
    found->second.value = value;
  }
}

static bool is_comparison(ast::Op op) { return op >= ast::Op::Eql && op <= ast::Op::Geq; }

static bool is_shift(ast::Op op) { return op == ast::Op::Shl || op == ast::Op::Shr; }

// The operands that must have the type of the whole. Those of constant expressions never
// become values and stay untyped.
void Checker::update_operands(ast::Expr* expr, const Untyped& old, const Type* type,
                              bool is_final) {
  if (auto* paren = ast::as<ast::Paren>(expr)) {
    return update_type(paren->x, type, is_final, expr);
  }
  if (old.value.is_known() || old.mode == Mode::Constant) {
    return;
  }
  if (auto* unary = ast::as<ast::Unary>(expr)) {
    return update_type(unary->x, type, is_final, expr);
  }
  auto* binary = ast::as<ast::Binary>(expr);
  if (binary == nullptr || is_comparison(binary->op)) {
    return;
  }
  update_type(binary->x, type, is_final, expr);
  if (!is_shift(binary->op)) {
    update_type(binary->y, type, is_final, expr);
  }
}

void Checker::update_type(ast::Expr* expr, const Type* type, bool is_final, ast::Expr* parent) {
  auto found = untyped_.find(expr);
  if (found == untyped_.end()) {
    return;
  }
  Untyped old = found->second;
  update_operands(expr, old, type, is_final);
  if (!is_final && is_untyped(type)) {
    untyped_[expr].type = type;
    return;
  }
  untyped_.erase(expr);
  if (old.is_shift_operand && !all_integer(type)) {
    const ast::Expr* whole = parent != nullptr ? parent : expr;
    return error(expr, message("invalid operation: ", whole, " (shift of type ", type, ")"));
  }
  if (old.mode == Mode::Constant) {
    Operand constant;
    constant.mode = old.mode;
    constant.expr = expr;
    constant.type = old.type;
    constant.value = old.value;
    convert_untyped(constant, type);
    if (!constant.is_valid()) {
      return;
    }
    old.value = constant.value;
  }
  record_type(expr, old.mode, type, old.value);
}

void Checker::convert_untyped(Operand& x, const Type* target) {
  const Type* type = nullptr;
  Value value;
  Failure failure = implicit_type(x, target, type, value);
  if (failure != Failure::None) {
    const Type* shown = is_type_param(target) ? target : underlying(target);
    report_conversion(failure, x, shown == nullptr ? target : shown);
    x.invalidate();
    return;
  }
  if (value.is_known()) {
    x.value = value;
    update_value(x.expr, value);
  }
  if (type != x.type) {
    x.type = type;
    update_type(x.expr, type, false);
  }
}

// The type an untyped operand takes on where `target` is wanted, and its value in that type.
Checker::Failure Checker::implicit_type(const Operand& x, const Type* target, const Type*& type,
                                        Value& value) {
  type = x.type;
  if (!x.is_valid() || !is_untyped(x.type) || is_invalid(target)) {
    return Failure::None;
  }
  if (is_untyped(target)) {
    BasicKind from = as<Basic>(x.type)->basic;
    BasicKind to = as<Basic>(target)->basic;
    if (is_numeric(x.type) && is_numeric(target)) {
      type = from < to ? target : x.type;
      return Failure::None;
    }
    return from == to ? Failure::None : Failure::Invalid;
  }
  if (x.is_nil()) {
    type = target;
    return has_nil(target) ? Failure::None : Failure::Invalid;
  }
  if (const Basic* plain = under<Basic>(target)) {
    type = target;
    if (x.is_constant()) {
      return represent(x, plain, value);
    }
    bool fits = is_boolean(x.type)   ? is_boolean(target)
                : is_numeric(x.type) ? is_numeric(target)
                                     : is_string(x.type) && is_string(target);
    return fits ? Failure::None : Failure::Invalid;
  }
  if (is_type_param(target)) {
    type = target;
    bool fits = under_is(target, [&](const Type* u) {
      const Type* ignored_type = nullptr;
      Value ignored;
      return u != nullptr && implicit_type(x, u, ignored_type, ignored) == Failure::None;
    });
    return fits ? Failure::None : Failure::Invalid;
  }
  if (const Interface* interface = under<Interface>(target)) {
    type = default_type(x.type);
    const TypeSet* set = type_set_of(interface);
    bool is_empty = set->methods.empty() && !set->comparable && !set->constrained;
    return is_empty ? Failure::None : Failure::Invalid;
  }
  return Failure::Invalid;
}

static bool int_fits(const Value& value, BasicKind kind) {
  auto within = [&](int bits, bool is_signed) {
    if (!is_signed) {
      return constant::sign(value) >= 0 && constant::bit_length(value) <= bits;
    }
    // -2^(n-1) has n bits but fits.
    Value magnitude = constant::sign(value) < 0 ? constant::complement(value) : value;
    return constant::bit_length(magnitude) < bits;
  };
  switch (kind) {
    case BasicKind::Int8:
      return within(8, true);
    case BasicKind::Int16:
      return within(16, true);
    case BasicKind::Int32:
      return within(32, true);
    case BasicKind::Int:
    case BasicKind::Int64:
      return within(64, true);
    case BasicKind::Uint8:
      return within(8, false);
    case BasicKind::Uint16:
      return within(16, false);
    case BasicKind::Uint32:
      return within(32, false);
    case BasicKind::Uint:
    case BasicKind::Uint64:
    case BasicKind::Uintptr:
      return within(64, false);
    default:
      return true;  // untyped
  }
}

// Rounds a float constant to a type; Unknown if it does not fit.
static Value round_float(const Value& value, bool is_32, bool is_64) {
  return is_32   ? constant::round_float32(value)
         : is_64 ? constant::round_float64(value)
                 : value;
}

static Value represent_value(const Value& value, const Basic* type) {
  if ((type->flags & kInteger) != 0) {
    Value integer = constant::to_int(value);
    return integer.is_known() && int_fits(integer, type->basic) ? integer : Value();
  }
  if ((type->flags & kFloat) != 0) {
    Value real = constant::to_float(value);
    return real.is_known() ? round_float(real, type->basic == BasicKind::Float32,
                                         type->basic == BasicKind::Float64)
                           : Value();
  }
  if ((type->flags & kComplex) != 0) {
    Value whole = constant::to_complex(value);
    if (!whole.is_known()) {
      return Value();
    }
    bool is_64 = type->basic == BasicKind::Complex64;
    bool is_128 = type->basic == BasicKind::Complex128;
    if (!is_64 && !is_128) {
      return whole;
    }
    Value re = round_float(constant::to_float(constant::real(whole)), is_64, is_128);
    Value im = round_float(constant::to_float(constant::imag(whole)), is_64, is_128);
    return constant::make_complex(re, im);
  }
  bool fits = ((type->flags & kString) != 0 && value.kind() == constant::Kind::String) ||
              ((type->flags & kBoolean) != 0 && value.kind() == constant::Kind::Bool);
  return fits ? value : Value();
}

Checker::Failure Checker::represent(const Operand& x, const Basic* type, Value& value) {
  value = x.value;
  if (!x.value.is_known()) {
    return Failure::None;  // an error was reported
  }
  Value represented = represent_value(x.value, type);
  if (represented.is_known()) {
    value = represented;
    return Failure::None;
  }
  if (!is_numeric(x.type) || !is_numeric(type)) {
    return Failure::Invalid;
  }
  return !is_integer(x.type) && is_integer(type) ? Failure::Truncated : Failure::Overflow;
}

void Checker::require_representable(Operand& x, const Basic* type) {
  Value value;
  Failure failure = represent(x, type, value);
  if (failure != Failure::None) {
    report_conversion(failure, x, type);
    x.invalidate();
    return;
  }
  x.value = value;
}

void Checker::report_conversion(Failure failure, const Operand& x, const Type* target) {
  switch (failure) {
    case Failure::Truncated:
      return error(x, message(x, " truncated to ", target));
    case Failure::Overflow:
      return error(x, message(x, " overflows ", target));
    default:
      return error(x, message("cannot convert ", x, " to ", target));
  }
}

}  // namespace prologo::check
