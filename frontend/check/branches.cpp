// Jumps: labels and the statements that go to them, within one function body. Follows the
// compiler's own pass over branches, whose words these are.

#include <algorithm>
#include <map>

#include "frontend/check/checker.h"

namespace prologo::check {

namespace {

struct BlockInfo {
  const BlockInfo* outer = nullptr;
  Pos start;
  const ast::LabeledStmt* labeled = nullptr;  // the label of the statement this is the body of
};

struct LabelInfo {
  const BlockInfo* block = nullptr;
  ast::LabeledStmt* stmt = nullptr;
  bool is_used = false;
};

// What break, continue and fallthrough refer to at a place.
struct Targets {
  ast::Stmt* breaks = nullptr;
  ast::Stmt* continues = nullptr;
  int clause = -1;  // of the switch right around the list
};

// State of one statement list.
struct List {
  BlockInfo* block = nullptr;
  Targets targets;
  const ast::LabeledStmt* labeled = nullptr;
  std::vector<ast::BranchStmt*> pending;     // gotos whose label has not come yet
  std::vector<ast::BranchStmt*> jumps_over;  // pending ones before the last variable
  Pos variable_pos;
  std::string variable;
};

class Branches {
 public:
  Branches(const SourceFiles& sources, Diagnostics& diagnostics)
      : sources_(sources), diagnostics_(diagnostics) {}

  void run(ast::Block* body);

 private:
  using Gotos = std::vector<ast::BranchStmt*>;

  Gotos list(const BlockInfo* outer, Targets targets, const ast::LabeledStmt* labeled,
             Pos start, ast::List<ast::Stmt> stmts);
  void statement(List& state, ast::Stmt* stmt, bool is_last);
  void nested(List& state, Targets targets, Pos start, ast::List<ast::Stmt> stmts);
  void loop(List& state, ast::Stmt* stmt, ast::Block* body);
  template <typename Clause>
  void clauses(List& state, ast::Stmt* stmt, ast::List<Clause> list);
  void variable(List& state, Pos pos, std::string name);
  void label(List& state, ast::LabeledStmt* stmt);
  void branch(List& state, ast::BranchStmt* stmt, bool is_last);
  void plain_branch(List& state, ast::BranchStmt* stmt, bool is_last);
  void labeled_exit(List& state, ast::BranchStmt* stmt);

  void error(Pos pos, const std::string& text) { diagnostics_.add(pos, text); }

