// Expressions other than calls and literals.

#include "frontend/lower/query.h"
#include "frontend/lower/translate/translator.h"
#include "frontend/types/relations.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

const ast::Expr* strip(const ast::Expr* e) { return ast::unparen(const_cast<ast::Expr*>(e)); }

bool is_literal_op(Op op) {
  return op == Op::ArrayLit || op == Op::MapLit || op == Op::SliceLit || op == Op::StructLit;
}

// Shift counts of constant shifts may stay untyped.
bool is_untyped_integer(const types::Type* type) {
  const auto* basic = types::as<types::Basic>(type);
  return basic != nullptr && (basic->basic == types::BasicKind::UntypedInt ||
                              basic->basic == types::BasicKind::UntypedRune ||
                              basic->basic == types::BasicKind::UntypedFloat ||
                              basic->basic == types::BasicKind::UntypedComplex);
}

}  // namespace

Op binary_op(ast::Op op) {
  switch (op) {
    case ast::Op::OrOr:
      return Op::OrOr;
    case ast::Op::AndAnd:
      return Op::AndAnd;
    case ast::Op::Eql:
      return Op::Eq;
    case ast::Op::Neq:
      return Op::Ne;
    case ast::Op::Lss:
      return Op::Lt;
    case ast::Op::Leq:
      return Op::Le;
    case ast::Op::Gtr:
      return Op::Gt;
    case ast::Op::Geq:
      return Op::Ge;
    case ast::Op::Add:
      return Op::Add;
    case ast::Op::Sub:
      return Op::Sub;
    case ast::Op::Or:
      return Op::Or;
    case ast::Op::Xor:
      return Op::Xor;
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
    case ast::Op::Shl:
      return Op::Lsh;
    case ast::Op::Shr:
      return Op::Rsh;
    default:
      UNREACHABLE("not a binary operator");
  }
}

Node* Translator::expr(const ast::Expr* e) {
  e = strip(e);
  if (const auto* id = ast::as<ast::Ident>(e); id != nullptr && id->is_blank()) {
    return cx_.blank();
  }
  const ir::Type* type = nullptr;
  if (e->type != nullptr && e->type->kind != types::Kind::Tuple) {
    type = is_untyped_integer(e->type) ? cx_.basic(ir::Kind::Uint) : type_of(e->type);
  }
  ENSURE(e->info != nullptr);
  if (e->info->mode == check::Mode::Constant) {
    return constant(e->info->value, type, e->pos);
  }
  cx_.pos = e->pos;
  return plain_expr(e, type);
}

Nodes Translator::exprs(ast::List<ast::Expr> list) {
  Nodes out;
  for (const ast::Expr* e : list) {
    out.push_back(expr(e));
  }
  return out;
}

Node* Translator::plain_expr(const ast::Expr* e, const ir::Type* type) {
  using K = ast::ExprKind;
  switch (e->kind) {
    case K::Ident:
      return ident(static_cast<const ast::Ident*>(e), type);
    case K::CompositeLit:
      return composite(static_cast<const ast::CompositeLit*>(e), concrete(e->type), e->pos);
    case K::FuncLit:
      return func_literal(static_cast<const ast::FuncLit*>(e));
    case K::TypeAssert:
      return type_assertion(static_cast<const ast::TypeAssert*>(e), type);
    case K::Call:
      return call(static_cast<const ast::Call*>(e), type);
    case K::Index:
      return index(static_cast<const ast::Index*>(e), type);
    case K::Selector:
      return selector(static_cast<const ast::Selector*>(e), type);
    case K::Slice:
      return slice(static_cast<const ast::Slice*>(e), type);
    case K::Unary:
      return unary(static_cast<const ast::Unary*>(e), type);
    case K::Binary:
      return binary(static_cast<const ast::Binary*>(e), type);
    default:
      UNREACHABLE("expression without a value");
  }
}

Node* Translator::ident(const ast::Ident* e, const ir::Type* type) {
  if (e->info->mode == check::Mode::Nil) {
    return cx_.unit.node(Op::Nil, e->pos, type);
  }
  if (e->info->type_args != nullptr) {
    return function_instance(e->object, *e->info->type_args)->node;
  }
  return use(e->object, e->pos);
}

Node* Translator::unary(const ast::Unary* e, const ir::Type* type) {
  Node* x = expr(e->x);
  Op op = Op::Invalid;
  switch (e->op) {
    case ast::Op::And:
      op = is_literal_op(x->op) ? Op::PtrLit : Op::Addr;
      break;
    case ast::Op::Mul:
      op = Op::Deref;
      break;
    case ast::Op::Not:
      op = Op::Not;
      break;
    case ast::Op::Sub:
      op = Op::Neg;
      break;
    case ast::Op::Add:
      op = Op::Plus;
      break;
    case ast::Op::Xor:
      op = Op::BitNot;
      break;
    case ast::Op::Recv:
      op = Op::Recv;
      break;
    default:
      UNREACHABLE("not a unary operator");
  }
  Node* n = cx_.unit.node(op, e->pos, type);
  n->x = x;
  return n;
}

Node* Translator::binary(const ast::Binary* e, const ir::Type* type) {
  const Op op = binary_op(e->op);
  if (op >= Op::Eq && op <= Op::Ge) {
    return comparison(e, op, type);
  }
  Node* x = expr(e->x);
  Node* y = expr(e->y);
  if (op == Op::Add && x->type->kind == ir::Kind::String) {
    return add_strings(x, y, e->pos);
  }
  Node* n = cx_.unit.node(op, e->pos, op == Op::Add ? type : x->type);
  n->x = x;
  n->y = y;
  return n;
}

