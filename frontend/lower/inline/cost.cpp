// Each node costs one. Calls that stay cost much more, so that a function with one call is the
// most that is inlined; nodes that make no code are free.

#include "frontend/lower/inline/cost.h"

#include "frontend/lower/escape/batch.h"
#include "frontend/lower/query.h"

namespace prologo::lower {

namespace {

constexpr int kCall = 57;
constexpr int kClosure = 15;
constexpr int kBigFunction = 5000;

class Visitor {
 public:
  explicit Visitor(const std::function<void(Func*)>& decide) : decide_(decide) {}

  Cost cost;

  // False: must not be inlined.
  bool visit(const Nodes& list) {
    for (const Node* n : list) {
      if (n != nullptr && !visit(n)) {
        return false;
      }
    }
    return true;
  }

 private:
  bool visit(const Node* n);
  bool children(const Node* n);
  // Beyond one for the node itself; nothing if it must not be inlined.
  std::optional<int> extra(const Node* n);
  int call_cost(const Node* n);

  bool spend(int nodes) {
    cost.value += nodes;
    return cost.value <= Cost::kBudget;
  }

  const std::function<void(Func*)>& decide_;
};

int Visitor::call_cost(const Node* n) {
  Func* callee = n->op == Op::CallFunc ? static_callee(n) : nullptr;
  if (callee != nullptr && callee->closure != nullptr) {
    decide_(callee);
  }
  return callee != nullptr && callee->inlinable != nullptr ? callee->inlinable->cost : kCall;
}

bool is_deref_of_address(const Node* n) {
  const Node* pointer = n->x;
  while (pointer->op == Op::ConvNop) {
    pointer = pointer->x;
  }
  return pointer->op == Op::Addr;
}

std::optional<int> Visitor::extra(const Node* n) {
  switch (n->op) {
    case Op::CallFunc:
    case Op::CallInter:
      return call_cost(n);
    case Op::Panic:
      return n->x->op == Op::ConvIface ? 0 : 1;
    case Op::Recover:
    case Op::Go:
    case Op::Defer:
    case Op::TailCall:
      return std::nullopt;
    case Op::Deref:
      return is_deref_of_address(n) ? -1 : 0;
    case Op::ConvNop:
    case Op::Block:
      return -1;
    case Op::MethodValue:
    case Op::SliceLit:
      return 1;
    case Op::New:
      return 1;  // the type
    case Op::TypeSwitch:
      return n->def ? 2 : 1;  // the guard and its variable
    case Op::Case:
      return n->name != nullptr ? 1 : 0;
    default:
      return 0;
  }
}

bool Visitor::children(const Node* n) {
  bool good = true;
  each_child(const_cast<Node*>(n), [&](Node*& child) { good = good && visit(child); });
  return good;
}

bool Visitor::visit(const Node* n) {
  if (n->op == Op::Fall) {
    return true;
  }
  if (n->op == Op::If && is_literal(n->x, Constant::Kind::Bool)) {
    return visit(n->init) && visit(n->x->value->i != 0 ? n->body : n->else_body);
  }
  const bool is_variable = n->op == Op::Name && n->name->cls == Name::Class::Auto;
  if (is_variable || (n->op == Op::Case && n->name != nullptr)) {
    cost.used_locals.insert(n->name);
  }
  if (n->op == Op::Case && n->name != nullptr) {
    cost.used_locals.insert(n->name);
  }
  if (n->op == Op::Closure) {
    return !n->func->no_inline && spend(1 + kClosure) && visit(n->func->body);
  }
  const std::optional<int> more = extra(n);
  return more.has_value() && spend(1 + *more) && children(n);
}

}  // namespace

std::optional<Cost> inline_cost(const Func* fn, const std::function<void(Func*)>& decide) {
  Visitor visitor(decide);
  if (!visitor.visit(fn->body)) {
    return std::nullopt;
  }
  return std::move(visitor.cost);
}

Func* static_callee(const Node* call) {
  const Node* callee = static_value(call->x);
  if (callee->op == Op::Name && callee->name->cls == Name::Class::Func) {
    return callee->name->func;
  }
  return callee->op == Op::Closure ? callee->func : nullptr;
}

bool is_big(const Func* fn) {
  int left = kBigFunction - 1;
  for (const Node* top : fn->body) {
    if (any_node(top, [&](const Node*) { return --left <= 0; })) {
      return true;
    }
  }
  return false;
}

}  // namespace prologo::lower
