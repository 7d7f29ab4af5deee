// Assignments.

#include <unordered_set>

#include "frontend/lower/conversions.h"
#include "frontend/lower/query.h"
#include "frontend/lower/unallocatable.h"
#include "frontend/lower/walk/walker.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

// "a" + "b" in a sum of strings is "ab".
void merge_literals(Context& cx, Nodes& parts) {
  Nodes merged;
  for (Node* part : parts) {
    if (!merged.empty() && is_literal(part, Constant::Kind::String) &&
        is_literal(merged.back(), Constant::Kind::String)) {
      merged.back() = cx.string(merged.back()->value->s.str() + part->value->s.str());
    } else {
      merged.push_back(part);
    }
  }
  parts = std::move(merged);
}

}  // namespace

// x = y or x op= y.
Node* Walker::assign(Node* n, Nodes& init) {
  init.insert(init.end(), n->init.begin(), n->init.end());
  n->init.clear();
  Node* left = n->x;
  Node* right = n->y;
  Node* map_append = nullptr;
  if (left->op == Op::IndexMap && right != nullptr && right->op == Op::Append) {
    map_append = right;
  }
  left = expr(left, init);
  left = safe(left, init);
  if (map_append != nullptr) {
    map_append->list[0] = left;
  }
  Node* as = n;
  if (n->op == Op::AsOp) {
    Node* value = nullptr;
    if (n->sub_op == Op::AddStr) {
      value = cx_.make(Op::AddStr, left->type);
      value->list = {left, right};
      if (right->op == Op::AddStr) {
        value->list.pop_back();
        value->list.insert(value->list.end(), right->list.begin(), right->list.end());
        merge_literals(cx_, value->list);
      }
    } else {
      value = cx_.binary(n->sub_op, left, right, left->type);
    }
    as = cx_.assign(left, value);
  } else {
    as->x = left;
  }
  if (assign_literal(as, init)) {
    return cx_.unit.node(Op::Block, as->pos);
  }
  if (as->y == nullptr || is_zero(as->y)) {
    return as;
  }
  return assign_value(as, init);
}

Node* Walker::assign_value(Node* as, Nodes& init) {
  if (as->y->op == Op::Recv) {
    return assign_receive(as, init);
  }
  if (as->y->op != Op::Append) {
    as->y = expr(as->y, init);
    return converted(as, init);
  }
  Node* appended = as->y;
  refuse_allocation(cx_, appended->type->elem);
  if (is_append_of_make(cx_, appended)) {
    as->y = append_made(appended, init);
  } else {
    as->y =
        appended->spread ? append_slice(appended, init) : append_values(appended, init, as->x);
  }
  if (as->y->op == Op::Append) {
    as->y->x = cx_.type_address(as->y->type->elem);
    return as;
  }
  return converted(as, init);
}

Node* Walker::converted(Node* as, Nodes& init) {
  if (as->x == nullptr || as->y == nullptr || is_blank(as->x) || as->x->type == nullptr ||
      as->y->type == nullptr || is_identical(as->x->type, as->y->type)) {
    return as;
  }
  as->y = expr(assign_conv(cx_, as->y, as->x->type), init);
  return as;
}

// t1, t2 = f(): the call, then one store for each result wanted.
Node* Walker::assign_results(Node* n, Nodes& init) {
  init.insert(init.end(), n->init.begin(), n->init.end());
  n->init.clear();
  exprs_safe(n->lhs, init);
  Node* call = expr(n->list[0], init);
  init.push_back(call);
  Node* block = cx_.unit.node(Op::Block, Pos{});
  for (size_t i = 0; i < n->lhs.size(); ++i) {
    if (is_blank(n->lhs[i])) {
      continue;
    }
    Node* result = cx_.make(Op::Result, call->sig->results[i].type);
    result->index = static_cast<int>(i);
    block->list.push_back(cx_.assign(n->lhs[i], result));
  }
  return block;
}

Node* Walker::assign_list(Node* n, Nodes& init) {
  init.insert(init.end(), n->init.begin(), n->init.end());
  n->init.clear();
  Node* block = cx_.unit.node(Op::Block, Pos{});
  if (cx_.module.dialect->list_values_are_copied) {
    exprs_safe(n->lhs, init);
    exprs_safe(n->list, init);
  }
  block->list = parallel(n->lhs, n->list, false);
  return block;
}

