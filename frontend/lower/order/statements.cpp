// Ordering of statements; assignments are in assignments.cpp.

#include "frontend/lower/conversions.h"
#include "frontend/lower/escape/batch.h"
#include "frontend/lower/order/orderer.h"
#include "frontend/lower/query.h"
#include "frontend/lower/walk/layouts.h"
#include "frontend/lower/walk/walk.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

void order_function(Context& cx, Func* fn) {
  FreeTemps free;
  cx.pos = fn->pos;
  Orderer::block(cx, fn->body, free);
}

Node* order_in_place(Context& cx, Node* n) {
  FreeTemps free;
  return Orderer::stmt_in_place(cx, n, free);
}

void order_block(Context& cx, Nodes& list) {
  FreeTemps free;
  Orderer::block(cx, list, free);
}

void Orderer::block(Context& cx, Nodes& list, FreeTemps& free) {
  if (!list.empty()) {
    set_pos(cx, list[0]);
  }
  Orderer order(cx, free);
  const Mark top = order.mark();
  order.stmts(list);
  order.clean(top);
  list = std::move(order.out_);
}

Node* Orderer::stmt_in_place(Context& cx, Node* n, FreeTemps& free) {
  Orderer order(cx, free);
  const Mark top = order.mark();
  order.stmt(n);
  order.clean(top);
  Node* block = cx.unit.node(Op::Block, Pos{});
  block->list = std::move(order.out_);
  return block;
}

void Orderer::stmts(const Nodes& list) {
  for (size_t i = 0; i < list.size(); ++i) {
    const bool joined = i + 1 < list.size() && list[i] != nullptr && list[i + 1] != nullptr &&
                        join_make_and_copy(cx_, list[i], list[i + 1]);
    stmt(list[i]);
    i += joined ? 1 : 0;
  }
}

void Orderer::take_init(Node* n) {
  if (may_be_shared(n)) {
    return;
  }
  const Nodes init = std::move(n->init);
  n->init.clear();
  stmts(init);
}

// Orders the parts of a call; the call itself stays where it is.
void Orderer::call(Node* n) {
  fix_variadic(cx_, n);
  if (n->op == Op::CallInter) {
    n->x->x = expr(n->x->x);
  } else if (n->x != nullptr) {
    n->x = expr(n->x);
  }
  if (n->y != nullptr) {
    n->y = expr(n->y);
  }
  exprs(n->list);
}

// One arm an operation. NOLINTNEXTLINE(readability-function-size)
void Orderer::stmt(Node* n) {
  if (n == nullptr) {
    return;
  }
  PosScope scope(cx_, n);
  take_init(n);
  const Mark top = mark();
  switch (n->op) {
    case Op::VarKill:
    case Op::VarLive:
    case Op::Break:
    case Op::Continue:
    case Op::Dcl:
    case Op::Fall:
    case Op::Goto:
    case Op::Label:
    case Op::TailCall:
    case Op::Empty:
    case Op::InlineMark:
      out_.push_back(n);
      return;
    case Op::As:
      return assign(n);
    case Op::AsOp:
      return assign_op(n);
    case Op::As2:
      assign_list(n);
      return clean(top);
    case Op::As2Func:
      assign_from_call(n);
      return clean(top);
    case Op::As2DotType:
    case Op::As2MapR:
    case Op::As2Recv:
      return assign_pair(n);
    case Op::Block:
      return stmts(n->list);
    case Op::InlinedCall:
      return stmts(n->body);
    case Op::CallFunc:
    case Op::CallInter:
    case Op::Print:
    case Op::Println:
    case Op::Recover:
    case Op::CheckNil:
    case Op::Panic:
    case Op::Copy:
    case Op::Close:
      call(n);
      out_.push_back(n);
      return clean(top);
    case Op::Defer:
    case Op::Go:
      take_init(n->x);
      call(n->x);
      out_.push_back(n);
      return clean(top);
    case Op::Recv:
      n->x = expr(n->x);
      out_.push_back(n);
      return clean(top);
    case Op::Send:
      n->x = expr(n->x);
      n->y = addressable(expr(n->y));
      out_.push_back(n);
      return clean(top);
    case Op::Delete:
      n->list[0] = expr(n->list[0]);
      n->list[1] = expr(n->list[1]);
      n->list[1] = map_key(n->list[0]->type, n->list[1]);
      out_.push_back(n);
      return clean(top);
    case Op::For:
      return for_(n);
    case Op::If:
      return if_(n);
    case Op::Range:
      return range(n);
    case Op::Return:
      exprs(n->list);
      out_.push_back(n);
      return;
    case Op::Switch:
    case Op::TypeSwitch:
      return switch_(n);
    case Op::Select:
      return select(n);
    default:
      UNREACHABLE("order: unexpected statement");
  }
}

