// Statements. Blocks are spliced into the list around them, as scopes no longer matter.

#include "frontend/lower/query.h"
#include "frontend/lower/translate/translator.h"
#include "support/ensure.h"

namespace prologo::lower {

Nodes Translator::stmts(ast::List<ast::Stmt> list) {
  Nodes out;
  for (const ast::Stmt* s : list) {
    stmt(s, out);
  }
  return out;
}

// For places that hold one statement: the clauses of `if`, `for` and `switch`.
Node* Translator::one_stmt(const ast::Stmt* s) {
  if (s == nullptr) {
    return nullptr;
  }
  Nodes out;
  stmt(s, out);
  ENSURE(out.size() <= 1);
  return out.empty() ? nullptr : out[0];
}

void Translator::stmt(const ast::Stmt* s, Nodes& out) {
  using K = ast::StmtKind;
  switch (s->kind) {
    case K::Empty:
      return;
    case K::Labeled:
      return labeled(static_cast<const ast::LabeledStmt*>(s), out);
    case K::Block:
      for (const ast::Stmt* inner : static_cast<const ast::Block*>(s)->stmts) {
        stmt(inner, out);
      }
      return;
    case K::Expr:
      out.push_back(expr(static_cast<const ast::ExprStmt*>(s)->x));
      return;
    case K::Send:
      return send_stmt(static_cast<const ast::SendStmt*>(s), out);
    case K::Decl:
      for (const ast::Decl* decl : static_cast<const ast::DeclStmt*>(s)->decls) {
        if (const auto* var = ast::as<ast::VarDecl>(decl)) {
          var_decl(var, out);
        } else if (decl->kind == ast::DeclKind::Type) {
          cx_.fn->no_inline = true;  // as Go does
        }
      }
      return;
    case K::Assign:
      return assign(static_cast<const ast::AssignStmt*>(s), out);
    case K::IncDec:
      return inc_dec(static_cast<const ast::IncDecStmt*>(s), out);
    case K::Branch:
      return branch(static_cast<const ast::BranchStmt*>(s), out);
    case K::Call:
      return call_stmt(static_cast<const ast::CallStmt*>(s), out);
    case K::Return:
      return return_stmt(static_cast<const ast::ReturnStmt*>(s), out);
    case K::If:
      return if_stmt(static_cast<const ast::IfStmt*>(s), out);
    case K::For:
      return for_stmt(static_cast<const ast::ForStmt*>(s), out);
    case K::Range:
      return range_stmt(static_cast<const ast::RangeStmt*>(s), out);
    case K::Switch:
      return switch_stmt(static_cast<const ast::SwitchStmt*>(s), out);
    case K::TypeSwitch:
      return type_switch(static_cast<const ast::TypeSwitchStmt*>(s), out);
    case K::Select:
      return select_stmt(static_cast<const ast::SelectStmt*>(s), out);
  }
}

void Translator::return_stmt(const ast::ReturnStmt* s, Nodes& out) {
  Node* n = cx_.unit.node(Op::Return, s->pos);
  Nodes values = exprs(s->results);
  if (values.size() == 1 && cx_.fn->results.size() > 1) {
    spread_results(n, values);
  }
  for (size_t i = 0; i < values.size(); ++i) {
    set_pos(cx_, values[i]);
    values[i] = assign_conv(values[i], cx_.fn->results[i]->type);
  }
  n->list = std::move(values);
  out.push_back(n);
}

void Translator::if_stmt(const ast::IfStmt* s, Nodes& out) {
  Node* init = one_stmt(s->init);
  Node* n = cx_.unit.node(Op::If, s->pos);
  n->x = expr(s->cond);
  n->body = stmts(s->then->stmts);
  if (s->otherwise != nullptr) {
    stmt(s->otherwise, n->else_body);
  }
  if (init != nullptr) {
    n->init.push_back(init);
  }
  out.push_back(n);
}

void Translator::for_stmt(const ast::ForStmt* s, Nodes& out) {
  Node* n = cx_.unit.node(Op::For, s->pos);
  if (Node* init = one_stmt(s->init)) {
    n->init.push_back(init);
  }
  n->x = expr_or_null(s->cond);
  n->y = one_stmt(s->post);
  n->body = stmts(s->body->stmts);
  out.push_back(n);
}

void Translator::range_stmt(const ast::RangeStmt* s, Nodes& out) {
  Nodes lhs;
  const std::vector<Name*> names = assign_targets(s->lhs, s->define, lhs);
  Node* n = cx_.unit.node(Op::Range, s->range_pos);
  n->y = expr(s->x);
  n->body = stmts(s->body->stmts);
  lhs.resize(2);
  n->lhs = std::move(lhs);
  define(n, names);
  for (Node* target : n->lhs) {
    if (target != nullptr) {
      mark_assigned(target);
    }
  }
  out.push_back(n);
}

void Translator::switch_stmt(const ast::SwitchStmt* s, Nodes& out) {
  Node* init = one_stmt(s->init);
  Node* n = cx_.unit.node(Op::Switch, s->pos);
  n->x = expr_or_null(s->tag);
  for (const ast::CaseClause* clause : s->clauses) {
    Node* c = cx_.unit.node(Op::Case, clause->pos);
    c->list = exprs(clause->exprs);
    c->body = stmts(clause->body);
    n->list.push_back(c);
  }
  if (init != nullptr) {
    n->init.push_back(init);
  }
  out.push_back(n);
}

// A clause's types are Nil nodes for `nil`, else nodes that only carry the type.
void Translator::type_switch(const ast::TypeSwitchStmt* s, Nodes& out) {
  Node* init = one_stmt(s->init);
  Node* n = cx_.unit.node(Op::TypeSwitch, s->pos);
  n->x = expr(s->guard->x);
  n->def = s->guard->bind != nullptr;
  for (const ast::CaseClause* clause : s->clauses) {
    Node* c = cx_.unit.node(Op::Case, clause->pos);
    if (clause->object != nullptr) {
      c->name = declare_local(clause->object, clause->colon);
      c->name->defn = n;
    }
    for (const ast::Expr* type : clause->exprs) {
      const bool nil = type->info != nullptr && type->info->mode == check::Mode::Nil;
      const ir::Type* wanted = nil ? nullptr : type_of(type->type);
      if (nil) {
        c->list.push_back(cx_.unit.node(Op::Nil, clause->pos));
      } else if (can_hold(n->x->type, wanted)) {
        c->list.push_back(cx_.unit.node(Op::Empty, clause->pos, wanted));
      }
    }
    if (c->list.empty() && !clause->is_default) {
      continue;
    }
    c->body = stmts(clause->body);
    n->list.push_back(c);
  }
  if (init != nullptr) {
    n->init.push_back(init);
  }
  out.push_back(n);
}

void Translator::send_stmt(const ast::SendStmt* s, Nodes& out) {
  Node* n = cx_.unit.node(Op::Send, s->pos);
  n->x = expr(s->channel);
  n->y = expr(s->value);
  n->y = assign_conv(n->y, n->x->type->elem);
  out.push_back(n);
}

// What a clause of a select does: a receive gets both left sides, and no conversion.
static Node* communication(Context& cx, Node* n) {
  if (n == nullptr || n->op == Op::Send || n->op == Op::As2Recv) {
    return n;
  }
  Node* receive = cx.unit.node(Op::As2Recv, n->pos);
  if (n->op == Op::Recv) {
    receive->lhs = {cx.blank(), cx.blank()};
    receive->list = {n};
    return receive;
  }
  ENSURE(n->op == Op::As);
  Node* value = n->y;
  while (value->op != Op::Recv) {
    value = value->x;
  }
  receive->lhs = {n->x, cx.blank()};
  receive->list = {value};
  receive->def = n->def;
  receive->init = std::move(n->init);
  if (n->x->op == Op::Name && n->x->name->defn == n) {
    n->x->name->defn = receive;
  }
  return receive;
}

void Translator::select_stmt(const ast::SelectStmt* s, Nodes& out) {
  Node* n = cx_.unit.node(Op::Select, s->pos);
  for (const ast::CommClause* clause : s->clauses) {
    Node* c = cx_.unit.node(Op::Case, clause->pos);
    c->x = communication(cx_, one_stmt(clause->comm));
    c->body = stmts(clause->body);
    n->list.push_back(c);
  }
  out.push_back(n);
}

void Translator::branch(const ast::BranchStmt* s, Nodes& out) {
  Op op = Op::Fall;
  switch (s->jump) {
    case ast::Jump::Break:
      op = Op::Break;
      break;
    case ast::Jump::Continue:
      op = Op::Continue;
      break;
    case ast::Jump::Goto:
      op = Op::Goto;
      break;
    case ast::Jump::Fallthrough:
      break;
  }
  Node* n = cx_.unit.node(op, s->pos);
  if (s->label != nullptr) {
    n->label = std::string(s->label->name);
  }
  out.push_back(n);
}

void Translator::labeled(const ast::LabeledStmt* s, Nodes& out) {
  Node* n = cx_.unit.node(Op::Label, s->pos);
  n->label = std::string(s->label->name);
  out.push_back(n);
  const size_t first = out.size();
  stmt(s->stmt, out);
  if (out.size() == first + 1) {
    switch (out[first]->op) {
      case Op::For:
      case Op::Range:
      case Op::Switch:
      case Op::TypeSwitch:
      case Op::Select:
        out[first]->label = n->label;
        break;
      default:
        break;
    }
  }
}

void Translator::call_stmt(const ast::CallStmt* s, Nodes& out) {
  Node* n = cx_.unit.node(s->is_go ? Op::Go : Op::Defer, s->pos);
  n->x = expr(s->call);
  out.push_back(n);
}

}  // namespace prologo::lower
