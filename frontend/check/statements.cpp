// Statements and function bodies.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

static void enter_variables(Function* function, const std::vector<Param>& params) {
  for (const Param& param : params) {
    param.object->function = function;
    function->variables.push_back(param.object);
  }
}

void Checker::function_body(Function* function, Declaration* declaration, ast::Block* body,
                            constant::Value iota) {
  Environment saved = std::move(env_);
  env_ = Environment();
  env_.declaration = declaration;
  env_.scope = function->scope;
  env_.iota = std::move(iota);
  env_.signature = function->signature;
  env_.function = function;
  function->scope->function = function;
  if (function->signature->has_receiver) {
    enter_variables(function, {function->signature->receiver});
  }
  enter_variables(function, function->signature->params);
  enter_variables(function, function->signature->results);
  statements(body->stmts);
  check_branches(body, sources_, diagnostics_);
  if (!function->signature->results.empty() && !is_terminating(body, "", panics_)) {
    error(body->rbrace, "missing return");
  }
  report_unused_variables(function);
  env_ = std::move(saved);
}

void Checker::report_unused_variables(const Function* function) {
  std::vector<const Object*> unused;
  for (const Object* variable : function->variables) {
    if (!variable->used && variable->parent != nullptr) {
      unused.push_back(variable);
    }
  }
  // By the names that `//line` comments give, for the file of the first error comes first.
  std::stable_sort(unused.begin(), unused.end(), [this](const Object* a, const Object* b) {
    return sources_[a->pos.file].name < sources_[b->pos.file].name;
  });
  for (const Object* variable : unused) {
    error(variable->pos, message(variable->name, " declared but not used"));
  }
}

void Checker::process_delayed(size_t from) {
  // Actions may add further ones.
  for (size_t i = from; i < delayed_.size(); i++) {
    std::function<void()> action = std::move(delayed_[i]);
    action();
  }
  delayed_.resize(from);
}

void Checker::statements(ast::List<ast::Stmt> list) {
  for (ast::Stmt* stmt : list) {
    statement(stmt);
  }
}

// Function literals in a statement are checked at its end, before the scope changes.
void Checker::statement(ast::Stmt* stmt) {
  if (stmt == nullptr) {
    return;
  }
  Scope* scope = env_.scope;
  size_t top = delayed_.size();
  statement_by_kind(stmt);
  process_delayed(top);
  env_.scope = scope;
}

void Checker::statement_by_kind(ast::Stmt* stmt) {
  switch (stmt->kind) {
    case ast::StmtKind::Empty:
    case ast::StmtKind::Branch:
      return;  // jumps: see branches.cpp
    case ast::StmtKind::Labeled:
      return statement(ast::as<ast::LabeledStmt>(stmt)->stmt);
    case ast::StmtKind::Block:
      open_scope(stmt);
      return statements(ast::as<ast::Block>(stmt)->stmts);
    case ast::StmtKind::Expr:
      return expression_statement(ast::as<ast::ExprStmt>(stmt));
    case ast::StmtKind::Send:
      return send_statement(ast::as<ast::SendStmt>(stmt));
    case ast::StmtKind::Decl:
      return declare_locals(ast::as<ast::DeclStmt>(stmt));
    case ast::StmtKind::Assign:
      return assign_statement(ast::as<ast::AssignStmt>(stmt));
    case ast::StmtKind::IncDec:
      return inc_dec_statement(ast::as<ast::IncDecStmt>(stmt));
    case ast::StmtKind::Call:
      return call_statement(ast::as<ast::CallStmt>(stmt));
    case ast::StmtKind::Return:
      return return_statement(ast::as<ast::ReturnStmt>(stmt));
    case ast::StmtKind::If:
      return if_statement(ast::as<ast::IfStmt>(stmt));
    case ast::StmtKind::For:
      return for_statement(ast::as<ast::ForStmt>(stmt));
    case ast::StmtKind::Range:
      return range_statement(ast::as<ast::RangeStmt>(stmt));
    case ast::StmtKind::Switch:
      return switch_statement(ast::as<ast::SwitchStmt>(stmt));
    case ast::StmtKind::TypeSwitch:
      return type_switch_statement(ast::as<ast::TypeSwitchStmt>(stmt));
    case ast::StmtKind::Select:
      return select_statement(ast::as<ast::SelectStmt>(stmt));
  }
}

