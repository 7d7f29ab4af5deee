// Statements. Blocks are spliced into the list around them, as scopes no longer matter.

#include "frontend/lower/conversions.h"
#include "frontend/lower/query.h"
#include "frontend/lower/translate/translator.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

Op arithmetic_op(ast::Op op) {
  switch (op) {
    case ast::Op::Add:
      return Op::Add;
    case ast::Op::Sub:
      return Op::Sub;
    case ast::Op::Mul:
      return Op::Mul;
    case ast::Op::Div:
      return Op::Div;
    case ast::Op::Rem:
      return Op::Mod;
    case ast::Op::And:
      return Op::And;
    case ast::Op::AndNot:
      return Op::AndNot;
    case ast::Op::Or:
      return Op::Or;
    case ast::Op::Xor:
      return Op::Xor;
    case ast::Op::Shl:
      return Op::Lsh;
    case ast::Op::Shr:
      return Op::Rsh;
    default:
      UNREACHABLE("not an assignment operator");
  }
}

// Left sides that are map elements are assigned to, not read.
void mark_assigned(Node* target) {
  if (target->op == Op::IndexMap) {
    target->assigned = true;
  }
}

}  // namespace

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

// Left sides of an assignment; with `:=`, the variables it declares.
std::vector<Name*> Translator::assign_targets(ast::List<ast::Expr> list, bool define_,
                                              Nodes& out) {
  std::vector<Name*> names;
  for (const ast::Expr* e : list) {
    const auto* id = ast::as<ast::Ident>(ast::unparen(const_cast<ast::Expr*>(e)));
    if (!define_ || id == nullptr) {
      out.push_back(expr(e));
      continue;
    }
    if (id->is_blank()) {
      out.push_back(cx_.blank());
      continue;
    }
    const bool declared_here = id->object->pos == id->pos;
    if (!declared_here) {
      // Known already: assigned, not declared. (Go reaches it without a capture, since `:=`
      // only reuses variables of the same scope.)
      out.push_back(name_of(id->object)->node);
      continue;
    }
    Name* name = declare_local(id->object, id->pos);
    names.push_back(name);
    out.push_back(name->node);
  }
  return names;
}

void Translator::define(Node* by, const std::vector<Name*>& names) {
  by->def = !names.empty();
  for (Name* name : names) {
    name->defn = by;
    Node* dcl = cx_.unit.node(Op::Dcl, name->pos);
    dcl->x = name->node;
    by->init.push_back(dcl);
  }
}

void Translator::assign(const ast::AssignStmt* s, Nodes& out) {
  if (s->op != ast::Op::None) {
    return assign_op(s, out);
  }
  Nodes rhs = exprs(s->rhs);
  Nodes lhs;
  const std::vector<Name*> names = assign_targets(s->lhs, s->define, lhs);
  Node* n = nullptr;
  if (lhs.size() == 1 && rhs.size() == 1) {
    n = cx_.unit.node(Op::As, s->pos);
    n->x = lhs[0];
    define(n, names);
    mark_assigned(n->x);
    n->y = assign_conv(rhs[0], lhs[0]->type);
  } else {
    n = cx_.unit.node(Op::As2, s->pos);
    n->lhs = std::move(lhs);
    n->list = std::move(rhs);
    define(n, names);
    finish_assign2(n);
  }
  out.push_back(n);
}

void Translator::finish_assign2(Node* n) {
  for (Node* target : n->lhs) {
    mark_assigned(target);
  }
  if (n->list.size() == n->lhs.size()) {
    for (size_t i = 0; i < n->list.size(); ++i) {
      n->list[i] = assign_conv(n->list[i], n->lhs[i]->type);
    }
    return;
  }
  Node* value = n->list[0];
  switch (value->op) {
    case Op::IndexMap:
      n->op = Op::As2MapR;
      return;
    case Op::DotType:
      n->op = Op::As2DotType;
      value->op = Op::DotType2;
      return;
    case Op::Recv:
      n->op = Op::As2Recv;
      return;
    default:
      break;
  }
  n->op = Op::As2Func;
  ENSURE(value->sig != nullptr);
  for (size_t i = 0; i < n->lhs.size(); ++i) {
    if (!is_blank(n->lhs[i]) && !is_identical(n->lhs[i]->type, value->sig->results[i].type)) {
      return rewrite_multi_value(n);
    }
  }
}

// a, b = f() with conversions: t1, t2 = f(); a, b = T(t1), U(t2).
void Translator::rewrite_multi_value(Node* n) {
  Nodes values = {n->list[0]};
  spread_results(n, values);
  n->init.back()->op = Op::As2Func;
  n->op = Op::As2;
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = is_blank(n->lhs[i]) ? values[i] : assign_conv(values[i], n->lhs[i]->type);
  }
  n->list = std::move(values);
}

void Translator::assign_op(const ast::AssignStmt* s, Nodes& out) {
  Node* y = expr(s->rhs[0]);
  Node* x = expr(s->lhs[0]);
  Node* n = cx_.unit.node(Op::AsOp, s->pos);
  n->sub_op = arithmetic_op(s->op);
  if (n->sub_op == Op::Add && x->type->kind == ir::Kind::String) {
    n->sub_op = Op::AddStr;
  }
  n->x = x;
  n->y = y;
  mark_assigned(x);
  out.push_back(n);
}

void Translator::inc_dec(const ast::IncDecStmt* s, Nodes& out) {
  Node* n = cx_.unit.node(Op::AsOp, s->pos);
  n->sub_op = arithmetic_op(s->op);
  n->increment = true;
  n->x = expr(s->x);
  n->y = constant(constant::make_int(1), n->x->type, s->pos);
  mark_assigned(n->x);
  out.push_back(n);
}

void Translator::var_decl(const ast::VarDecl* decl, Nodes& out) {
  cx_.pos = decl->pos;
  Nodes targets;
  std::vector<Name*> names;
  for (const ast::Ident* id : decl->names) {
    if (id->is_blank()) {
      targets.push_back(cx_.blank());
      names.push_back(nullptr);
    } else {
      names.push_back(declare_local(id->object, id->pos));
      targets.push_back(names.back()->node);
    }
  }
  Nodes values = exprs(decl->values);
  const bool several = !values.empty() && values.size() != targets.size();
  for (size_t i = 0; i < targets.size(); ++i) {
    if (names[i] != nullptr) {
      Node* dcl = cx_.unit.node(Op::Dcl, decl->pos);
      dcl->x = targets[i];
      out.push_back(dcl);
    }
    if (several) {
      continue;
    }
    Node* n = cx_.unit.node(Op::As, decl->pos);
    n->x = targets[i];
    if (!values.empty()) {
      const ir::Type* type = names[i] != nullptr     ? names[i]->type
                             : decl->type != nullptr ? type_of(decl->type->type)
                                                     : nullptr;
      n->y = assign_conv(values[i], type);
      if (names[i] != nullptr) {
        names[i]->defn = n;
      }
    } else if (names[i] == nullptr) {
      continue;
    }
    out.push_back(n);
  }
  if (several) {
    Node* n = cx_.unit.node(Op::As2, decl->pos);
    n->lhs = targets;
    n->list = std::move(values);
    for (Name* name : names) {
      if (name != nullptr) {
        name->defn = n;
      }
    }
    finish_assign2(n);
    out.push_back(n);
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
