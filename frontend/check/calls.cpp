// Calls: of functions, and the conversions written like them.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

// What is called; true if it is a generic function with type arguments (some, maybe all).
bool Checker::callee(Operand& x, ast::Call* expr) {
  auto* index = ast::as<ast::Index>(expr->fun);
  if (index == nullptr) {
    expression_or_type(x, expr->fun, true);
    return false;
  }
  x = Operand();
  bool has_type_args = index_expression(x, index);
  x.expr = index;
  record(x);
  if (!has_type_args) {
    exclude(x, true, false, false);
    require_single_value(x);
  }
  return has_type_args;
}

// The type arguments written in a call; false after an error.
bool Checker::callee_type_args(ast::Call* expr, const Signature* signature, TypeArgs& types) {
  ExprList written = ast::as<ast::Index>(expr->fun)->indices;
  size_t wanted = signature->type_params.size();
  if (!type_list(written, types)) {
    return false;
  }
  if (types.size() > wanted) {
    error(written[wanted], message("got ", static_cast<int64_t>(types.size()),
                                   " type arguments but want ", static_cast<int64_t>(wanted)));
    return false;
  }
  return true;
}

ExprClass Checker::call(Operand& x, ast::Call* expr) {
  bool has_type_args = callee(x, expr);
  ExprInfo* noted = info(expr);
  if (!x.is_valid()) {
    use_all(expr->args);
    return ExprClass::Statement;
  }
  if (x.mode == Mode::TypeExpr) {
    reject_generic(x);
    if (!x.is_valid()) {
      return ExprClass::Conversion;
    }
    noted->call = CallKind::Conversion;
    return conversion_call(x, expr);
  }
  if (x.mode == Mode::Builtin) {
    Builtin id = x.builtin;
    noted->call = CallKind::Builtin;
    noted->builtin = id;
    if (!builtin_call(x, expr, id)) {
      x.invalidate();
    }
    if (x.is_valid() && !x.is_constant()) {
      env_.has_call_or_receive = true;
    }
    bool is_statement = id == Builtin::Close || id == Builtin::Copy || id == Builtin::Delete ||
                        id == Builtin::Panic || id == Builtin::Print ||
                        id == Builtin::Println || id == Builtin::Recover;
    return is_statement ? ExprClass::Statement : ExprClass::Expression;
  }
  const Signature* signature = core<Signature>(x.type);
  if (signature == nullptr) {
    error(x, message("invalid operation: cannot call non-function ", x));
    x.invalidate();
    return ExprClass::Statement;
  }
  TypeArgs type_args;
  if (has_type_args && !callee_type_args(expr, signature, type_args)) {
    use_all(expr->args);
    x.invalidate();
    x.expr = expr;
    return ExprClass::Statement;
  }
  noted->call = CallKind::Function;
  std::vector<Operand> args = expression_list(expr->args, false, nullptr);
  noted->spreads_results = args.size() > expr->args.size();
  arguments(expr, signature, args, type_args);
  noted->signature = signature;
  set_call_result(x, expr, signature);
  if (x.mode == Mode::Value && mentions(signature->type_params, x.type)) {
    x.invalidate();  // what it is was not found out
  }
  return ExprClass::Statement;
}

void Checker::set_call_result(Operand& x, ast::Call* expr, const Signature* signature) {
  x.expr = expr;
  env_.has_call_or_receive = true;
  if (signature->results.empty()) {
    x.mode = Mode::NoValue;
    return;
  }
  x.mode = Mode::Value;
  if (signature->results.size() == 1) {
    x.type = signature->results[0].type;
    return;
  }
  Tuple* tuple = package_.arena.make<Tuple>();
  tuple->items = signature->results;
  x.type = tuple;
}

ExprClass Checker::conversion_call(Operand& x, ast::Call* expr) {
  const Type* target = x.type;
  x.invalidate();
  if (expr->args.size() != 1) {
    use_all(expr->args);
    if (expr->args.empty()) {
      error(expr, message("missing argument in conversion to ", target));
    } else {
      error(expr->args.back(), message("too many arguments in conversion to ", target));
    }
    x.expr = expr;
    return ExprClass::Conversion;
  }
  expression(x, expr->args[0]);
  if (x.is_valid()) {
    const Interface* interface = is_type_param(target) ? nullptr : under<Interface>(target);
    const TypeSet* set = interface == nullptr ? nullptr : type_set_of(interface);
    if (set != nullptr && (set->comparable || set->constrained)) {
      error(expr, message("cannot use interface ", target,
                          " in conversion (contains specific type constraints or is "
                          "comparable)"));
    } else if (expr->has_dots) {
      error(expr->args[0], message("invalid use of ... in type conversion to ", target));
    } else {
      conversion(x, target);
    }
  }
  x.expr = expr;
  return ExprClass::Conversion;
}

