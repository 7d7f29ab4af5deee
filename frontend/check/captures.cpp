// Closures: walks every body in the order in which the compiler translates it, which gives
// function literals and their captured variables their order, and local types their numbers.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

namespace {

class Walk {
 public:
  Walk(Package& package, Function* function) : package_(package), function_(function) {}

  void statements(ast::List<ast::Stmt> list);
  void expression(ast::Expr* expr);

 private:
  void statement(ast::Stmt* stmt);
  void expressions(std::span<ast::Expr* const> list);
  void literal(ast::FuncLit* expr);
  void composite(ast::CompositeLit* expr);
  void use(ast::Ident* ident);
  void declarations(ast::DeclStmt* stmt);

  Package& package_;
  Function* function_;  // null in a package-level initialiser
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
  bool is_local = object != nullptr && object->kind == ObjectKind::Var &&
                  object->function != nullptr;
  if (is_local && function_ != nullptr && object->function != function_) {
    capture(function_, object, ident->pos);
  }
}

void Walk::literal(ast::FuncLit* expr) {
  Function* inner = expr->info == nullptr ? nullptr : expr->info->function;
  if (inner == nullptr) {
    return;
  }
  auto& list = function_ != nullptr ? function_->literals : package_.literals_of_globals;
  list.push_back(inner);
  Walk(package_, inner).statements(expr->body->stmts);
  for (const Capture& used : inner->captures) {
    if (function_ != nullptr && used.variable->function != function_) {
      capture(function_, used.variable, used.first_use);
    }
  }
}

void Walk::composite(ast::CompositeLit* expr) {
  bool is_struct = expr->info != nullptr &&
                   types::under<types::Struct>(expr->info->literal_type) != nullptr;
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

void Walk::expression(ast::Expr* expr) {
  if (expr == nullptr) {
    return;
  }
  const ExprInfo* info = expr->info;
  if (info != nullptr && (info->mode == Mode::Constant || info->mode == Mode::TypeExpr)) {
    return;
  }
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
      return expression(ast::as<ast::Selector>(expr)->x);
    case ast::ExprKind::Index:
      expression(ast::as<ast::Index>(expr)->x);
      return expressions(ast::as<ast::Index>(expr)->indices);
    case ast::ExprKind::Slice:
      expression(ast::as<ast::Slice>(expr)->x);
      return expressions(ast::as<ast::Slice>(expr)->index);
    case ast::ExprKind::TypeAssert:
      return expression(ast::as<ast::TypeAssert>(expr)->x);
    case ast::ExprKind::Unary:
      return expression(ast::as<ast::Unary>(expr)->x);
    case ast::ExprKind::Binary:
      expression(ast::as<ast::Binary>(expr)->x);
      return expression(ast::as<ast::Binary>(expr)->y);
    case ast::ExprKind::Call:
      expression(ast::as<ast::Call>(expr)->fun);
      return expressions(ast::as<ast::Call>(expr)->args);
    default:
      return;
  }
}

void Walk::declarations(ast::DeclStmt* stmt) {
  for (ast::Decl* decl : stmt->decls) {
    if (auto* variables = ast::as<ast::VarDecl>(decl)) {
      expressions(variables->values);
    } else if (auto* type = ast::as<ast::TypeDecl>(decl); type != nullptr && !type->is_alias) {
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
    case ast::StmtKind::If: {
      auto* choice = ast::as<ast::IfStmt>(stmt);
      statement(choice->init);
      expression(choice->cond);
      statement(choice->then);
      return statement(choice->otherwise);
    }
    case ast::StmtKind::For: {
      auto* loop = ast::as<ast::ForStmt>(stmt);
      statement(loop->init);
      expression(loop->cond);
      statement(loop->post);  // before the body
      return statement(loop->body);
    }
    case ast::StmtKind::Range: {
      auto* loop = ast::as<ast::RangeStmt>(stmt);
      expressions(loop->lhs);
      expression(loop->x);
      return statement(loop->body);
    }
    case ast::StmtKind::Switch: {
      auto* choice = ast::as<ast::SwitchStmt>(stmt);
      statement(choice->init);
      expression(choice->tag);
      for (ast::CaseClause* clause : choice->clauses) {
        expressions(clause->exprs);
        statements(clause->body);
      }
      return;
    }
    case ast::StmtKind::TypeSwitch: {
      auto* choice = ast::as<ast::TypeSwitchStmt>(stmt);
      statement(choice->init);
      expression(choice->guard->x);
      for (ast::CaseClause* clause : choice->clauses) {
        statements(clause->body);
      }
      return;
    }
    case ast::StmtKind::Select:
      for (ast::CommClause* clause : ast::as<ast::SelectStmt>(stmt)->clauses) {
        statement(clause->comm);
        statements(clause->body);
      }
      return;
  }
}

void Checker::collect_captures() {
  package_.literals_of_globals.clear();
  for (ast::File* file : package_.files) {
    for (ast::Decl* decl : file->decls) {
      if (auto* variables = ast::as<ast::VarDecl>(decl)) {
        Walk walk(package_, nullptr);
        for (ast::Expr* value : variables->values) {
          walk.expression(value);
        }
      } else if (auto* function = ast::as<ast::FuncDecl>(decl)) {
        Object* object = function->name->object;
        if (object != nullptr && object->body != nullptr && function->body != nullptr) {
          Walk(package_, object->body).statements(function->body->stmts);
        }
      }
    }
  }
}

}  // namespace prologo::check
