// switch, type switch and select.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

// A constant case seen before.
struct Checker::CaseValue {
  Pos pos;
  const Type* type = nullptr;
};

template <typename Clause>
void Checker::report_second_default(ast::List<Clause> clauses) {
  const Clause* first = nullptr;
  for (const Clause* clause : clauses) {
    if (!clause->is_default) {
      continue;
    }
    if (first != nullptr) {
      error(clause->pos, "multiple defaults (first at " + sources_.describe(first->pos) + ")");
    } else {
      first = clause;
    }
  }
}

// Without a tag the cases are compared with true.
void Checker::switch_tag(ast::SwitchStmt* stmt, Operand& x) {
  if (stmt->tag == nullptr) {
    ast::Ident* truth = package_.arena.make<ast::Ident>();
    truth->pos = stmt->clauses.empty() ? stmt->rbrace : stmt->clauses[0]->pos;
    truth->name = "true";
    x.mode = Mode::Constant;
    x.expr = truth;
    x.type = basic(BasicKind::Bool);
    x.value = constant::make_bool(true);
    return;
  }
  expression(x, stmt->tag);
  assignment(x, nullptr, "switch expression");
  if (x.is_valid() && !is_comparable(x.type) && !has_nil(x.type)) {
    error(x, message("cannot switch on ", x, " (", x.type, " is not comparable)"));
    x.invalidate();
  }
}

// Duplicates are looked for among integers, floats and strings only.
static std::string case_text(const constant::Value& value) {
  constant::Value key = value;
  switch (value.kind()) {
    case constant::Kind::Int:
      break;
    case constant::Kind::Float:
      key = constant::round_float64(value);
      break;
    case constant::Kind::String:
      break;
    default:
      return "";
  }
  return std::to_string(static_cast<int>(key.kind())) + constant::exact_text(key);
}

void Checker::case_values(Operand& x, ExprList values,
                          std::multimap<std::string, CaseValue>& seen) {
  for (ast::Expr* expr : values) {
    Operand value;
    expression(value, expr);
    if (!x.is_valid() || !value.is_valid()) {
      continue;
    }
    convert_untyped(value, x.type);
    if (!value.is_valid()) {
      continue;
    }
    Operand outcome = value;
    Operand tag = x;
    comparison(outcome, tag, ast::Op::Eql, true);
    if (!outcome.is_valid() || !value.is_constant()) {
      continue;
    }
    std::string text = case_text(value.value);
    if (text.empty()) {
      continue;
    }
    auto [first, last] = seen.equal_range(text);
    for (; first != last; ++first) {
      if (identical(value.type, first->second.type)) {
        error(value, message("duplicate case ", value, " in expression switch\n\t",
                             sources_.describe(first->second.pos), ": previous case"));
        break;
      }
    }
    if (first == last) {
      seen.emplace(text, CaseValue{expr->pos, value.type});
    }
  }
}

void Checker::switch_statement(ast::SwitchStmt* stmt) {
  open_scope(stmt);
  statement(stmt->init);
  Operand x;
  switch_tag(stmt, x);
  report_second_default(stmt->clauses);
  std::multimap<std::string, CaseValue> seen;
  for (ast::CaseClause* clause : stmt->clauses) {
    case_values(x, clause->exprs, seen);
    open_scope();
    statements(clause->body);
    close_scope();
  }
}

bool Checker::names_nil(ast::Expr* expr) const {
  auto* ident = ast::as<ast::Ident>(ast::unparen(expr));
  const Object* object = ident == nullptr ? nullptr : lookup(ident->name);
  return object != nullptr && object->kind == ObjectKind::Nil;
}

// Checks the types of a clause; the last of them, null for nil. `x` is null if the operand of
// the switch is invalid.
const Type* Checker::case_types(const Operand* x, ExprList list,
                                std::vector<std::pair<const Type*, ast::Expr*>>& seen) {
  const Type* type = nullptr;
  for (ast::Expr* expr : list) {
    if (names_nil(expr)) {
      type = nullptr;
      Operand nil;
      expression(nil, expr);
      if (x != nullptr) {
        update_type(expr, x->type, true);
      }
    } else {
      type = check_variable_type(expr);
      if (is_invalid(type)) {
        continue;
      }
    }
    auto same = std::find_if(seen.begin(), seen.end(), [&](const auto& other) {
      return type == nullptr ? other.first == nullptr
                             : other.first != nullptr && identical(type, other.first);
    });
    if (same != seen.end()) {
      std::string shown = type == nullptr ? "nil" : type_text(type);
      error(expr, message("duplicate case ", shown, " in type switch\n\t",
                          sources_.describe(ast::start_pos(same->second)), ": previous case"));
      continue;
    }
    seen.emplace_back(type, expr);
    if (x != nullptr && type != nullptr) {
      check_assertion(expr, *x, type, true);
    }
  }
  return type;
}

void Checker::type_switch_statement(ast::TypeSwitchStmt* stmt) {
  open_scope(stmt);
  statement(stmt->init);
  ast::Ident* bind = stmt->guard->bind;
  if (bind != nullptr && bind->is_blank()) {
    error(bind->pos, "no new variable on left side of :=");
    bind = nullptr;
  }
  Operand x;
  expression(x, stmt->guard->x);
  if (!x.is_valid()) {
    return;
  }
  bool is_switchable = is_plain_interface(x.type);
  if (is_type_param(x.type)) {
    error(x, message("cannot use type switch on type parameter value ", x));
  } else if (!is_switchable) {
    error(x, message(x, " is not an interface"));
  }
  report_second_default(stmt->clauses);
  std::vector<std::pair<const Type*, ast::Expr*>> seen;
  bool is_used = false;
  for (ast::CaseClause* clause : stmt->clauses) {
    const Type* type = case_types(is_switchable ? &x : nullptr, clause->exprs, seen);
    open_scope();
    if (bind != nullptr) {
      // A clause with exactly one type gives the variable that type.
      Object* object = new_variable(
          VarKind::Local, bind, clause->exprs.size() == 1 && type != nullptr ? type : x.type);
      object->is_initialized = true;
      clause->object = object;
      declare(env_.scope, object);
    }
    statements(clause->body);
    if (clause->object != nullptr) {
      is_used = is_used || clause->object->used;
      clause->object->used = true;
    }
    close_scope();
  }
  if (bind != nullptr) {
    bind->object = nullptr;
    if (!is_used) {
      error(bind->pos, message(bind->name, " declared but not used"));
    }
  }
}

static bool is_receive(ast::Expr* expr) {
  auto* unary = ast::as<ast::Unary>(ast::unparen(expr));
  return unary != nullptr && unary->op == ast::Op::Recv;
}

static bool is_communication(const ast::Stmt* stmt) {
  if (stmt == nullptr || stmt->kind == ast::StmtKind::Send) {
    return true;
  }
  if (auto* assign = ast::as<ast::AssignStmt>(stmt)) {
    return assign->rhs.size() == 1 && is_receive(assign->rhs[0]);
  }
  auto* expr = ast::as<ast::ExprStmt>(stmt);
  return expr != nullptr && is_receive(expr->x);
}

void Checker::select_statement(ast::SelectStmt* stmt) {
  report_second_default(stmt->clauses);
  for (ast::CommClause* clause : stmt->clauses) {
    if (!is_communication(clause->comm)) {
      error(ast::start_pos(clause->comm),
            "select case must be send or receive (possibly with assignment)");
      continue;
    }
    open_scope();
    statement(clause->comm);
    statements(clause->body);
    close_scope();
  }
}

}  // namespace prologo::check