// a + b + c is one node with three parts.
Node* Translator::add_strings(Node* x, Node* y, Pos pos) {
  Node* n = x;
  if (x->op == Op::AddStr) {
    n->pos = pos;
  } else {
    n = cx_.unit.node(Op::AddStr, pos, x->type);
    n->list.push_back(x);
  }
  if (y->op == Op::AddStr) {
    n->list.insert(n->list.end(), y->list.begin(), y->list.end());
  } else {
    n->list.push_back(y);
  }
  return n;
}

Node* Translator::comparison(const ast::Binary* e, Op op, const ir::Type* type) {
  Node* n = cx_.unit.node(op, e->pos, type);
  n->x = expr(e->x);
  n->y = expr(e->y);
  unify_comparison(cx_, n);
  return n;
}

Node* Translator::implicit_star(Node* x) {
  if (x->type->kind != ir::Kind::Pointer || x->type->elem->kind != ir::Kind::Array) {
    return x;
  }
  Node* star = cx_.deref(x);
  star->implicit = true;
  return star;
}

Node* Translator::index(const ast::Index* e, const ir::Type* type) {
  if (e->x->info->type_args != nullptr) {
    return expr(e->x);  // a function with its type arguments
  }
  Node* n = cx_.unit.node(Op::Index, e->pos, type);
  n->x = expr(e->x);
  n->y = expr(e->indices[0]);
  n->x = implicit_star(n->x);
  if (n->x->type->kind == ir::Kind::Map) {
    n->op = Op::IndexMap;
    n->type = n->x->type->elem;
    n->y = assign_conv(n->y, n->x->type->key);
  }
  return n;
}

Node* Translator::slice(const ast::Slice* e, const ir::Type* type) {
  Node* n = cx_.unit.node(e->index[2] != nullptr ? Op::Slice3 : Op::Slice, e->pos, type);
  n->x = expr(e->x);
  n->list = {expr_or_null(e->index[0]), expr_or_null(e->index[1]), expr_or_null(e->index[2])};
  if (n->x->type->kind == ir::Kind::Array) {
    n->x = cx_.addr(n->x);
    n->x->implicit = true;
  }
  if (n->x->type->kind == ir::Kind::String) {
    n->op = Op::SliceStr;
  } else if (n->x->type->kind == ir::Kind::Pointer) {
    n->op = n->op == Op::Slice3 ? Op::Slice3Arr : Op::SliceArr;
  }
  return n;
}

Node* Translator::field(Node* x, int index, Pos pos) {
  Node* n = cx_.dot(x, index);
  n->pos = pos;
  return n;
}

Node* Translator::selector(const ast::Selector* e, const ir::Type* type) {
  const check::Selection& selection = *e->info->selection;
  if (selection.kind == check::SelectionKind::MethodExpr) {
    // Its type as a function: the receiver is the first parameter.
    Name* method = method_function(concrete(selection.receiver), e->sel->name);
    method->type = type;
    method->node->type = type;
    return method->node;
  }
  Node* x = expr(e->x);
  check::Lookup found{nullptr, selection.method, selection.path, false};
  if (selection.method != nullptr && !params_.empty()) {
    found = check::lookup_member(concrete(selection.receiver), e->sel->name);
  }
  for (const check::PathStep& step : found.path) {
    x = field(x, step.index, e->pos);
    x->implicit = true;
  }
  if (selection.kind == check::SelectionKind::Field) {
    x->implicit = false;
    return x;
  }
  return method_selector(e, found.method, x, type);
}

Node* Translator::interface_method(Node* x, std::string_view name, Pos pos) {
  const auto* interface = types::under<types::Interface>(cx_.types.go(x->type));
  Node* n = cx_.unit.node(Op::MethodValue, pos);
  n->x = x;
  n->label = std::string(name);
  const auto& methods = types::type_set_of(interface)->methods;
  for (size_t i = 0; i < methods.size(); ++i) {
    if (methods[i]->name == name) {
      n->index = static_cast<int>(i);
      n->offset = 24 + 8 * static_cast<int64_t>(i);
      n->sig = cx_.unit.keep(cx_.types.signature(methods[i]->type, false));
    }
  }
  ENSURE(n->sig != nullptr);
  return n;
}

// x.m, not yet known whether it is called.
Node* Translator::method_selector(const ast::Selector* e, const check::Object* selected,
                                  Node* x, const ir::Type* type) {
  if (is_interface(x->type)) {
    Node* n = interface_method(x, e->sel->name, e->pos);
    n->type = type;
    return n;
  }
  const bool have_pointer = x->type->kind == ir::Kind::Pointer && !x->type->is_named;
  const bool want_pointer = selected->has_pointer_receiver;
  if (have_pointer != want_pointer) {
    x = have_pointer ? cx_.deref(x) : cx_.addr(x);
    x->pos = e->pos;
    x->implicit = true;
  }
  Name* method = name_of(selected);
  Node* n = cx_.unit.node(Op::MethodValue, e->pos, type);
  n->x = x;
  n->label = std::string(e->sel->name);
  n->func = method->func;
  n->name = method;
  n->sig = method->sig;
  return n;
}

}  // namespace prologo::lower
