// What stands between a statement's keyword and its block: `if init; cond {`.

#include "frontend/grammar/gofmt_checks.h"
#include "frontend/grammar/rules.h"

namespace prologo::grammar {

// RangeClause = [ ExpressionList ( "=" | ":=" ) ] "range" Expression .
// Behind the operands and at `range`; the statement's own position is set by its reader.
static ast::Stmt* read_range(Iterator& first, State& state, ast::List<ast::Expr> lhs,
                             bool define) {
  ast::RangeStmt* range = state.make<ast::RangeStmt>(first);
  range->range_pos = range->pos;
  ++first;
  range->lhs = lhs;
  range->define = define;
  range->x = run(expr, first, state);
  check_range_operands(first, state, lhs);
  if (define) {
    check_defined_names(first, state, lhs);
  }
  return range;
}

static ast::Stmt* read_init(Iterator& first, State& state, Tok keyword) {
  if (keyword == Tok::For && first->kind == Tok::Range) {
    return read_range(first, state, {}, false);
  }
  ast::List<ast::Expr> lhs = run(expr_list, first, state);
  bool is_assignment = first->kind == Tok::Assign || first->kind == Tok::Define;
  if (keyword == Tok::For && is_assignment && first[1].kind == Tok::Range) {
    bool define = first->kind == Tok::Define;
    ++first;
    return read_range(first, state, lhs, define);
  }
  state.operands = lhs;
  return run(simple_rest, first, state);
}

// In a switch, `v := x.(type)` is a guard rather than an assignment.
static ast::Stmt* as_guard(State& state, ast::Stmt* stmt) {
  auto* assign = ast::as<ast::AssignStmt>(stmt);
  if (assign == nullptr || !assign->define || assign->lhs.size() != 1 ||
      assign->rhs.size() != 1) {
    return stmt;
  }
  auto* bind = ast::as<ast::Ident>(assign->lhs[0]);
  auto* guard = ast::as<ast::TypeSwitchGuard>(assign->rhs[0]);
  if (bind == nullptr || guard == nullptr) {
    return stmt;
  }
  guard->bind = bind;
  ast::ExprStmt* plain = state.arena().make<ast::ExprStmt>();
  plain->pos = guard->pos;
  plain->x = guard;
  return plain;
}

static ast::Stmt* read_header_stmt(Iterator& first, State& state, Tok keyword) {
  ast::Stmt* stmt = run(simple_stmt, first, state);
  return keyword == Tok::Switch ? as_guard(state, stmt) : stmt;
}

// `=` for `==` is the common mistake; the parentheses make the `=` stand out.
static std::string shown_as_value(const ast::Stmt* stmt) {
  auto* assign = ast::as<ast::AssignStmt>(stmt);
  if (assign == nullptr || assign->define || assign->op != ast::Op::None) {
    return ast::stmt_text(stmt);
  }
  return "assignment (" + ast::list_text(assign->lhs) + ") = (" + ast::list_text(assign->rhs) +
         ")";
}

namespace {

class HeaderReader {
 public:
  HeaderReader(Iterator& first, State& state, Tok keyword)
      : first_(first), state_(state), keyword_(keyword) {}

  Header read() {
    if (first_->kind == Tok::Lbrace) {
      if (keyword_ == Tok::If) {
        state_.syntax_error(first_, "missing condition in if statement");
        header_.cond = state_.make<ast::BadExpr>(first_);
      }
      return header_;
    }
    Scoped block_follows(state_.expression_level, -1);
    if (first_->kind != Tok::Semi) {
      if (state_.got(first_, Tok::Var)) {
        state_.syntax_error(first_, std::string("var declaration not allowed in ") +
                                        spelling(keyword_) + " initializer");
      }
      header_.init = read_init(first_, state_, keyword_);
      if (ast::as<ast::RangeStmt>(header_.init) != nullptr) {
        return header_;
      }
      if (keyword_ == Tok::Switch) {
        header_.init = as_guard(state_, header_.init);
      }
    }
    ast::Stmt* cond =
        first_->kind == Tok::Lbrace ? std::exchange(header_.init, nullptr) : read_behind_init();
    set_condition(cond);
    return header_;
  }

 private:
  // [ ";" [ Condition ] [ ";" [ PostStmt ] ] ]
  ast::Stmt* read_behind_init() {
    if (first_->kind == Tok::Semi) {
      semi_ = first_++;
    } else {
      // Asking for a brace rather than a semicolon makes the better message.
      state_.want(first_, Tok::Lbrace);
      if (first_->kind != Tok::Lbrace) {
        state_.advance(first_, set_of({Tok::Lbrace, Tok::Rbrace}));
      }
    }
    if (keyword_ != Tok::For) {
      return first_->kind == Tok::Lbrace ? nullptr : read_header_stmt(first_, state_, keyword_);
    }
    ast::Stmt* cond = nullptr;
    if (first_->kind != Tok::Semi) {
      if (first_->kind == Tok::Lbrace) {
        state_.syntax_error(first_, "expecting for loop condition");
        return nullptr;
      }
      cond = read_header_stmt(first_, state_, Tok::For);
    }
    state_.want(first_, Tok::Semi);
    if (first_->kind != Tok::Lbrace) {
      header_.post = read_header_stmt(first_, state_, Tok::For);
      auto* assign = ast::as<ast::AssignStmt>(header_.post);
      if (assign != nullptr && assign->define) {
        state_.syntax_error_at(first_, assign->pos,
                               "cannot declare in post statement of for loop");
      }
    }
    return cond;
  }

  void set_condition(ast::Stmt* stmt) {
    if (stmt == nullptr) {
      if (keyword_ == Tok::If && semi_ != nullptr) {
        complain_about_missing_condition();
      }
    } else if (auto* plain = ast::as<ast::ExprStmt>(stmt)) {
      header_.cond = plain->x;
    } else {
      state_.syntax_error_at(first_, stmt->pos,
                             "cannot use " + shown_as_value(stmt) + " as value");
    }
  }

  void complain_about_missing_condition() {
    bool is_explicit = semi_->semi() == SemiKind::Semicolon;
    const char* what = semi_->semi() == SemiKind::Newline ? "newline" : "EOF";
    state_.syntax_error_at(
        first_, state_.pos(semi_),
        is_explicit ? std::string("missing condition in if statement")
                    : std::string("unexpected ") + what + ", expecting { after if clause");
    header_.cond = state_.make<ast::BadExpr>(semi_);
  }

  Iterator& first_;
  State& state_;
  Tok keyword_;
  Header header_;
  Iterator semi_ = nullptr;  // behind the init statement
};

}  // namespace

Header read_header(Iterator& first, State& state, Tok keyword) {
  return HeaderReader(first, state, keyword).read();
}

}  // namespace prologo::grammar