void Checker::expression_statement(ast::ExprStmt* stmt) {
  Operand x;
  ExprClass what = raw_expression(x, stmt->x);
  std::string_view fault = "is not used";
  if (x.mode == Mode::Builtin) {
    fault = "must be called";
  } else if (x.mode == Mode::TypeExpr) {
    fault = "is not an expression";
  } else if (what == ExprClass::Statement) {
    return;
  }
  error(x, message(x, " ", fault));
}

void Checker::send_statement(ast::SendStmt* stmt) {
  Operand channel;
  Operand value;
  expression(channel, stmt->channel);
  expression(value, stmt->value);
  if (!channel.is_valid() || !value.is_valid()) {
    return;
  }
  Pos at = ast::start_pos(stmt);
  const Chan* type = core<Chan>(channel.type);
  if (core_type(channel.type) == nullptr) {
    return error(at, message("invalid operation: cannot send to ", channel, ": no core type"));
  }
  if (type == nullptr) {
    return error(at, message("invalid operation: cannot send to non-channel ", channel));
  }
  if (type->dir == ChanDir::RecvOnly) {
    return error(at,
                 message("invalid operation: cannot send to receive-only channel ", channel));
  }
  assignment(value, type->elem, "send");
}

void Checker::assign_statement(ast::AssignStmt* stmt) {
  if (stmt->define) {
    return short_declaration(stmt);
  }
  if (stmt->op == ast::Op::None) {
    return assign_variables(stmt->lhs, stmt->rhs);
  }
  if (stmt->lhs.size() != 1 || stmt->rhs.size() != 1) {
    return error(ast::start_pos(stmt), message("assignment operation ", stmt->op,
                                               " requires single-valued expressions"));
  }
  Operand x;
  binary(x, nullptr, stmt->lhs[0], stmt->rhs[0], stmt->op);
  assign_variable(stmt->lhs[0], x);
}

void Checker::inc_dec_statement(ast::IncDecStmt* stmt) {
  Operand x;
  expression(x, stmt->x);
  if (!x.is_valid()) {
    return;
  }
  if (!all_numeric(x.type)) {
    return error(stmt->x, message("invalid operation: ", stmt->x, stmt->op, stmt->op,
                                  " (non-numeric type ", x.type, ")"));
  }
  assign_variable(stmt->x, x);
}

void Checker::call_statement(ast::CallStmt* stmt) {
  if (stmt->call == nullptr) {
    return;
  }
  if (!stmt->is_go && env_.function != nullptr) {
    env_.function->has_defer = true;
  }
  Operand x;
  std::string_view keyword = stmt->is_go ? "go" : "defer";
  switch (raw_expression(x, stmt->call)) {
    case ExprClass::Conversion:
      return error(x, message(keyword, " requires function call, not conversion ", x));
    case ExprClass::Expression:
      return error(x, message(keyword, " discards result of ", x));
    case ExprClass::Statement:
      return;
  }
}

void Checker::return_statement(ast::ReturnStmt* stmt) {
  const std::vector<Param>& results = env_.signature->results;
  bool is_bare = stmt->results.empty() && !results.empty() && !results[0].name.empty();
  std::vector<Object*> variables;
  for (const Param& result : results) {
    variables.push_back(result.object);
  }
  if (!is_bare) {
    if (!variables.empty()) {
      return init_variables(variables, stmt->results, stmt);
    }
    if (!stmt->results.empty()) {
      init_variables({}, stmt->results, stmt);
    }
    return;
  }
  for (const Object* variable : variables) {
    const Object* visible = lookup(variable->name);
    if (visible != nullptr && visible != variable && variable->name != "_") {
      error(stmt->pos, message("result parameter ", variable->name, " not in scope at return") +
                           "\n\t" + sources_.describe(visible->pos) +
                           ": inner declaration of var " + std::string(variable->name) + " " +
                           type_text(variable->type));
    }
  }
}

void Checker::condition(ast::Expr* expr, std::string_view where) {
  Operand x;
  expression(x, expr);
  if (x.is_valid() && !all_boolean(x.type)) {
    error(expr, message("non-boolean condition in ", where, " statement"));
  }
  if (x.is_valid() && !x.is_constant()) {
    update_type(expr, default_type(x.type), true);
  }
}

