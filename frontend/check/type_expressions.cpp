// Expressions that denote types.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

const Type* Checker::check_type(ast::Expr* expr, Named* defining) {
  const Type* type = type_expression(expr, defining);
  if (is_generic(type)) {
    error(expr, message("cannot use generic type ", type, " without instantiation"));
    type = invalid_type();
  }
  record_type(expr, Mode::TypeExpr, type, {});
  return type;
}

const Type* Checker::check_variable_type(ast::Expr* expr) {
  const Type* type = check_type(expr);
  require_variable_type(expr, type);
  return type;
}

// Interfaces that are constraints have no variables. Checked when all types are known.
void Checker::require_variable_type(ast::Expr* expr, const Type* type) {
  if (is_type_param(type)) {
    return;
  }
  later([this, expr, type] {
    const Interface* interface = under<Interface>(type);
    const TypeSet* set = interface == nullptr ? nullptr : type_set_of(interface);
    if (set == nullptr || (!set->comparable && !set->constrained)) {
      return;
    }
    error(expr,
          message("cannot use type ", type, " outside a type constraint: interface ",
                  set->comparable ? "is (or embeds) comparable" : "contains type constraints"));
  });
}

const Type* Checker::type_name(ast::Expr* expr, Named* defining) {
  Operand x;
  if (auto* ident = ast::as<ast::Ident>(expr)) {
    resolve_identifier(x, ident, defining, true);
  } else {
    selector(x, ast::as<ast::Selector>(expr), defining);
  }
  switch (x.mode) {
    case Mode::TypeExpr:
      set_underlying(defining, x.type);
      return x.type;
    case Mode::Invalid:
      break;
    case Mode::NoValue:
      error(x, message(x, " used as type"));
      break;
    default:
      error(x, message(x, " is not a type"));
      break;
  }
  set_underlying(defining, invalid_type());
  return invalid_type();
}

const Type* Checker::type_expression(ast::Expr* expr, Named* defining) {
  switch (expr->kind) {
    case ast::ExprKind::Bad:
      break;
    case ast::ExprKind::Ident:
    case ast::ExprKind::Selector:
      return type_name(expr, defining);
    case ast::ExprKind::Paren:
      return check_type(ast::as<ast::Paren>(expr)->x, defining);
    case ast::ExprKind::Index:
      return instantiated_type(ast::as<ast::Index>(expr), defining);
    case ast::ExprKind::DotsType:
      error(expr, "invalid use of '...'");
      use(ast::as<ast::DotsType>(expr)->element);
      break;
    default:
      if (const Type* type = type_literal(expr, defining)) {
        return type;
      }
      error(expr, message(expr, " is not a type"));
      use(expr);
      break;
  }
  set_underlying(defining, invalid_type());
  return invalid_type();
}

// A type written out, like []T; null if the expression is not a type at all.
const Type* Checker::type_literal(ast::Expr* expr, Named* defining) {
  switch (expr->kind) {
    case ast::ExprKind::ArrayType:
      return array_type(ast::as<ast::ArrayType>(expr), defining);
    case ast::ExprKind::SliceType: {
      Slice* type = package_.arena.make<Slice>();
      set_underlying(defining, type);
      type->elem = check_variable_type(ast::as<ast::SliceType>(expr)->element);
      return type;
    }
    case ast::ExprKind::StructType: {
      Struct* type = package_.arena.make<Struct>();
      set_underlying(defining, type);
      struct_type(type, ast::as<ast::StructType>(expr));
      return type;
    }
    case ast::ExprKind::FuncType: {
      Signature* type = package_.arena.make<Signature>();
      set_underlying(defining, type);
      function_type(type, nullptr, {}, ast::as<ast::FuncType>(expr));
      return type;
    }
    case ast::ExprKind::InterfaceType: {
      Interface* type = package_.arena.make<Interface>();
      type->source = package_.instances.get();
      set_underlying(defining, type);
      interface_type(type, ast::as<ast::InterfaceType>(expr), defining);
      return type;
    }
    case ast::ExprKind::MapType:
      return map_type(ast::as<ast::MapType>(expr), defining);
    case ast::ExprKind::ChanType:
      return chan_type(ast::as<ast::ChanType>(expr), defining);
    default: {
      auto* star = ast::as<ast::Unary>(expr);
      bool is_pointer = star != nullptr && star->op == ast::Op::Mul;
      return is_pointer ? pointer_type(star, defining) : nullptr;
    }
  }
}

const Type* Checker::array_type(ast::ArrayType* expr, Named* defining) {
  Array* type = package_.arena.make<Array>();
  set_underlying(defining, type);
  if (expr->length != nullptr) {
    type->length = array_length(expr->length);
  } else {
    error(expr, "invalid use of [...] array (outside a composite literal)");
  }
  type->elem = check_variable_type(expr->element);
  if (type->length >= 0) {
    return type;
  }
  set_underlying(defining, invalid_type());
  return invalid_type();
}

int64_t Checker::array_length(ast::Expr* expr) {
  if (auto* name = ast::as<ast::Ident>(expr)) {
    const Object* object = lookup(name->name);
    if (object == nullptr) {
      error(name, message("undeclared name ", name->name, " for array length"));
      return -1;
    }
    if (object->kind != ObjectKind::Const) {
      error(name, message("invalid array length ", name->name));
      return -1;
    }
  }
  Operand x;
  expression(x, expr);
  if (!x.is_constant()) {
    if (x.is_valid()) {
      error(x, message("array length ", x, " must be constant"));
    }
    return -1;
  }
  if (is_untyped(x.type) || is_integer(x.type)) {
    constant::Value value = constant::to_int(x.value);
    Operand length = x;
    constant::Value rounded;
    length.value = value;
    if (value.is_known() &&
        represent(length, basic(BasicKind::Int), rounded) == Failure::None) {
      std::optional<int64_t> count = constant::int64_value(value);
      if (count && *count >= 0) {
        return *count;
      }
      error(x, message("invalid array length ", x));
      return -1;
    }
  }
  error(x, message("array length ", x, " must be integer"));
  return -1;
}

const Type* Checker::pointer_type(ast::Unary* expr, Named* defining) {
  Pointer* type = package_.arena.make<Pointer>();
  type->elem = invalid_type();
  set_underlying(defining, type);
  type->elem = check_variable_type(expr->x);
  return is_invalid(type->elem) ? invalid_type() : type;
}

const Type* Checker::map_type(ast::MapType* expr, Named* defining) {
  Map* type = package_.arena.make<Map>();
  set_underlying(defining, type);
  type->key = check_variable_type(expr->key);
  type->elem = check_variable_type(expr->value);
  later([this, expr, type] {
    if (!is_comparable(type->key)) {
      error(expr->key,
            message("invalid map key type ", type->key,
                    is_type_param(type->key) ? " (missing comparable constraint)" : ""));
    }
  });
  return type;
}

const Type* Checker::chan_type(ast::ChanType* expr, Named* defining) {
  Chan* type = package_.arena.make<Chan>();
  set_underlying(defining, type);
  type->dir = expr->dir == ast::ChanDir::Both       ? ChanDir::Both
              : expr->dir == ast::ChanDir::SendOnly ? ChanDir::SendOnly
                                                    : ChanDir::RecvOnly;
  type->elem = check_variable_type(expr->element);
  return type;
}

}  // namespace prologo::check