void Orderer::if_(Node* n) {
  const Mark top = mark();
  n->x = expr_in_place(n->x);
  const Nodes before_body = kills(top);
  n->body.insert(n->body.begin(), before_body.begin(), before_body.end());
  const Nodes before_else = kills(top);
  n->else_body.insert(n->else_body.begin(), before_else.begin(), before_else.end());
  pop(top);
  block(cx_, n->body, free_);
  block(cx_, n->else_body, free_);
  out_.push_back(n);
}

void Orderer::for_(Node* n) {
  const Mark top = mark();
  n->x = expr_in_place(n->x);
  const Nodes before_body = kills(top);
  n->body.insert(n->body.begin(), before_body.begin(), before_body.end());
  block(cx_, n->body, free_);
  n->y = stmt_in_place(cx_, n->y, free_);
  out_.push_back(n);
  clean(top);
}

void Orderer::range(Node* n) {
  if (n->y->op == Op::StrToBytes) {
    n->y->op = Op::StrToBytesTmp;
  }
  const Mark top = mark();
  n->y = expr(n->y);
  const Kind kind = n->y->type->kind;
  const bool value_used = n->lhs[1] != nullptr && !is_blank(n->lhs[1]);
  const bool is_clear = is_map_clear(cx_, n);
  if (is_clear) {
    // Stays as it is, to be known again in walk.
  } else if (kind == Kind::Map) {
    const ir::Type* map = n->y->type;
    n->y = copy_expr(n->y);
    n->prealloc = new_temp(map_iterator_type(cx_, map), true);
  } else if (kind == Kind::String) {
    n->y = copy_expr(cx_.conv(n->y, cx_.basic(Kind::String)));
  } else if (value_used || kind == Kind::Chan) {
    n->y = copy_expr(n->y);
  }
  n->lhs[0] = expr_in_place(n->lhs[0]);
  n->lhs[1] = expr_in_place(n->lhs[1]);
  if (!is_clear) {
    block(cx_, n->body, free_);
  }
  out_.push_back(n);
  clean(top);
}

void Orderer::switch_(Node* n) {
  const Mark top = mark();
  n->x = expr(n->x);
  for (Node* clause : n->list) {
    if (n->op == Op::Switch) {
      for (Node*& test : clause->list) {
        test = expr_in_place(test);
      }
    }
    block(cx_, clause->body, free_);
  }
  out_.push_back(n);
  clean(top);
}

// A value that nothing evaluated later can change.
Node* Orderer::hoisted(Node* n) {
  n = expr(n);
  return is_auto_temp(n) ? n : copy_expr(n);
}

// case v, ok = <-c: both go to temporaries, and from there to their targets in the body, where
// variables of := are declared.
void Orderer::select_receive(Node* clause) {
  Node* n = clause->x;
  Node* receive = n->list[0];
  receive->x = hoisted(receive->x);
  n->init.clear();
  const ir::Type* parts[] = {receive->x->type->elem, cx_.basic(Kind::Bool)};
  for (size_t i = 0; i < 2; ++i) {
    Node* target = n->lhs[i];
    if (is_blank(target)) {
      continue;
    }
    if (n->def && target->op == Op::Name) {
      clause->init.push_back(cx_.unary(Op::Dcl, target, nullptr));
    }
    Node* temp = new_temp(parts[i], parts[i]->has_pointers());
    Node* value = i == 1 && !is_interface(target->type) ? cx_.conv(temp, target->type)
                                                        : assign_conv(cx_, temp, target->type);
    clause->init.push_back(cx_.assign(target, value));
    n->lhs[i] = temp;
  }
  block(cx_, clause->init, free_);
}

// All channels and values to send are evaluated first, in order.
void Orderer::select(Node* n) {
  const Mark top = mark();
  for (Node* clause : n->list) {
    set_pos(cx_, clause);
    Node* comm = clause->x;
    if (comm == nullptr) {
      continue;
    }
    if (comm->op == Op::Send) {
      comm->x = hoisted(comm->x);
      comm->y = hoisted(comm->y);
    } else {
      select_receive(clause);
    }
  }
  for (Node* clause : n->list) {
    block(cx_, clause->body, free_);
    Nodes before = std::move(clause->init);
    clause->init.clear();
    const Nodes dead = kills(top);
    before.insert(before.end(), dead.begin(), dead.end());
    clause->body.insert(clause->body.begin(), before.begin(), before.end());
  }
  out_.push_back(n);
  pop(top);
}

}  // namespace prologo::lower
