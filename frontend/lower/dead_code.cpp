#include "frontend/lower/dead_code.h"

#include <algorithm>

#include "frontend/lower/query.h"

namespace prologo::lower {

namespace {

bool is_bool(const Node* n) { return is_literal(n, Constant::Kind::Bool); }

// Literals inside dropped code are not compiled.
void drop_literals(const Node* n) {
  any_node(n, [](const Node* m) {
    if (m->op == Op::Closure) {
      m->func->is_dead = true;
      for (const Node* inner : m->func->body) {
        drop_literals(inner);
      }
    }
    return false;
  });
}

void drop(Nodes& list) {
  for (const Node* n : list) {
    drop_literals(n);
  }
  list.clear();
}

Node* fold(Node* n) {
  if (n->op != Op::AndAnd && n->op != Op::OrOr) {
    return n;
  }
  n->x = fold(n->x);
  n->y = fold(n->y);
  if (!is_bool(n->x)) {
    return n;
  }
  const bool left = n->x->value->i != 0;
  if (left == (n->op == Op::AndAnd)) {
    return n->y;
  }
  drop_literals(n->y);
  return n->x;
}

// A constant condition; true if the branch that is left ends in a jump out of the function.
bool settle_if(Node* n) {
  n->x = fold(n->x);
  if (!is_bool(n->x)) {
    return false;
  }
  drop(n->x->value->i != 0 ? n->else_body : n->body);
  const Nodes& left = n->x->value->i != 0 ? n->body : n->else_body;
  if (left.empty()) {
    return false;
  }
  const Op last = left.back()->op;
  return last == Op::Return || last == Op::TailCall || last == Op::Panic;
}

bool falls_through(const Node* clause) {
  return std::any_of(clause->body.begin(), clause->body.end(),
                     [](const Node* n) { return n->op == Op::Fall; });
}

void keep_only(Node* n, Node* chosen) {
  for (Node* clause : n->list) {
    if (clause != chosen) {
      drop(clause->list);
      drop(clause->body);
    }
  }
  n->list.clear();
  if (chosen != nullptr) {
    n->list.push_back(chosen);
  }
}

bool equal_constants(const Node* tag, const Node* value) {
  return tag == nullptr ? is_bool(value) && value->value->i != 0 : *tag->value == *value->value;
}

// A switch on a constant with constant cases has one live clause at most.
void settle_switch(Node* n) {
  if (n->x != nullptr && n->x->op != Op::Literal) {
    return;
  }
  Node* fallback = nullptr;
  for (Node* clause : n->list) {
    if (clause->list.empty()) {
      fallback = clause;
    }
    for (Node* value : clause->list) {
      if (value->op != Op::Literal) {
        return;
      }
      if (equal_constants(n->x, value)) {
        if (!falls_through(clause)) {
          keep_only(n, clause);
          clause->list = {value};
        }
        return;
      }
    }
  }
  if (fallback == nullptr || !falls_through(fallback)) {
    keep_only(n, fallback);
  }
}

void settle(Nodes& list);

void settle_parts(Node* n) {
  settle(n->init);
  switch (n->op) {
    case Op::Block:
      settle(n->list);
      break;
    case Op::For:
    case Op::Range:
      settle(n->body);
      break;
    case Op::If:
      settle(n->body);
      settle(n->else_body);
      break;
    case Op::Switch:
    case Op::TypeSwitch:
    case Op::Select:
      for (Node* clause : n->list) {
        settle(clause->body);
      }
      break;
    default:
      break;
  }
}

void settle(Nodes& list) {
  size_t after_labels = 0;
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i]->op == Op::Label) {
      after_labels = i + 1;
    }
  }
  for (size_t i = 0; i < list.size(); ++i) {
    bool cut = false;
    if (list[i]->op == Op::If) {
      cut = settle_if(list[i]) && i >= after_labels;
    } else if (list[i]->op == Op::Switch) {
      settle_switch(list[i]);
    }
    settle_parts(list[i]);
    if (cut) {
      for (size_t k = i + 1; k < list.size(); ++k) {
        drop_literals(list[k]);
      }
      list.resize(i + 1);
      return;
    }
  }
}

}  // namespace

void drop_dead_code(Context& cx, Func* fn) {
  settle(fn->body);
  // Nothing but conditions that came to nothing: an empty body.
  for (const Node* n : fn->body) {
    const bool empty_if =
        n->op == Op::If && is_bool(n->x) && n->body.empty() && n->else_body.empty();
    const bool empty_for =
        n->op == Op::For && n->x != nullptr && is_bool(n->x) && n->x->value->i == 0;
    if (!n->init.empty() || (!empty_if && !empty_for)) {
      return;
    }
  }
  if (!fn->body.empty()) {
    drop(fn->body);
    fn->body = {cx.unit.node(Op::Block, Pos{})};
  }
}

}  // namespace prologo::lower
