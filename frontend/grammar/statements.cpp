// Statements.

#include "frontend/grammar/gofmt_checks.h"
#include "frontend/grammar/rules.h"

namespace prologo::grammar {

// ---- Simple statements ----

template <typename T, typename M>
static auto take_operands(M T::*member) {
  return then([member](Iterator&, State& state, ast::Stmt*& node) {
    if constexpr (std::is_same_v<M, ast::List<ast::Expr>>) {
      static_cast<T*>(node)->*member = state.operands;
    } else {
      static_cast<T*>(node)->*member = state.operands[0];
    }
  });
}

static void check_names(Iterator& first, State& state) {
  check_defined_names(first, state, state.operands);
}

static bool is_single(Iterator, State& state) { return state.operands.size() == 1; }

static void make_expr_stmt(Iterator&, State& state, ast::Stmt*& node) {
  ast::ExprStmt* stmt = state.arena().make<ast::ExprStmt>();
  stmt->x = state.operands[0];
  stmt->pos = stmt->x->pos;
  node = stmt;
}

static void set_single_rhs(Iterator& first, State& state, ast::Stmt*& node) {
  size_t mark = state.pending.size();
  state.pending.push_back(run(expr, first, state));
  static_cast<ast::AssignStmt*>(node)->rhs = take_pending<ast::Expr>(state, mark);
}

// Assignment = ExpressionList "=" ExpressionList .
static auto const assignment = start<ast::AssignStmt>(Tok::Assign) >>
                               take_operands(&ast::AssignStmt::lhs) >>
                               at(&ast::AssignStmt::rhs, expr_list);

// ShortVarDecl = ExpressionList ":=" ExpressionList .
static auto const short_var_decl = start<ast::AssignStmt>(Tok::Define) >>
                                   mark(&ast::AssignStmt::define) >> then(check_names) >>
                                   take_operands(&ast::AssignStmt::lhs) >>
                                   at(&ast::AssignStmt::rhs, expr_list);

// OpAssignment = Expression assign_op Expression .
static auto const op_assignment = start<ast::AssignStmt>(Tok::AssignOp) >>
                                  take_operands(&ast::AssignStmt::lhs) >> then(set_single_rhs);

// IncDecStmt = Expression ( "++" | "--" ) .
static auto const inc_dec_stmt = start<ast::IncDecStmt>(Tok::IncOp) >>
                                 take_operands(&ast::IncDecStmt::x);

// SendStmt = Channel "<-" Expression .
static auto const send_stmt = start<ast::SendStmt>(Tok::Arrow) >>
                              take_operands(&ast::SendStmt::channel) >>
                              at(&ast::SendStmt::value, expr);

static auto const simple_rest_def = assignment | short_var_decl |
                                    test(is_single) >> (op_assignment | inc_dec_stmt |
                                                        send_stmt | then(make_expr_stmt)) |
                                    complain("expecting := or = or comma",
                                             set_of({Tok::Semi, Tok::Rbrace})) >>
                                        then(make_expr_stmt);

static void read_operands(Iterator& first, State& state) {
  ast::List<ast::Expr> list = run(expr_list, first, state);
  state.operands = list;
}

// SimpleStmt = ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl .
static auto const simple_stmt_def = then(read_operands) >> continue_with(simple_rest);

// ---- Blocks ----

// StatementList = { Statement ";" } .  The last semicolon may be missing.
static auto const stmt_list_def = made_by([](Iterator& first, State& state) {
  static constexpr TokSet kEnd = set_of({Tok::Eof, Tok::Rbrace, Tok::Case, Tok::Default});
  size_t mark = state.pending.size();
  while (!contains(kEnd, first->kind)) {
    ast::Stmt* stmt = run(stmt_or_nil, first, state);
    state.clear_pragmas(first);
    if (stmt == nullptr) {
      break;
    }
    state.pending.push_back(stmt);
    if (!state.got(first, Tok::Semi) && first->kind != Tok::Rbrace) {
      state.syntax_error(first, "at end of statement");
      state.advance(first, set_of({Tok::Semi, Tok::Rbrace, Tok::Case, Tok::Default}));
      state.got(first, Tok::Semi);
    }
  }
  return take_pending<ast::Stmt>(state, mark);
});

ast::Block* read_block(Iterator& first, State& state, const char* clause) {
  ast::Block* node = state.make<ast::Block>(first);
  if (!state.got(first, Tok::Lbrace)) {
    state.syntax_error(first, std::string("expecting { after ") + clause);
    state.advance(first, set_of({Tok::Name, Tok::Rbrace}));
    node->rbrace = state.pos(first);
    if (state.got(first, Tok::Rbrace)) {
      return node;
    }
  }
  node->stmts = run(stmt_list, first, state);
  node->rbrace = state.pos(first);
  state.want(first, Tok::Rbrace);
  return node;
}

// Block = "{" StatementList "}" .
static auto const block_def = start<ast::Block>(Tok::Lbrace) >>
                              at(&ast::Block::stmts, stmt_list) >> note(&ast::Block::rbrace) >>
                              want(Tok::Rbrace);

static auto const function_body_def = then([](Iterator& first, State& state, ast::Stmt*& node) {
  Scoped inside(state.function_level, state.function_level + 1);
  const size_t errors = state.error_count(first);
  node = run(block, first, state);
  if (node != nullptr && state.error_count(first) == errors) {
    state.whole_bodies.push_back(static_cast<ast::Block*>(node));
  }
});

// ---- if, for ----

// ElseBranch = "else" ( IfStmt | Block ) .
static auto const else_branch = tok(Tok::Else) >>
                                (peek(Tok::If, Tok::Lbrace) >>
                                     at(&ast::IfStmt::otherwise, stmt_or_nil) |
                                 complain("else must be followed by if or statement block",
                                          set_of({Tok::Name, Tok::Rbrace})));

// IfStmt = "if" [ SimpleStmt ";" ] Expression Block [ ElseBranch ] .
static auto const if_stmt = start<ast::IfStmt>(Tok::If) >>
                            then([](Iterator& first, State& state, ast::Stmt*& node) {
                              auto* stmt = static_cast<ast::IfStmt*>(node);
                              Header header = read_header(first, state, Tok::If);
                              stmt->init = header.init;
                              stmt->cond = header.cond;
                              stmt->then = read_block(first, state, "if clause");
                            }) >>
                            -else_branch;

static ast::Stmt* read_for(Iterator& first, State& state) {
  Pos pos = state.pos(first++);
  Header header = read_header(first, state, Tok::For);
  ast::Block* body = read_block(first, state, "for clause");
  if (auto* range = ast::as<ast::RangeStmt>(header.init)) {
    range->pos = pos;
    range->body = body;
    return range;
  }
  ast::ForStmt* loop = state.arena().make<ast::ForStmt>();
  loop->pos = pos;
  loop->init = header.init;
  loop->cond = header.cond;
  loop->post = header.post;
  loop->body = body;
  return loop;
}

// ForStmt = "for" [ Condition | ForClause | RangeClause ] Block .
static auto const for_stmt = peek(Tok::For) >> made_by(read_for);

// ---- switch, select ----

// `read_head` reads what `case` lists.
template <typename Clause, typename ReadHead>
static Clause* read_clause(Iterator& first, State& state, ReadHead read_head) {
  Clause* clause = state.make<Clause>(first);
  if (state.got(first, Tok::Case)) {
    read_head(clause);
  } else if (state.got(first, Tok::Default)) {
    clause->is_default = true;
  } else {
    state.syntax_error(first, "expecting case or default or }");
    state.advance(first, set_of({Tok::Colon, Tok::Case, Tok::Default, Tok::Rbrace}));
  }
  clause->colon = state.pos(first);
  state.want(first, Tok::Colon);
  clause->body = run(stmt_list, first, state);
  return clause;
}

// "{" { Clause } "}"
template <typename Clause, typename ReadHead>
static ast::List<Clause> read_clauses(Iterator& first, State& state, const char* complaint,
                                      Pos& rbrace, ReadHead read_head) {
  if (!state.got(first, Tok::Lbrace)) {
    state.syntax_error(first, complaint);
    state.advance(first, set_of({Tok::Case, Tok::Default, Tok::Rbrace}));
  }
  size_t mark = state.pending.size();
  while (first->kind != Tok::Eof && first->kind != Tok::Rbrace) {
    Clause* clause = read_clause<Clause>(first, state, read_head);
    state.pending.push_back(clause);
  }
  rbrace = state.pos(first);
  state.want(first, Tok::Rbrace);
  return take_pending<Clause>(state, mark);
}

// CaseClause = ( "case" ExpressionList | "default" ) ":" StatementList .
static ast::Stmt* read_switch(Iterator& first, State& state) {
  Pos pos = state.pos(first++);
  Header header = read_header(first, state, Tok::Switch);
  Pos rbrace;
  auto clauses = read_clauses<ast::CaseClause>(
      first, state, "missing { after switch clause", rbrace,
      [&](ast::CaseClause* clause) { clause->exprs = run(expr_list, first, state); });
  auto finish = [&](auto* stmt) {
    stmt->pos = pos;
    stmt->init = header.init;
    stmt->clauses = clauses;
    stmt->rbrace = rbrace;
    return stmt;
  };
  if (auto* guard = ast::as<ast::TypeSwitchGuard>(header.cond)) {
    auto* stmt = finish(state.arena().make<ast::TypeSwitchStmt>());
    stmt->guard = guard;
    return stmt;
  }
  auto* stmt = finish(state.arena().make<ast::SwitchStmt>());
  stmt->tag = header.cond;
  return stmt;
}

// SwitchStmt = "switch" [ SimpleStmt ";" ] [ Expression | TypeSwitchGuard ] "{" { CaseClause }
// "}" .
static auto const switch_stmt = peek(Tok::Switch) >> made_by(read_switch);

// CommClause = ( "case" SimpleStmt | "default" ) ":" StatementList .
static void read_select_body(Iterator& first, State& state, ast::Stmt*& node) {
  auto* stmt = static_cast<ast::SelectStmt*>(node);
  stmt->clauses = read_clauses<ast::CommClause>(
      first, state, "missing { after select clause", stmt->rbrace,
      [&](ast::CommClause* clause) { clause->comm = run(simple_stmt, first, state); });
}

// SelectStmt = "select" "{" { CommClause } "}" .
static auto const select_stmt = start<ast::SelectStmt>(Tok::Select) >> then(read_select_body);

// ---- Jumps, go and defer ----

static auto set_jump(ast::Jump jump) {
  return then([jump](Iterator&, State&, ast::Stmt*& node) {
    static_cast<ast::BranchStmt*>(node)->jump = jump;
  });
}

static auto const label = at(&ast::BranchStmt::label, name);

// BreakStmt = "break" [ Label ] .  ContinueStmt = "continue" [ Label ] .
// GotoStmt = "goto" Label .  FallthroughStmt = "fallthrough" .
static auto const branch_stmt =
    start<ast::BranchStmt>(Tok::Break) >> set_jump(ast::Jump::Break) >>
        -(peek(Tok::Name) >> label) |
    start<ast::BranchStmt>(Tok::Continue) >> set_jump(ast::Jump::Continue) >>
        -(peek(Tok::Name) >> label) |
    start<ast::BranchStmt>(Tok::Goto) >> set_jump(ast::Jump::Goto) >> label
    | start<ast::BranchStmt>(Tok::Fallthrough) >> set_jump(ast::Jump::Fallthrough);

// ReturnStmt = "return" [ ExpressionList ] .
static auto const return_stmt = start<ast::ReturnStmt>(Tok::Return) >>
                                (peek(Tok::Semi, Tok::Rbrace) |
                                 at(&ast::ReturnStmt::results, expr_list));

static ast::Stmt* read_call_stmt(Iterator& first, State& state) {
  ast::CallStmt* stmt = state.make<ast::CallStmt>(first);
  const char* keyword = spelling(first->kind);
  stmt->is_go = first->kind == Tok::Go;
  ++first;
  ast::Expr* written = run(primary_expr, first, state);
  ast::Expr* x = ast::unparen(written);
  if (x != written) {
    state.error(first, written->pos,
                std::string("expression in ") + keyword + " must not be parenthesized");
  }
  stmt->call = ast::as<ast::Call>(x);
  if (stmt->call == nullptr) {
    state.error(first, x->pos,
                std::string("expression in ") + keyword + " must be function call");
    stmt->call = state.arena().make<ast::Call>();
    stmt->call->pos = x->pos;
    stmt->call->fun = x;
    stmt->call->rparen = x->pos;
  }
  return stmt;
}

// GoStmt = "go" Expression .  DeferStmt = "defer" Expression .
static auto const call_stmt = peek(Tok::Go, Tok::Defer) >> made_by(read_call_stmt);

// ---- All statements ----

// LabeledStmt = Label ":" Statement .
static ast::Stmt* read_labeled(Iterator& first, State& state, ast::Ident* label_name) {
  ast::LabeledStmt* stmt = state.make<ast::LabeledStmt>(first);
  ++first;
  stmt->label = label_name;
  if (first->kind == Tok::Rbrace) {
    stmt->stmt = state.make<ast::EmptyStmt>(first);
    return stmt;
  }
  stmt->stmt = run(stmt_or_nil, first, state);
  if (stmt->stmt == nullptr) {
    state.syntax_error_at(first, stmt->pos, "missing statement after label");
    return nullptr;
  }
  return stmt;
}

// Null after a label that labels nothing; an error was reported.
static ast::Stmt* read_stmt_with_name(Iterator& first, State& state) {
  ast::List<ast::Expr> list = run(expr_list, first, state);
  if (first->kind == Tok::Colon && list.size() == 1) {
    if (auto* label_name = ast::as<ast::Ident>(list[0])) {
      return read_labeled(first, state, label_name);
    }
  }
  state.operands = list;
  return run(simple_rest, first, state);
}

static void read_decl_stmt(Iterator& first, State& state, ast::Stmt*& node) {
  size_t mark = state.pending.size();
  read_declarations(first, state, first[-1].kind);
  static_cast<ast::DeclStmt*>(node)->decls = take_pending<ast::Decl>(state, mark);
}

// Declaration = ConstDecl | TypeDecl | VarDecl .
static auto const decl_stmt = start<ast::DeclStmt>(Tok::Var, Tok::Const, Tok::Type) >>
                              then(read_decl_stmt);

static bool begins_expression(Iterator at, State&) {
  using ast::Op;
  static constexpr TokSet kStarts =
      set_of({Tok::Literal, Tok::Func, Tok::Lparen, Tok::Lbrack, Tok::Struct, Tok::Map,
              Tok::Chan, Tok::Interface, Tok::Arrow});
  if (at->kind == Tok::Operator || at->kind == Tok::Star) {
    Op op = at->op();
    return op == Op::Add || op == Op::Sub || op == Op::Mul || op == Op::And || op == Op::Xor ||
           op == Op::Not;
  }
  return contains(kStarts, at->kind);
}

static auto const no_pragmas =
    then([](Iterator& first, State& state) { state.clear_pragmas(first); });

// An empty statement takes no token.
static auto const empty_stmt = peek(Tok::Semi) >> here<ast::EmptyStmt>();

// Statement = Declaration | LabeledStmt | SimpleStmt | GoStmt | ReturnStmt | BreakStmt |
//             ContinueStmt | GotoStmt | FallthroughStmt | Block | IfStmt | SwitchStmt |
//             SelectStmt | ForStmt | DeferStmt .
static auto const stmt_or_nil_def = decl_stmt |
                                    no_pragmas >>
                                        nested(peek(Tok::Name) >> made_by(read_stmt_with_name) |
                                               if_stmt | return_stmt | for_stmt |
                                               test(begins_expression) >> is(simple_stmt) |
                                               switch_stmt | call_stmt | branch_stmt |
                                               peek(Tok::Lbrace) >> is(block) | select_stmt |
                                               empty_stmt);

BOOST_SPIRIT_DEFINE(stmt_or_nil, simple_stmt, simple_rest, block, stmt_list, function_body)
BOOST_SPIRIT_INSTANTIATE(StmtOrNilRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(SimpleStmtRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(SimpleRestRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(BlockRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(StmtListRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(FunctionBodyRule, Iterator, Context)

}  // namespace prologo::grammar