  const SourceFiles& sources_;
  Diagnostics& diagnostics_;
  std::map<std::string_view, LabelInfo> labels_;
  std::vector<std::unique_ptr<BlockInfo>> blocks_;
};

}  // namespace

void Branches::run(ast::Block* body) {
  for (ast::BranchStmt* jump : list(nullptr, {}, nullptr, body->pos, body->stmts)) {
    std::string name(jump->label->name);
    auto known = labels_.find(jump->label->name);
    if (known != labels_.end()) {
      known->second.is_used = true;
      error(jump->label->pos, "goto " + name + " jumps into block starting at " +
                                  sources_.describe(known->second.block->start));
    } else {
      error(jump->label->pos, "label " + name + " not defined");
    }
  }
  for (auto& [name, info] : labels_) {
    if (!info.is_used) {
      error(info.stmt->label->pos, "label " + std::string(name) + " defined and not used");
    }
  }
}

Branches::Gotos Branches::list(const BlockInfo* outer, Targets targets,
                               const ast::LabeledStmt* labeled, Pos start,
                               ast::List<ast::Stmt> stmts) {
  List state;
  blocks_.push_back(std::make_unique<BlockInfo>(BlockInfo{outer, start, labeled}));
  state.block = blocks_.back().get();
  state.targets = targets;
  // A fallthrough is the last statement even if empty ones follow.
  size_t count = stmts.size();
  while (count > 0 && stmts[count - 1]->kind == ast::StmtKind::Empty) {
    count--;
  }
  for (size_t i = 0; i < count; i++) {
    state.labeled = nullptr;
    statement(state, stmts[i], i + 1 == count);
  }
  return std::move(state.pending);
}

void Branches::nested(List& state, Targets targets, Pos start, ast::List<ast::Stmt> stmts) {
  Gotos open = list(state.block, targets, state.labeled, start, stmts);
  state.pending.insert(state.pending.end(), open.begin(), open.end());
}

void Branches::loop(List& state, ast::Stmt* stmt, ast::Block* body) {
  nested(state, {stmt, stmt, -1}, body->pos, body->stmts);
}

template <typename Clause>
void Branches::clauses(List& state, ast::Stmt* stmt, ast::List<Clause> list) {
  for (size_t i = 0; i < list.size(); i++) {
    nested(state, {stmt, state.targets.continues, static_cast<int>(i)}, list[i]->pos,
           list[i]->body);
  }
}

// A goto waiting for its label must not jump over this declaration.
void Branches::variable(List& state, Pos pos, std::string name) {
  state.variable_pos = pos;
  state.variable = std::move(name);
  state.jumps_over = state.pending;
}

static std::string names_text(ast::List<ast::Expr> list) {
  std::string text;
  for (const ast::Expr* expr : list) {
    text += (text.empty() ? "" : ", ") + part(expr);
  }
  return text;
}

void Branches::statement(List& state, ast::Stmt* stmt, bool is_last) {
  Targets inner = {state.targets.breaks, state.targets.continues, -1};
  switch (stmt->kind) {
    case ast::StmtKind::Decl:
      for (ast::Decl* decl : ast::as<ast::DeclStmt>(stmt)->decls) {
        if (auto* variables = ast::as<ast::VarDecl>(decl)) {
          return variable(state, variables->pos, std::string(variables->names[0]->name));
        }
      }
      return;
    case ast::StmtKind::Labeled:
      return label(state, ast::as<ast::LabeledStmt>(stmt));
    case ast::StmtKind::Branch:
      return branch(state, ast::as<ast::BranchStmt>(stmt), is_last);
    case ast::StmtKind::Assign:
      if (auto* assign = ast::as<ast::AssignStmt>(stmt); assign->define) {
        variable(state, assign->pos, names_text(assign->lhs));
      }
      return;
    case ast::StmtKind::Block: {
      auto* block = ast::as<ast::Block>(stmt);
      return nested(state, inner, block->pos, block->stmts);
    }
    case ast::StmtKind::If: {
      auto* choice = ast::as<ast::IfStmt>(stmt);
      nested(state, inner, choice->then->pos, choice->then->stmts);
      if (choice->otherwise != nullptr) {
        nested(state, inner, choice->otherwise->pos,
               ast::List<ast::Stmt>(&choice->otherwise, 1));
      }
      return;
    }
    case ast::StmtKind::For:
      return loop(state, stmt, ast::as<ast::ForStmt>(stmt)->body);
    case ast::StmtKind::Range:
      return loop(state, stmt, ast::as<ast::RangeStmt>(stmt)->body);
    case ast::StmtKind::Switch:
      return clauses(state, stmt, ast::as<ast::SwitchStmt>(stmt)->clauses);
    case ast::StmtKind::TypeSwitch:
      return clauses(state, stmt, ast::as<ast::TypeSwitchStmt>(stmt)->clauses);
    case ast::StmtKind::Select:
      return clauses(state, stmt, ast::as<ast::SelectStmt>(stmt)->clauses);
    default:
      return;
  }
}

void Branches::label(List& state, ast::LabeledStmt* stmt) {
  std::string_view name = stmt->label->name;
  if (name != "_") {
    auto [place, is_new] = labels_.emplace(name, LabelInfo{state.block, stmt, false});
    if (!is_new) {
      error(stmt->label->pos, "label " + std::string(name) + " already defined at " +
                                  sources_.describe(place->second.stmt->label->pos));
    }
    std::vector<ast::BranchStmt*> rest;
    for (ast::BranchStmt* jump : state.pending) {
      if (jump->label->name != name) {
        rest.push_back(jump);
        continue;
      }
      jump->target = stmt;
      place->second.is_used = true;
      auto& over = state.jumps_over;
      if (state.variable_pos.is_known() &&
          std::find(over.begin(), over.end(), jump) != over.end()) {
        error(jump->label->pos, "goto " + std::string(name) + " jumps over declaration of " +
                                    state.variable + " at " +
                                    sources_.describe(state.variable_pos));
      }
    }
    state.pending = std::move(rest);
    state.labeled = stmt;
  }
  statement(state, stmt->stmt, true);
}

static bool is_loop(const ast::Stmt* stmt) {
  return stmt->kind == ast::StmtKind::For || stmt->kind == ast::StmtKind::Range;
}

static bool is_switch_or_select(const ast::Stmt* stmt) {
  return stmt->kind == ast::StmtKind::Switch || stmt->kind == ast::StmtKind::TypeSwitch ||
         stmt->kind == ast::StmtKind::Select;
}

void Branches::branch(List& state, ast::BranchStmt* stmt, bool is_last) {
  if (stmt->label == nullptr) {
    return plain_branch(state, stmt, is_last);
  }
  if (stmt->jump != ast::Jump::Goto) {
    return labeled_exit(state, stmt);
  }
  auto known = labels_.find(stmt->label->name);
  if (known != labels_.end()) {
    known->second.is_used = true;
    for (const BlockInfo* block = state.block; block != nullptr; block = block->outer) {
      if (block == known->second.block) {
        stmt->target = known->second.stmt;
        return;
      }
    }
  }
  state.pending.push_back(stmt);
}

void Branches::plain_branch(List& state, ast::BranchStmt* stmt, bool is_last) {
  const Targets& targets = state.targets;
  switch (stmt->jump) {
    case ast::Jump::Break:
      stmt->target = targets.breaks;
      if (targets.breaks == nullptr) {
        error(stmt->pos, "break is not in a loop, switch, or select");
      }
      return;
    case ast::Jump::Continue:
      stmt->target = targets.continues;
      if (targets.continues == nullptr) {
        error(stmt->pos, "continue is not in a loop");
      }
      return;
    case ast::Jump::Fallthrough: {
      const char* fault = "fallthrough statement out of place";
      if (targets.breaks != nullptr && targets.breaks->kind == ast::StmtKind::TypeSwitch) {
        fault = "cannot fallthrough in type switch";
      } else if (auto* choice = ast::as<ast::SwitchStmt>(targets.breaks)) {
        if (targets.clause >= 0 && is_last) {
          bool is_final = static_cast<size_t>(targets.clause) + 1 == choice->clauses.size();
          fault = is_final ? "cannot fallthrough final case in switch" : nullptr;
        }
      }
      if (fault != nullptr) {
        error(stmt->pos, fault);
      }
      return;
    }
    case ast::Jump::Goto:
      return;
  }
}

// break L and continue L: L must label a statement around them.
void Branches::labeled_exit(List& state, ast::BranchStmt* stmt) {
  bool is_break = stmt->jump == ast::Jump::Break;
  std::string name(stmt->label->name);
  auto known = labels_.find(stmt->label->name);
  if (known == labels_.end()) {
    return error(stmt->label->pos,
                 (is_break ? "break" : "continue") + (" label not defined: " + name));
  }
  known->second.is_used = true;
  ast::Stmt* target = nullptr;
  for (const BlockInfo* block = state.block; block != nullptr; block = block->outer) {
    if (block->labeled == known->second.stmt) {
      target = known->second.stmt->stmt;
    }
  }
  if (target != nullptr && (is_loop(target) || (is_break && is_switch_or_select(target)))) {
    stmt->target = target;
    return;
  }
  error(stmt->label->pos,
        (is_break ? "invalid break" : "invalid continue") + (" label " + name));
}

void check_branches(ast::Block* body, const SourceFiles& sources, Diagnostics& diagnostics) {
  Branches(sources, diagnostics).run(body);
}

void check_jumps(std::span<ast::Block* const> bodies, const SourceFiles& sources,
                 Diagnostics& diagnostics) {
  for (ast::Block* body : bodies) {
    check_branches(body, sources, diagnostics);
  }
}

}  // namespace prologo::check