namespace {

bool reads_memory(const Node* n) {
  switch (n->op) {
    case Op::Name:
      return n->name->cls != Name::Class::Func &&
             (n->name->address_taken || !n->name->on_stack());
    case Op::Add:
    case Op::And:
    case Op::AndAnd:
    case Op::AndNot:
    case Op::BitNot:
    case Op::Conv:
    case Op::ConvIface:
    case Op::ConvNop:
    case Op::Div:
    case Op::Dot:
    case Op::DotType:
    case Op::Literal:
    case Op::Lsh:
    case Op::Mod:
    case Op::Mul:
    case Op::Neg:
    case Op::Nil:
    case Op::Or:
    case Op::OrOr:
    case Op::Plus:
    case Op::Rsh:
    case Op::Sub:
    case Op::Xor:
      return false;
    default:
      return true;
  }
}

// What has been assigned so far in a parallel assignment.
struct Assigned {
  std::unordered_set<const Name*> names;
  bool memory = false;  // something other than a plain variable
  bool everything = false;
  bool older_rule = false;  // of the dialect
  bool anything = false;    // the blank name included

  bool affects(const Node* n) const {
    return older_rule ? affects_by_older_rule(n) : affects_by_rule(n);
  }

  bool affects_by_older_rule(const Node* n) const {
    while (n->op == Op::Dot) {
      n = n->x;
    }
    if (n->op == Op::Name && !reads_memory(n)) {
      return names.contains(n->name);
    }
    return anything && any_node(n, [](const Node* m) { return reads_memory(m); });
  }

  bool affects_by_rule(const Node* n) const {
    return everything || any_node(n, [this](const Node* m) {
             return (m->op == Op::Name && names.contains(m->name)) ||
                    (memory && reads_memory(m));
           });
  }

  void note(const Node* target, bool has_defer) {
    anything = true;
    const Name* name = target->op == Op::Name ? target->name : nullptr;
    if (older_rule && name != nullptr) {
      names.insert(name);
    } else if (name != nullptr && name->cls == Name::Class::Result && has_defer) {
      everything = true;  // a deferred call could see it
    } else if (is_blank(target)) {
      return;
    } else if (name == nullptr || name->address_taken || !name->on_stack()) {
      memory = true;
    } else {
      names.insert(name);
    }
  }
};

}  // namespace

// a, b = x, y. Operands that an earlier assignment of the list would change are copied first.
Nodes Walker::parallel(const Nodes& to, Nodes from, bool is_return) {
  ENSURE(to.size() == from.size());
  Assigned assigned;
  assigned.older_rule = cx_.module.dialect->older_alias_rule;
  Nodes early;
  Nodes late;
  const auto save = [&](Node*& n) {
    if (assigned.affects(n)) {
      n = copy_expr(n, early);
    }
  };
  for (size_t i = 0; i < to.size(); ++i) {
    Node* left = to[i];
    Node* right = from[i];
    if (is_return && is_same_safe(left, right)) {
      continue;
    }
    // Down to the variable or the memory that the left side is a part of.
    for (;;) {
      Nodes own = std::move(left->init);
      left->init.clear();
      stmts(own);
      early.insert(early.end(), own.begin(), own.end());
      if (left->op == Op::Index && left->x->type->kind == ir::Kind::Array) {
        save(left->y);
        left = left->x;
      } else if (left->op == Op::Dot) {
        left = left->x;
      } else {
        break;
      }
    }
    switch (left->op) {
      case Op::Name:
        break;
      case Op::Index:
      case Op::IndexMap:
        save(left->x);
        save(left->y);
        break;
      case Op::Deref:
      case Op::DotPtr:
        save(left->x);
        break;
      default:
        UNREACHABLE("walk: unexpected left side");
    }
    save(right);
    append(late, converted(cx_.assign(to[i], right), late));
    assigned.note(left, cx_.fn->has_defer);
  }
  early.insert(early.end(), late.begin(), late.end());
  return early;
}

}  // namespace prologo::lower