void Checker::if_statement(ast::IfStmt* stmt) {
  open_scope(stmt);
  statement(stmt->init);
  if (stmt->cond != nullptr) {
    condition(stmt->cond, "if");
  }
  statement(stmt->then);
  statement(stmt->otherwise);
}

void Checker::for_statement(ast::ForStmt* stmt) {
  open_scope(stmt);
  statement(stmt->init);
  if (stmt->cond != nullptr) {
    condition(stmt->cond, "for");
  }
  statement(stmt->post);
  statement(stmt->body);
}

// What the range clause yields for each iteration; null types after an error.
void Checker::range_types(ast::RangeStmt* stmt, Operand& x, const Type*& key,
                          const Type*& value) {
  const Type* u = core_type(x.type);
  if (const Pointer* pointer = as<Pointer>(u)) {
    const Array* array = under<Array>(pointer->elem);
    u = array != nullptr ? array : u;
  }
  const Chan* chan = as<Chan>(u);
  if (chan != nullptr && stmt->lhs.size() > 1) {
    error(stmt->lhs[1], message("range over ", x, " permits only one iteration variable"));
  } else if (chan == nullptr && stmt->lhs.size() > 2) {
    error(stmt->lhs[2], "range clause permits at most two iteration variables");
  }
  if (u != nullptr && is_string(u)) {
    key = basic(BasicKind::Int);
    value = rune_type();
    update_type(x.expr, default_type(x.type), true);
  } else if (const Array* array = as<Array>(u)) {
    key = basic(BasicKind::Int);
    value = array->elem;
  } else if (const Slice* slice = as<Slice>(u)) {
    key = basic(BasicKind::Int);
    value = slice->elem;
  } else if (const Map* map = as<Map>(u)) {
    key = map->key;
    value = map->elem;
  } else if (chan != nullptr) {
    key = chan->elem;
    value = invalid_type();
  }
  bool cannot_receive = chan != nullptr && chan->dir == ChanDir::SendOnly;
  if (key == nullptr || cannot_receive) {
    error(x, message("cannot range over ", x) +
                 (cannot_receive ? " (receive from send-only channel)"
                  : u == nullptr ? message(" (", x.type, " has no core type)")
                                 : ""));
  }
}

void Checker::range_statement(ast::RangeStmt* stmt) {
  Operand x;
  expression(x, stmt->x);
  const Type* types[2] = {};
  if (x.is_valid()) {
    range_types(stmt, x, types[0], types[1]);
  }
  RangeInfo& noted = package_.ranges[stmt];
  noted.key = types[0];
  noted.value = is_invalid(types[1]) ? nullptr : types[1];
  open_scope(stmt);
  range_variables(stmt, x, types);
  statement(stmt->body);
}

void Checker::range_variables(ast::RangeStmt* stmt, Operand& x, const Type* const (&types)[2]) {
  std::vector<Object*> fresh;
  for (size_t i = 0; i < std::min<size_t>(stmt->lhs.size(), 2); i++) {
    ast::Expr* lhs = stmt->lhs[i];
    x.mode = Mode::Value;
    x.expr = lhs;
    x.type = types[i];
    if (!stmt->define) {
      if (types[i] != nullptr) {
        assign_variable(lhs, x);
      }
      continue;
    }
    Object* object = nullptr;
    if (auto* ident = ast::as<ast::Ident>(lhs)) {
      object = new_variable(VarKind::Local, ident, nullptr);
      object->is_initialized = true;
      if (!ident->is_blank()) {
        fresh.push_back(object);
      }
    } else {
      error(lhs, message("cannot declare ", lhs));
      object = new_object(ObjectKind::Var, "_", lhs->pos);
    }
    if (types[i] != nullptr) {
      init_variable(object, x, "range clause");
      record_type(lhs, Mode::Variable, object->type, {});
    } else {
      object->type = invalid_type();
      object->used = true;
    }
  }
  if (!stmt->define) {
    return;
  }
  if (fresh.empty()) {
    error(ast::start_pos(stmt), "no new variables on left side of :=");
  }
  for (Object* object : fresh) {
    declare(env_.scope, object);
  }
}

}  // namespace prologo::check
