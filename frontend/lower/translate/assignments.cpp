// Assignments and declarations of variables.

#include "frontend/lower/conversions.h"
#include "frontend/lower/query.h"
#include "frontend/lower/translate/translator.h"
#include "support/ensure.h"

namespace prologo::lower {

void mark_assigned(Node* target) {
  if (target->op == Op::IndexMap) {
    target->assigned = true;
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
  n->sub_op = binary_op(s->op);
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
  n->sub_op = binary_op(s->op);
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

}  // namespace prologo::lower
