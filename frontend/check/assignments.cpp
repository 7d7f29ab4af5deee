// Initialisation and assignment.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

// Gives an untyped operand the type it takes on by the assignment.
void Checker::convert_for_assignment(Operand& x, const Type* target, std::string_view context) {
  const Type* wanted = target;
  if (x.is_nil()) {
    if (target == nullptr) {
      error(x, message("use of untyped nil in ", context));
      x.invalidate();
      return;
    }
  } else if (target == nullptr || is_plain_interface(target)) {
    wanted = default_type(x.type);
  }
  const Type* type = nullptr;
  constant::Value value;
  Failure failure = implicit_type(x, wanted, type, value);
  if (failure != Failure::None) {
    std::string text = message("cannot use ", x, " as ", wanted, " value in ", context);
    if (failure == Failure::Truncated) {
      text += " (truncated)";
    } else if (failure == Failure::Overflow) {
      text += " (overflows)";
    }
    error(x, text);
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

// Can x be assigned to a variable of type `target`? Null: to the blank identifier.
void Checker::assignment(Operand& x, const Type* target, std::string_view context) {
  require_single_value(x);
  switch (x.mode) {
    case Mode::Invalid:
      return;
    case Mode::NoValue:
    case Mode::Builtin:
    case Mode::TypeExpr:
      error(x, message("cannot assign ", x, " to ", target, " in ", context));
      x.invalidate();
      return;
    default:
      break;
  }
  if (is_untyped(x.type)) {
    convert_for_assignment(x, target, context);
    if (!x.is_valid()) {
      return;
    }
  }
  const Signature* function = under<Signature>(x.type);
  if (function != nullptr && !function->type_params.empty()) {
    error(x, message("cannot use generic function ", x, " without instantiation in ", context));
  }
  if (target == nullptr) {
    return;
  }
  std::string reason;
  if (!is_assignable(x, target, &reason)) {
    std::string text = message("cannot use ", x, " as type ", target, " in ", context);
    error(x, reason.empty() ? text : text + ":\n\t" + reason);
    x.invalidate();
  }
}

void Checker::init_constant(Object* lhs, Operand& x) {
  bool has_bad_type = lhs->type != nullptr && is_invalid(lhs->type);
  if (!x.is_valid() || is_invalid(x.type) || has_bad_type) {
    lhs->type = lhs->type == nullptr ? invalid_type() : lhs->type;
    return;
  }
  if (!x.is_constant()) {
    error(x, message(x, " is not constant"));
    lhs->type = lhs->type == nullptr ? invalid_type() : lhs->type;
    return;
  }
  if (lhs->type == nullptr) {
    lhs->type = x.type;
  }
  assignment(x, lhs->type, "constant declaration");
  if (x.is_valid()) {
    lhs->value = x.value;
  }
}

// The type of the value the variable is initialised with; null after an error.
const Type* Checker::init_variable(Object* lhs, Operand& x, std::string_view context) {
  bool has_bad_type = lhs->type != nullptr && is_invalid(lhs->type);
  if (!x.is_valid() || is_invalid(x.type) || has_bad_type) {
    lhs->type = lhs->type == nullptr ? invalid_type() : lhs->type;
    lhs->used = true;
    return nullptr;
  }
  if (lhs->type == nullptr) {
    if (is_basic_kind(x.type, BasicKind::UntypedNil)) {
      error(x, message("use of untyped nil in ", context));
      lhs->type = invalid_type();
      return nullptr;
    }
    lhs->type = default_type(x.type);
  }
  assignment(x, lhs->type, context);
  if (!x.is_valid()) {
    lhs->used = true;
    return nullptr;
  }
  return x.type;
}

// May the operand stand on the left of an assignment?
bool Checker::check_assignable(Operand& z) {
  if (z.mode == Mode::Variable || z.mode == Mode::MapIndex) {
    return true;
  }
  if (auto* selected = ast::as<ast::Selector>(z.expr)) {
    Operand holder;
    expression(holder, selected->x);
    if (holder.mode == Mode::MapIndex) {
      error(z, message("cannot assign to struct field ", z.expr, " in map"));
      return false;
    }
  }
  error(z, message("cannot assign to ", z));
  return false;
}

const Type* Checker::assign_variable(ast::Expr* lhs, Operand& x) {
  if (!x.is_valid() || is_invalid(x.type)) {
    use(lhs);
    return nullptr;
  }
  auto* ident = ast::as<ast::Ident>(ast::unparen(lhs));
  if (ident != nullptr && ident->is_blank()) {
    assignment(x, nullptr, "assignment to _ identifier");
    return x.is_valid() ? x.type : nullptr;
  }
  // Assigning to a variable does not use it.
  Object* variable = ident == nullptr ? nullptr : lookup(ident->name);
  if (variable != nullptr && variable->kind != ObjectKind::Var) {
    variable = nullptr;
  }
  bool was_used = variable != nullptr && variable->used;
  Operand z;
  expression(z, lhs);
  if (variable != nullptr) {
    variable->used = was_used;
    variable->is_reassigned = true;
  }
  if (!z.is_valid() || is_invalid(z.type) || !check_assignable(z)) {
    return nullptr;
  }
  assignment(x, z.type, "assignment");
  return x.is_valid() ? x.type : nullptr;
}

static std::string counted(size_t number, std::string_view unit) {
  return std::to_string(number) + " " + std::string(unit) + (number == 1 ? "" : "s");
}

void Checker::report_assignment_count(ExprList rhs, size_t variables, size_t values) {
  std::string text = "assignment mismatch: " + counted(variables, "variable") + " but ";
  auto* call = rhs.size() == 1 ? ast::as<ast::Call>(ast::unparen(rhs[0])) : nullptr;
  if (call != nullptr) {
    text += message(call->fun, " returns ");
  }
  error(rhs[0], text + counted(values, "value"));
}

static bool has_invalid(const std::vector<Operand>& operands) {
  for (const Operand& x : operands) {
    if (!x.is_valid()) {
      return true;
    }
  }
  return false;
}

void Checker::report_return_count(std::span<Object* const> lhs,
                                  const std::vector<Operand>& values, ast::Stmt* stmt) {
  std::vector<const Type*> have;
  std::vector<const Type*> want;
  for (const Operand& value : values) {
    have.push_back(value.type);
  }
  for (const Object* result : lhs) {
    want.push_back(result->type);
  }
  Pos at = stmt->pos;
  if (values.size() > lhs.size()) {
    at = operand_pos(values[lhs.size()]);
  } else if (!values.empty()) {
    at = operand_pos(values.back());
  }
  error(at, message(values.size() > lhs.size() ? "too many" : "not enough",
                    " return values\n\thave ", types_summary(have, false), "\n\twant ",
                    types_summary(want, false)));
}

void Checker::record_comma_ok(ast::Expr* expr, const Type* value, const Type* ok) {
  if (value == nullptr || ok == nullptr) {
    return;
  }
  for (;;) {
    info(expr)->comma_ok = true;
    info(expr)->comma_ok_type = ok;
    auto* paren = ast::as<ast::Paren>(expr);
    if (paren == nullptr) {
      return;
    }
    expr = paren->x;
  }
}

// Also for the results of a return statement.
void Checker::init_variables(std::span<Object* const> lhs, ExprList rhs,
                             ast::Stmt* return_stmt) {
  bool comma_ok = false;
  std::vector<Operand> values =
      expression_list(rhs, lhs.size() == 2 && return_stmt == nullptr, &comma_ok);
  if (lhs.size() != values.size()) {
    for (Object* object : lhs) {
      object->used = true;
      object->type = object->type == nullptr ? invalid_type() : object->type;
    }
    if (has_invalid(values)) {
      return;
    }
    if (return_stmt != nullptr) {
      return report_return_count(lhs, values, return_stmt);
    }
    return report_assignment_count(rhs, lhs.size(), values.size());
  }
  std::string_view context = return_stmt != nullptr ? "return statement" : "assignment";
  bool is_valid = true;
  std::vector<const Type*> types;
  for (size_t i = 0; i < lhs.size(); i++) {
    types.push_back(init_variable(lhs[i], values[i], context));
    is_valid = is_valid && types.back() != nullptr;
  }
  if (comma_ok) {
    return record_comma_ok(rhs[0], types[0], types[1]);
  }
  for (Object* object : lhs) {
    object->used = object->used || !is_valid;
  }
}

void Checker::assign_variables(ExprList lhs, ExprList rhs) {
  bool comma_ok = false;
  std::vector<Operand> values = expression_list(rhs, lhs.size() == 2, &comma_ok);
  if (lhs.size() != values.size()) {
    use_all(lhs);
    if (!has_invalid(values)) {
      report_assignment_count(rhs, lhs.size(), values.size());
    }
    return;
  }
  bool is_valid = true;
  std::vector<const Type*> types;
  for (size_t i = 0; i < lhs.size(); i++) {
    types.push_back(assign_variable(lhs[i], values[i]));
    is_valid = is_valid && types.back() != nullptr;
  }
  if (comma_ok) {
    return record_comma_ok(rhs[0], types[0], types[1]);
  }
  if (is_valid) {
    return;
  }
  for (ast::Expr* expr : lhs) {
    auto* ident = ast::as<ast::Ident>(ast::unparen(expr));
    Object* object = ident == nullptr ? nullptr : lookup(ident->name);
    if (object != nullptr && object->kind == ObjectKind::Var) {
      object->used = true;  // no follow-up error
    }
  }
}

// The variable that one name on the left of := stands for; null after an error.
Object* Checker::short_declared(ast::Expr* lhs, std::set<std::string_view>& seen,
                                std::vector<Object*>& fresh, bool& failed) {
  auto* ident = ast::as<ast::Ident>(lhs);
  if (ident == nullptr) {
    use(lhs);
    error(lhs, message("non-name ", lhs, " on left side of :="));
    failed = true;
    return nullptr;
  }
  if (!ident->is_blank() && !seen.insert(ident->name).second) {
    error(lhs, message(lhs, " repeated on left side of :="));
    failed = true;
    return nullptr;
  }
  auto known = env_.scope->names.find(ident->name);
  if (known != env_.scope->names.end() && !ident->is_blank()) {
    ident->object = known->second;
    if (known->second->kind == ObjectKind::Var) {
      known->second->is_reassigned = true;
      record_type(ident, Mode::Variable, known->second->type, {});
      return known->second;
    }
    error(lhs, message("cannot assign to ", lhs));
    failed = true;
    return nullptr;
  }
  Object* object = new_variable(VarKind::Local, ident, nullptr);
  object->is_initialized = true;
  if (!ident->is_blank()) {
    fresh.push_back(object);
  }
  return object;
}

void Checker::short_declaration(ast::AssignStmt* stmt) {
  size_t top = delayed_.size();
  std::set<std::string_view> seen;
  std::vector<Object*> fresh;
  std::vector<Object*> variables;
  bool failed = false;
  for (ast::Expr* lhs : stmt->lhs) {
    Object* object = short_declared(lhs, seen, fresh, failed);
    if (object == nullptr) {
      object = new_object(ObjectKind::Var, "_", lhs->pos);
    }
    variables.push_back(object);
  }
  init_variables(variables, stmt->rhs, nullptr);
  process_delayed(top);
  for (size_t i = 0; i < variables.size(); i++) {
    if (stmt->lhs[i]->kind == ast::ExprKind::Ident && variables[i]->type != nullptr) {
      record_type(stmt->lhs[i], Mode::Variable, variables[i]->type, {});
    }
  }
  if (fresh.empty() && !failed) {
    return error(stmt->pos, "no new variables on left side of :=");
  }
  for (Object* object : fresh) {
    declare(env_.scope, object);
  }
}

}  // namespace prologo::check
