// Terminating statements, as the language defines them for functions with results.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

using Panics = std::unordered_set<const ast::Call*>;

// Is there a break out of the statement that is labelled `label`; or, if `implicit`, an
// unlabelled one that is not caught inside?
static bool has_break(const ast::Stmt* stmt, std::string_view label, bool implicit);

static bool has_break_in(ast::List<ast::Stmt> list, std::string_view label, bool implicit) {
  return std::any_of(list.begin(), list.end(),
                     [&](const ast::Stmt* stmt) { return has_break(stmt, label, implicit); });
}

template <typename Clause>
static bool has_break_in(ast::List<Clause> clauses, std::string_view label) {
  return !label.empty() &&
         std::any_of(clauses.begin(), clauses.end(), [&](const Clause* clause) {
           return has_break_in(clause->body, label, false);
         });
}

static bool has_break(const ast::Stmt* stmt, std::string_view label, bool implicit) {
  if (stmt == nullptr) {
    return false;
  }
  switch (stmt->kind) {
    case ast::StmtKind::Labeled:
      return has_break(ast::as<ast::LabeledStmt>(stmt)->stmt, label, implicit);
    case ast::StmtKind::Branch: {
      auto* branch = ast::as<ast::BranchStmt>(stmt);
      if (branch->jump != ast::Jump::Break) {
        return false;
      }
      return branch->label == nullptr ? implicit : branch->label->name == label;
    }
    case ast::StmtKind::Block:
      return has_break_in(ast::as<ast::Block>(stmt)->stmts, label, implicit);
    case ast::StmtKind::If: {
      auto* branch = ast::as<ast::IfStmt>(stmt);
      return has_break(branch->then, label, implicit) ||
             has_break(branch->otherwise, label, implicit);
    }
    case ast::StmtKind::Switch:
      return has_break_in(ast::as<ast::SwitchStmt>(stmt)->clauses, label);
    case ast::StmtKind::TypeSwitch:
      return has_break_in(ast::as<ast::TypeSwitchStmt>(stmt)->clauses, label);
    case ast::StmtKind::Select:
      return has_break_in(ast::as<ast::SelectStmt>(stmt)->clauses, label);
    case ast::StmtKind::For:
      return !label.empty() && has_break(ast::as<ast::ForStmt>(stmt)->body, label, false);
    case ast::StmtKind::Range:
      return !label.empty() && has_break(ast::as<ast::RangeStmt>(stmt)->body, label, false);
    default:
      return false;
  }
}

static bool list_terminates(ast::List<ast::Stmt> list, const Panics& panics) {
  for (size_t i = list.size(); i > 0; i--) {
    if (list[i - 1]->kind != ast::StmtKind::Empty) {
      return is_terminating(list[i - 1], "", panics);
    }
  }
  return false;
}

template <typename Clause>
static bool clauses_terminate(ast::List<Clause> clauses, std::string_view label,
                              const Panics& panics) {
  return std::all_of(clauses.begin(), clauses.end(), [&](const Clause* clause) {
    return list_terminates(clause->body, panics) && !has_break_in(clause->body, label, true);
  });
}

template <typename Clause>
static bool switch_terminates(ast::List<Clause> clauses, std::string_view label,
                              const Panics& panics) {
  bool has_default = std::any_of(clauses.begin(), clauses.end(),
                                 [](const Clause* clause) { return clause->is_default; });
  return has_default && clauses_terminate(clauses, label, panics);
}

bool is_terminating(const ast::Stmt* stmt, std::string_view label, const Panics& panics) {
  switch (stmt->kind) {
    case ast::StmtKind::Labeled: {
      auto* labeled = ast::as<ast::LabeledStmt>(stmt);
      return is_terminating(labeled->stmt, labeled->label->name, panics);
    }
    case ast::StmtKind::Expr: {
      auto* call = ast::as<ast::Call>(ast::unparen(ast::as<ast::ExprStmt>(stmt)->x));
      return call != nullptr && panics.count(call) != 0;
    }
    case ast::StmtKind::Return:
      return true;
    case ast::StmtKind::Branch: {
      ast::Jump jump = ast::as<ast::BranchStmt>(stmt)->jump;
      return jump == ast::Jump::Goto || jump == ast::Jump::Fallthrough;
    }
    case ast::StmtKind::Block:
      return list_terminates(ast::as<ast::Block>(stmt)->stmts, panics);
    case ast::StmtKind::If: {
      auto* branch = ast::as<ast::IfStmt>(stmt);
      return branch->otherwise != nullptr && is_terminating(branch->then, "", panics) &&
             is_terminating(branch->otherwise, "", panics);
    }
    case ast::StmtKind::Switch:
      return switch_terminates(ast::as<ast::SwitchStmt>(stmt)->clauses, label, panics);
    case ast::StmtKind::TypeSwitch:
      return switch_terminates(ast::as<ast::TypeSwitchStmt>(stmt)->clauses, label, panics);
    case ast::StmtKind::Select:
      return clauses_terminate(ast::as<ast::SelectStmt>(stmt)->clauses, label, panics);
    case ast::StmtKind::For: {
      auto* loop = ast::as<ast::ForStmt>(stmt);
      return loop->cond == nullptr && !has_break(loop->body, label, true);
    }
    default:
      return false;
  }
}

}  // namespace prologo::check
