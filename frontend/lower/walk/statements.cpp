// Statements.

#include <algorithm>

#include "frontend/lower/query.h"
#include "frontend/lower/walk/walker.h"
#include "ir/dialect.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::lower {

void walk_function(Context& cx, Translator& translator, Func* fn) {
  Func* outer = cx.fn;
  cx.fn = fn;
  Walker(cx, translator).stmts(fn->body);
  cx.fn = outer;
}

void Walker::stmts(Nodes& list) {
  for (Node*& n : list) {
    n = stmt(n);
  }
}

Node* Walker::stmt(Node* n) {
  if (n == nullptr) {
    return nullptr;
  }
  set_pos(cx_, n);
  stmts(n->init);
  switch (n->op) {
    case Op::As:
    case Op::AsOp:
    case Op::As2:
    case Op::As2DotType:
    case Op::As2Func:
    case Op::As2MapR:
    case Op::As2Recv:
    case Op::Close:
    case Op::Copy:
    case Op::CallInter:
    case Op::CallFunc:
    case Op::Delete:
    case Op::Print:
    case Op::Println:
    case Op::Panic:
    case Op::Recover:
    case Op::Send:
      return expression_statement(n);
    case Op::Recv:
      return receive_statement(n);
    case Op::Break:
    case Op::Continue:
    case Op::Fall:
    case Op::Goto:
    case Op::InlineMark:
    case Op::Label:
    case Op::JumpTable:
    case Op::Dcl:
    case Op::CheckNil:
    case Op::VarKill:
    case Op::VarLive:
    case Op::Empty:
      return n;
    case Op::Block:
      stmts(n->list);
      return n;
    case Op::Defer:
    case Op::Go:
      return go_or_defer(n);
    case Op::For:
    case Op::ForUntil:
      return for_(n);
    case Op::If:
      n->x = expr(n->x, n->init);
      stmts(n->body);
      stmts(n->else_body);
      return n;
    case Op::Return:
      return return_(n);
    case Op::TailCall:
      return n;
    case Op::Switch:
      return expr_switch(n);
    case Op::TypeSwitch:
      return type_switch(n);
    case Op::Select:
      return select(n);
    case Op::Range:
      return range(n);
    default:
      UNREACHABLE("walk: unexpected statement");
  }
}

Node* Walker::expression_statement(Node* n) {
  Nodes init = std::move(n->init);
  n->init.clear();
  n = expr(n, init);
  if (n->op == Op::Name) {
    // Walking left only a value, which nobody wants.
    Node* block = cx_.unit.node(Op::Block, n->pos);
    block->list = std::move(init);
    return block;
  }
  if (init.empty()) {
    return n;
  }
  if (n->op == Op::As || n->op == Op::As2 || n->op == Op::Block) {
    n->init.insert(n->init.begin(), init.begin(), init.end());
    return n;
  }
  Node* block = cx_.unit.node(Op::Block, n->pos);
  block->list = std::move(init);
  block->list.push_back(n);
  return block;
}

void Walker::append(Nodes& init, Node* n) {
  const bool is_assign = n->op == Op::As || n->op == Op::As2 || n->op == Op::As2DotType;
  Node* walked = is_assign ? expr(n, init) : stmt(n);
  init.push_back(walked);
}

Node* Walker::for_(Node* n) {
  if (n->x != nullptr) {
    Nodes init = std::move(n->x->init);
    n->x->init.clear();
    stmts(init);
    n->x = expr(n->x, init);
    n->x = cx_.with_init(std::move(init), n->x);
  }
  n->y = stmt(n->y);
  if (n->op == Op::ForUntil) {
    stmts(n->late);
  }
  stmts(n->body);
  return n;
}

// The run time calls with a copy of the arguments in a frame of fixed size.
void Walker::check_deferred_size(const Node* defer) {
  constexpr int64_t kMost = 512;
  int64_t bytes = 8;
  for (const ir::Param& param : defer->x->sig->params) {
    bytes = align_to(bytes, 8) + param.type->size;
  }
  for (const ir::Param& result : defer->x->sig->results) {
    bytes = align_to(bytes, 8) + result.type->size;
  }
  if (bytes > kMost) {
    cx_.unsupported(defer->pos, "deferred call with more than " + std::to_string(kMost) +
                                    " bytes of arguments in releases before go1.17");
  }
}

Node* Walker::go_or_defer(Node* n) {
  if (n->op == Op::Defer) {
    cx_.fn->has_defer = true;
    ++cx_.fn->defer_count;
  }
  Nodes init;
  Node* call = n->x;
  if (n->op == Op::Defer && cx_.module.dialect->defers_copy_arguments) {
    call = n->x = this->call(call, init);
    check_deferred_size(n);
  }
  if (call->op == Op::CallFunc && call->x->op == Op::Name &&
      call->x->name->cls == Name::Class::Func) {
    cx_.func_value(call->x->name);
  } else if (!call->walked) {
    call->x = expr(call->x, init);
  }
  if (init.empty()) {
    return n;
  }
  init.push_back(n);
  Node* block = cx_.unit.node(Op::Block, n->pos);
  block->list = std::move(init);
  return block;
}

// Values of a return statement as older releases assign them: each is evaluated as an
// expression of its own, in a list only where an assignment could change a later value.
Nodes Walker::assign_results(const Nodes& to, Nodes from) {
  const std::vector<Name*>& results = cx_.fn->results;
  const bool is_named = !results.empty() && !results[0]->name.starts_with('~');
  const bool on_heap =
      std::any_of(results.begin(), results.end(), [](const Name* r) { return !r->on_stack(); });
  Nodes out;
  if ((is_named && from.size() > 1) || on_heap || cx_.fn->has_defer) {
    for (Node*& value : from) {
      value = safe(value, out);
    }
    const Nodes assigned = parallel(to, std::move(from), true);
    out.insert(out.end(), assigned.begin(), assigned.end());
    return out;
  }
  exprs(from, out);
  for (size_t i = 0; i < to.size(); i++) {
    Node* assigned = converted(cx_.assign(to[i], from[i]), out);
    append(out, assigned);
  }
  return out;
}

Node* Walker::return_(Node* n) {
  if (n->list.empty()) {
    return n;
  }
  Nodes to;
  for (Name* result : cx_.fn->results) {
    to.push_back(result->node);
  }
  n->body = cx_.module.dialect->returns_walk_values ? assign_results(to, std::move(n->list))
                                                    : parallel(to, std::move(n->list), true);
  n->list.clear();
  return n;
}

}  // namespace prologo::lower
