// Flow through statements and assignments.

#include "frontend/lower/escape/batch.h"
#include "frontend/lower/query.h"
#include "support/ensure.h"

namespace prologo::lower {

void Batch::stmts(const Nodes& list) {
  for (size_t i = 0; i < list.size(); ++i) {
    stmt(list[i]);
  }
}

void Batch::block(const Nodes& list) {
  const int depth = at_.loop_depth;
  stmts(list);
  at_.loop_depth = depth;
}

// One arm an operation. NOLINTNEXTLINE(readability-function-size)
void Batch::stmt(Node* n) {
  if (n == nullptr) {
    return;
  }
  PosScope scope(cx_, n);
  stmts(n->init);
  switch (n->op) {
    case Op::Fall:
    case Op::Break:
    case Op::Continue:
    case Op::Goto:
    case Op::Empty:
    case Op::CheckNil:
    case Op::InlineMark:
      return;
    case Op::Block:
      return stmts(n->list);
    case Op::Dcl:
      declare(n->x->name);
      return;
    case Op::Label:
      if (at_.labels.at(n->label) == Label::Looping) {
        ++at_.loop_depth;
      }
      return;
    case Op::If:
      discard(n->x);
      block(n->body);
      block(n->else_body);
      return;
    case Op::For:
      ++at_.loop_depth;
      discard(n->x);
      stmt(n->y);
      block(n->body);
      --at_.loop_depth;
      return;
    case Op::Range:
      return range(n);
    case Op::Switch:
      return switch_(n);
    case Op::TypeSwitch:
      return type_switch(n);
    case Op::Select:
      for (Node* clause : n->list) {
        stmt(clause->x);
        block(clause->body);
      }
      return;
    case Op::Recv:
      return expr_body(discard_hole(), n);
    case Op::Send:
      discard(n->x);
      expr(heap(), n->y);
      return;
    case Op::As:
    case Op::AsOp:
      return assign_list({n->x}, {n->y}, n);
    case Op::As2:
    case Op::As2DotType:
    case Op::As2MapR:
    case Op::As2Recv:
      return assign_list(n->lhs, n->list, n);
    case Op::As2Func: {
      stmts(n->list[0]->init);
      const Holes holes = addrs(n->lhs);
      call(holes, n->list[0]);
      return reassigned(holes, n);
    }
    case Op::Return: {
      Nodes to;
      for (Name* result : at_.fn->results) {
        to.push_back(result->node);
      }
      return assign_list(to, n->list, n);
    }
    case Op::Go:
    case Op::Defer:
      return go_or_defer(n);
    case Op::TailCall:
      return call({}, n->x);
    default:
      return call({}, n);
  }
}

Hole Batch::declare(Name* name) {
  Location* loc = location(name);
  loc->loop_depth = at_.loop_depth;
  return {loc};
}

void Batch::range(Node* n) {
  Location* operand = new_location(nullptr, false);
  expr({operand}, n->y);
  ++at_.loop_depth;
  const Holes holes = addrs(n->lhs);
  flow(n->y->type->kind == ir::Kind::Array ? holes[1] : holes[1].deref(), operand);
  reassigned(holes, n);
  block(n->body);
  --at_.loop_depth;
}

void Batch::switch_(Node* n) {
  discard(n->x);
  for (Node* clause : n->list) {
    discards(clause->list);
    block(clause->body);
  }
}

void Batch::type_switch(Node* n) {
  Holes holes;
  for (Node* clause : n->list) {
    if (clause->name != nullptr) {
      const Hole hole = declare(clause->name);
      if (clause->name->type->has_pointers()) {
        holes.push_back(through_assertion(hole, clause->name->type));
      }
    }
  }
  expr(tee(holes), n->x);
  for (Node* clause : n->list) {
    block(clause->body);
  }
}

Hole Batch::addr(Node* n) {
  if (n == nullptr || is_blank(n)) {
    return discard_hole();
  }
  switch (n->op) {
    case Op::Name:
      return n->name->cls == Name::Class::Extern ? heap() : Hole{location(n->name)};
    case Op::Dot:
      return addr(n->x);
    case Op::Index:
      discard(n->y);
      if (n->x->type->kind == ir::Kind::Array) {
        return addr(n->x);
      }
      discard(n->x);
      return heap();
    case Op::Deref:
    case Op::DotPtr:
      discard(n);
      return heap();
    case Op::IndexMap:
      discard(n->x);
      expr(heap(), n->y);
      return heap();
    case Op::LinkSym:
      return heap();
    default:
      UNREACHABLE("assignment to something without an address");
  }
}

Holes Batch::addrs(const Nodes& list) {
  Holes holes;
  for (Node* n : list) {
    holes.push_back(addr(n));
  }
  return holes;
}

namespace {

bool may_affect_memory(const Node* n) {
  return any_node(n, [](const Node* m) {
    switch (m->op) {
      case Op::Name:
      case Op::Literal:
      case Op::Nil:
      case Op::Add:
      case Op::Sub:
      case Op::Or:
      case Op::Xor:
      case Op::Mul:
      case Op::Lsh:
      case Op::Rsh:
      case Op::And:
      case Op::AndNot:
      case Op::Div:
      case Op::Mod:
      case Op::Index:
      case Op::ConvNop:
      case Op::Conv:
      case Op::Len:
      case Op::Cap:
      case Op::Not:
      case Op::BitNot:
      case Op::Plus:
      case Op::Neg:
      case Op::Dot:
      case Op::DotPtr:
      case Op::Deref:
        return false;
      default:
        return true;
    }
  });
}

bool is_indirect_through_name(const Node* n) {
  return (n->op == Op::Deref || n->op == Op::DotPtr) && n->x->op == Op::Name;
}

// p.buf = p.buf[a:b]: nothing new is reachable.
bool is_slice_of_itself(const Node* to, const Node* from) {
  if (!is_indirect_through_name(to)) {
    return false;
  }
  switch (from->op) {
    case Op::Slice:
    case Op::Slice3:
    case Op::SliceStr:
      break;
    case Op::SliceArr:
    case Op::Slice3Arr:
      if (from->x->op == Op::Addr) {
        return false;
      }
      break;
    default:
      return false;
  }
  return is_indirect_through_name(from->x) && to->x->name == from->x->x->name;
}

bool is_self_assignment(const Node* to, const Node* from) {
  if (is_slice_of_itself(to, from)) {
    return true;
  }
  if (to->op != from->op) {
    return false;
  }
  switch (to->op) {
    case Op::Dot:
    case Op::DotPtr:
      return is_same_safe(to->x, from->x);
    case Op::Index:
      return !may_affect_memory(to->y) && !may_affect_memory(from->y) &&
             is_same_safe(to->x, from->x);
    default:
      return false;
  }
}

}  // namespace

void Batch::assign_list(const Nodes& to, const Nodes& from, Node* where) {
  const Holes holes = addrs(to);
  for (size_t i = 0; i < holes.size(); ++i) {
    Node* source = i < from.size() ? from[i] : nullptr;
    Hole hole = holes[i];
    if (to[i] != nullptr && source != nullptr && is_self_assignment(to[i], source)) {
      hole = discard_hole();
    }
    expr(hole, source);
  }
  reassigned(holes, where);
}

// Assignments other than the one that declares a variable.
void Batch::reassigned(const Holes& holes, const Node* where) {
  if (where->op == Op::As && where->y == nullptr && where->x->op == Op::Name &&
      where->x->name->defn == nullptr) {
    return;  // `var x T`
  }
  for (const Hole& hole : holes) {
    const Node* n = hole.to->node;
    if (n != nullptr && n->op == Op::Name && n->name->defn == where && where->op != Op::Range) {
      continue;
    }
    hole.to->reassigned = true;
  }
}

}  // namespace prologo::lower
