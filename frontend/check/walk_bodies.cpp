// Walks every body and initialiser in the order in which the compiler translates it. This gives
// function literals and their captured variables their order, local types their numbers, and
// the package-level objects that code refers to at run time (not inside constants), on which
// the order of initialisation depends. Late checks go along.

#include <algorithm>

#include "frontend/check/checker.h"
#include "frontend/check/late_checks.h"

namespace prologo::check {

namespace {

class Walk {
 public:
  // `function` is null in a package-level initialiser.
  Walk(Package& package, Function* function, std::set<Object*>& references, LateChecks& late)
      : package_(package), function_(function), references_(references), late_(late) {}

  void statements(ast::List<ast::Stmt> list);
  void expression(ast::Expr* expr);

 private:
  void statement(ast::Stmt* stmt);
  void control(ast::Stmt* stmt);
  void expressions(std::span<ast::Expr* const> list);
  void operand(ast::Expr* expr);
  void literal(ast::FuncLit* expr);
  void call(ast::Call* expr);
  void composite(ast::CompositeLit* expr);
  void use(ast::Ident* ident);
  void select(ast::Selector* expr);
  void declarations(ast::DeclStmt* stmt);

  Package& package_;
  Function* function_;
  std::set<Object*>& references_;
  LateChecks& late_;
};

}  // namespace

static void capture(Function* function, Object* variable, Pos pos) {
  for (const Capture& known : function->captures) {
    if (known.variable == variable) {
      return;
    }
  }
  function->captures.push_back({variable, pos});
}

void Walk::use(ast::Ident* ident) {
  Object* object = ident->object;
  if (object != nullptr && object->function == nullptr &&
      (object->kind == ObjectKind::Var || object->kind == ObjectKind::Func)) {
    references_.insert(object);
  }
  bool is_local =
      object != nullptr && object->kind == ObjectKind::Var && object->function != nullptr;
  if (is_local && function_ != nullptr && object->function != function_) {
    capture(function_, object, ident->pos);
  }
}

void Walk::select(ast::Selector* expr) {
  const Selection* selection = expr->info == nullptr ? nullptr : expr->info->selection;
  if (selection != nullptr && selection->method != nullptr) {
    Object* method = selection->method;
    references_.insert(method->generic != nullptr ? method->generic : method);
  }
  expression(expr->x);
}

void Walk::literal(ast::FuncLit* expr) {
  Function* inner = expr->info == nullptr ? nullptr : expr->info->function;
  if (inner == nullptr) {
    return;
  }
  auto& list = function_ != nullptr ? function_->literals : package_.literals_of_globals;
  list.push_back(inner);
  late_.type(expr->type);
  Walk(package_, inner, references_, late_).statements(expr->body->stmts);
  for (const Capture& used : inner->captures) {
    if (function_ != nullptr && used.variable->function != function_) {
      capture(function_, used.variable, used.first_use);
    }
  }
}

void Walk::composite(ast::CompositeLit* expr) {
  bool is_struct =
      expr->info != nullptr && types::under<types::Struct>(expr->info->literal_type) != nullptr;
  for (ast::Expr* element : expr->elements) {
    auto* pair = ast::as<ast::KeyValue>(element);
    if (pair == nullptr) {
      expression(element);
      continue;
    }
    if (!is_struct) {
      expression(pair->key);
    }
    expression(pair->value);
  }
}

void Walk::expressions(std::span<ast::Expr* const> list) {
  for (ast::Expr* expr : list) {
    expression(expr);
  }
}

void Walk::call(ast::Call* expr) {
  expression(expr->fun);
  late_.type(expr->type);
  expressions(expr->args);
  if (expr->info != nullptr && expr->info->call == CallKind::Conversion) {
    late_.conversion(expr);
  }
}

void Walk::expression(ast::Expr* expr) {
  if (expr == nullptr) {
    return;
  }
  const ExprInfo* info = expr->info;
  if (info != nullptr && (info->mode == Mode::Constant || info->mode == Mode::TypeExpr)) {
    return late_.type(expr->type);
  }
  if (info == nullptr || info->mode != Mode::Builtin) {
    late_.at(expr);
  }
  operand(expr);
  late_.type(expr->type);
}

void Walk::operand(ast::Expr* expr) {
  switch (expr->kind) {
    case ast::ExprKind::Ident:
      return use(ast::as<ast::Ident>(expr));
    case ast::ExprKind::CompositeLit:
      return composite(ast::as<ast::CompositeLit>(expr));
    case ast::ExprKind::FuncLit:
      return literal(ast::as<ast::FuncLit>(expr));
    case ast::ExprKind::Paren:
      return expression(ast::as<ast::Paren>(expr)->x);
    case ast::ExprKind::Selector:
      return select(ast::as<ast::Selector>(expr));
    case ast::ExprKind::Index:
      expression(ast::as<ast::Index>(expr)->x);
      return expressions(ast::as<ast::Index>(expr)->indices);
    case ast::ExprKind::Slice:
      expression(ast::as<ast::Slice>(expr)->x);
      return expressions(ast::as<ast::Slice>(expr)->index);
    case ast::ExprKind::TypeAssert:
      expression(ast::as<ast::TypeAssert>(expr)->x);
      return expression(ast::as<ast::TypeAssert>(expr)->asserted);
    case ast::ExprKind::Unary:
      return expression(ast::as<ast::Unary>(expr)->x);
    case ast::ExprKind::Binary:
      expression(ast::as<ast::Binary>(expr)->x);
      return expression(ast::as<ast::Binary>(expr)->y);
    case ast::ExprKind::Call:
      return call(ast::as<ast::Call>(expr));
    default:
      return;
  }
}

void Walk::declarations(ast::DeclStmt* stmt) {
  for (ast::Decl* decl : stmt->decls) {
    if (auto* variables = ast::as<ast::VarDecl>(decl)) {
      late_.declaration(decl);
      expressions(variables->values);
    } else if (auto* type = ast::as<ast::TypeDecl>(decl); type != nullptr) {
      late_.local_type(type);
      if (type->is_alias) {
        continue;
      }
      const Object* object = type->name->object;
      if (auto* named = types::as<types::Named>(object == nullptr ? nullptr : object->type)) {
        const_cast<types::Named*>(named)->local_index = ++package_.local_type_count;
      }
    }
  }
}

void Walk::statements(ast::List<ast::Stmt> list) {
  for (ast::Stmt* stmt : list) {
    statement(stmt);
  }
}

void Walk::statement(ast::Stmt* stmt) {
  if (stmt == nullptr) {
    return;
  }
  switch (stmt->kind) {
    case ast::StmtKind::Empty:
    case ast::StmtKind::Branch:
      return;
    case ast::StmtKind::Labeled:
      return statement(ast::as<ast::LabeledStmt>(stmt)->stmt);
    case ast::StmtKind::Block:
      return statements(ast::as<ast::Block>(stmt)->stmts);
    case ast::StmtKind::Expr:
      return expression(ast::as<ast::ExprStmt>(stmt)->x);
    case ast::StmtKind::Send:
      expression(ast::as<ast::SendStmt>(stmt)->channel);
      return expression(ast::as<ast::SendStmt>(stmt)->value);
    case ast::StmtKind::Decl:
      return declarations(ast::as<ast::DeclStmt>(stmt));
    case ast::StmtKind::Assign: {
      auto* assign = ast::as<ast::AssignStmt>(stmt);
      expressions(assign->rhs);  // the right side first
      return expressions(assign->lhs);
    }
    case ast::StmtKind::IncDec:
      return expression(ast::as<ast::IncDecStmt>(stmt)->x);
    case ast::StmtKind::Call:
      return expression(ast::as<ast::CallStmt>(stmt)->call);
    case ast::StmtKind::Return:
      return expressions(ast::as<ast::ReturnStmt>(stmt)->results);
    case ast::StmtKind::If:
    case ast::StmtKind::For:
    case ast::StmtKind::Range:
    case ast::StmtKind::Switch:
    case ast::StmtKind::TypeSwitch:
    case ast::StmtKind::Select:
      return control(stmt);
  }
}

void Walk::control(ast::Stmt* stmt) {
  if (auto* choice = ast::as<ast::IfStmt>(stmt)) {
    statement(choice->init);
    expression(choice->cond);
    statement(choice->then);
    statement(choice->otherwise);
  } else if (auto* loop = ast::as<ast::ForStmt>(stmt)) {
    statement(loop->init);
    expression(loop->cond);
    statement(loop->post);  // before the body
    statement(loop->body);
  } else if (auto* range = ast::as<ast::RangeStmt>(stmt)) {
    expressions(range->lhs);
    expression(range->x);
    statement(range->body);
  } else if (auto* cases = ast::as<ast::SwitchStmt>(stmt)) {
    statement(cases->init);
    expression(cases->tag);
    for (ast::CaseClause* clause : cases->clauses) {
      expressions(clause->exprs);
      statements(clause->body);
    }
  } else if (auto* types = ast::as<ast::TypeSwitchStmt>(stmt)) {
    statement(types->init);
    expression(types->guard->x);
    for (ast::CaseClause* clause : types->clauses) {
      expressions(clause->exprs);
      statements(clause->body);
    }
  } else if (auto* select = ast::as<ast::SelectStmt>(stmt)) {
    for (ast::CommClause* clause : select->clauses) {
      statement(clause->comm);
      statements(clause->body);
    }
  }
}

// The declaration that the i-th value of `decl` initialises.
Declaration* Checker::declaration_of_value(const ast::VarDecl* decl, size_t i) {
  return declarations_.at(decl->names[i]->object);
}

void Checker::walk_bodies() {
  LateChecks late(diagnostics_);
  late.package_types(package_.files);
  for (const ast::File* file : package_.files) {
    for (const ast::Decl* decl : file->decls) {
      late.declaration(decl);
    }
  }
  for (ast::File* file : package_.files) {
    for (ast::Decl* decl : file->decls) {
      if (auto* variables = ast::as<ast::VarDecl>(decl)) {
        for (size_t i = 0; i < variables->values.size(); i++) {
          auto& references = declaration_of_value(variables, i)->dependencies;
          references.clear();
          Walk(package_, nullptr, references, late).expression(variables->values[i]);
        }
      } else if (auto* function = ast::as<ast::FuncDecl>(decl)) {
        Object* object = function->name->object;
        if (function->body != nullptr) {
          auto& references = declarations_.at(object)->dependencies;
          references.clear();
          Walk(package_, object->body, references, late).statements(function->body->stmts);
        }
      }
    }
  }
}

}  // namespace prologo::check
