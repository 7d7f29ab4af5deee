#include "frontend/check/operand.h"

#include "frontend/ast_printer.h"

namespace prologo::check {

using namespace types;

static std::string_view mode_name(Mode mode) {
  switch (mode) {
    case Mode::Invalid:
      return "invalid operand";
    case Mode::NoValue:
      return "no value";
    case Mode::Builtin:
      return "built-in";
    case Mode::TypeExpr:
      return "type";
    case Mode::Constant:
      return "constant";
    case Mode::Variable:
      return "variable";
    case Mode::MapIndex:
      return "map index expression";
    case Mode::Value:
      return "value";
    case Mode::Nil:
      return "nil";
    case Mode::CommaOk:
      return "comma, ok expression";
  }
  return "";
}

static std::string nil_text(const Type* type) {
  if (is_invalid(type)) {
    return "nil (with invalid type)";
  }
  return is_untyped(type) ? "nil" : "nil (of type " + type_text(type) + ")";
}

static std::string nameless_text(const Operand& x) {
  switch (x.mode) {
    case Mode::Builtin:
      return std::string(builtin_name(x.builtin));
    case Mode::TypeExpr:
      return type_text(x.type);
    case Mode::Constant:
      return constant::text(x.value);
    default:
      return "";
  }
}

static bool shows_type(Mode mode) {
  return mode != Mode::Invalid && mode != Mode::NoValue && mode != Mode::Builtin &&
         mode != Mode::TypeExpr;
}

std::string operand_text(const Operand& x) {
  if (x.mode == Mode::Nil) {
    return nil_text(x.type);
  }
  std::string expr = x.expr != nullptr ? ast::expr_text(x.expr) : nameless_text(x);
  std::string out = expr.empty() ? "" : expr + " (";
  bool has_type = false;
  if (shows_type(x.mode) && x.type != nullptr) {
    if (is_untyped(x.type)) {
      out += type_text(x.type) + " ";
    } else {
      has_type = true;
    }
  }
  out += mode_name(x.mode);
  if (x.mode == Mode::Constant) {
    std::string value = constant::text(x.value);
    if (value != expr) {
      out += " " + value;
    }
  }
  if (has_type) {
    if (is_invalid(x.type)) {
      out += " with invalid type";
    } else {
      out += is_generic(x.type) ? " of parameterized type " : " of type ";
      out += type_text(x.type);
    }
    if (const TypeParam* param = as<TypeParam>(x.type)) {
      out += " constrained by " + type_text(param->constraint);
    }
  }
  return expr.empty() ? out : out + ")";
}

std::string part(const ast::Expr* expr) { return ast::expr_text(expr); }

}  // namespace prologo::check