std::vector<Operand> Checker::expression_list(ExprList list, bool allow_comma_ok,
                                              bool* comma_ok) {
  std::vector<Operand> operands;
  if (list.size() != 1) {
    for (ast::Expr* expr : list) {
      expression(operands.emplace_back(), expr);
    }
    return operands;
  }
  Operand x;
  multi_expression(x, list[0]);
  const Tuple* tuple = x.is_valid() ? as<Tuple>(x.type) : nullptr;
  if (tuple != nullptr) {
    for (const Param& item : tuple->items) {
      Operand part;
      part.mode = Mode::Value;
      part.expr = list[0];
      part.type = item.type;
      operands.push_back(part);
    }
    return operands;
  }
  bool is_pair = allow_comma_ok && (x.mode == Mode::MapIndex || x.mode == Mode::CommaOk);
  if (is_pair) {
    x.mode = Mode::Value;
    Operand ok = x;
    ok.type = basic(BasicKind::UntypedBool);
    operands = {x, ok};
    *comma_ok = true;
  } else {
    operands.push_back(x);
  }
  return operands;
}

// The types the arguments of a call are assigned to. `wanted` is their number, also after an
// error about it. False if ... is used wrongly.
bool Checker::adjust_variadic(ast::Call* expr, const Signature* signature, size_t arg_count,
                              std::vector<const Type*>& types, size_t& wanted) {
  for (const Param& param : signature->params) {
    types.push_back(param.type);
  }
  wanted = types.size();
  if (!signature->variadic) {
    if (expr->has_dots) {
      error(expr, message("cannot use ... in call to non-variadic ", expr->fun));
      return false;
    }
    return true;
  }
  if (expr->has_dots) {
    if (expr->args.size() == 1 && arg_count > 1) {
      error(expr, message("cannot use ... with ", static_cast<int64_t>(arg_count), "-valued ",
                          expr->args[0]));
      return false;
    }
    return true;
  }
  if (arg_count + 1 < wanted) {
    wanted--;
    return true;
  }
  const Slice* rest = as<Slice>(types.back());
  types.pop_back();
  types.resize(arg_count, rest == nullptr ? invalid_type() : rest->elem);
  wanted = arg_count;
  return true;
}

void Checker::arguments(ast::Call* expr, const Signature*& signature,
                        std::vector<Operand>& args, const TypeArgs& type_args) {
  for (const Operand& arg : args) {
    if (!arg.is_valid()) {
      return;
    }
  }
  std::vector<const Type*> types;
  size_t wanted = 0;
  if (!adjust_variadic(expr, signature, args.size(), types, wanted)) {
    return;
  }
  if (args.size() != wanted) {
    bool is_short = args.size() < wanted;
    std::vector<const Type*> have;
    std::vector<const Type*> want;
    for (const Operand& arg : args) {
      have.push_back(arg.type);
    }
    for (const Param& param : signature->params) {
      want.push_back(param.type);
    }
    const ast::Expr* at = expr;
    if (!is_short) {
      at = args[wanted].expr;
    } else if (!args.empty()) {
      at = args.back().expr;
    }
    return error(at, message(is_short ? "not enough" : "too many", " arguments in call to ",
                             expr->fun, "\n\thave ", types_summary(have, false), "\n\twant ",
                             types_summary(want, signature->variadic)));
  }
  if (!signature->type_params.empty()) {
    const Signature* generic = signature;
    TypeArgs known = type_args;
    if (!infer(expr->pos, generic->type_params, known, types, args)) {
      return;
    }
    auto* index = ast::as<ast::Index>(expr->fun);
    signature = instantiate_signature(expr->pos, generic, known,
                                      index == nullptr ? ExprList() : ExprList(index->indices));
    record_instance(expr->fun, known, signature);
    for (const Type*& type : types) {
      type = package_.instances->substitute(type, generic->type_params, known);
    }
  }
  std::string context = message("argument to ", expr->fun);
  for (size_t i = 0; i < args.size(); i++) {
    assignment(args[i], types[i], context);
  }
}

// "(number, string)": the types of a list of values, for messages about their number.
std::string Checker::types_summary(const std::vector<const Type*>& types, bool variadic) const {
  std::string text = "(";
  for (size_t i = 0; i < types.size(); i++) {
    const Type* type = types[i];
    text += i > 0 ? ", " : "";
    const Slice* rest = variadic && i + 1 == types.size() ? as<Slice>(type) : nullptr;
    if (is_invalid(type)) {
      text += "<T>";
    } else if (is_untyped(type)) {
      constexpr std::string_view kUntypedPrefix = "untyped ";
      text += is_numeric(type) ? "number" : type_text(type).substr(kUntypedPrefix.size());
    } else if (rest != nullptr) {
      text += "..." + type_text(rest->elem);
    } else {
      text += type_text(type);
    }
  }
  return text + ")";
}

}  // namespace prologo::check
