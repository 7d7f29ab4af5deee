#include "frontend/lower/inline/body.h"

#include <algorithm>
#include <utility>

#include "frontend/lower/query.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

Node* copy_node(Context& cx, const Node* n);

// Its variables stay the same ones: nobody compiles this copy.
Func* copy_literal(Context& cx, const Func* fn) {
  Func* made = cx.unit.new_func(fn->name, fn->pos);
  made->self = fn->self;
  made->type = fn->type;
  made->sig = fn->sig;
  made->abi = fn->abi;
  made->end_pos = fn->end_pos;
  made->params = fn->params;
  made->results = fn->results;
  made->dcl = fn->dcl;
  made->closure_vars = fn->closure_vars;
  made->no_inline = fn->no_inline;
  made->is_hidden_closure = true;
  made->closure = fn->closure;
  made->body = copy_body(cx, fn->body);
  return made;
}

Node* copy_node(Context& cx, const Node* n) {
  if (may_be_shared(n)) {
    return const_cast<Node*>(n);
  }
  Node* made = cx.copy(n);
  if (n->op == Op::Closure) {
    made->func = copy_literal(cx, n->func);
  }
  each_child(made, [&](Node*& child) { child = copy_node(cx, child); });
  return made;
}

}  // namespace

Nodes copy_body(Context& cx, const Nodes& list) {
  Nodes out;
  for (const Node* n : list) {
    out.push_back(n == nullptr ? nullptr : copy_node(cx, n));
  }
  return out;
}

Body::Body(Context& context, const Func* callee, int32_t call_number, int generation)
    : cx_(context), callee_(callee), call_number_(call_number), generation_(generation) {}

Nodes Body::list(const Nodes& from) {
  Nodes out;
  for (const Node* n : from) {
    out.push_back(n == nullptr ? nullptr : node(n));
  }
  return out;
}

Pos Body::moved(Pos pos) {
  if (!pos.is_known()) {
    return pos;
  }
  auto [entry, is_new] = files_.try_emplace(pos.file);
  if (is_new) {
    entry->second = cx_.module.sources->add_inlined(pos.file, call_number_);
  }
  pos.file = entry->second;
  return pos;
}

Node* Body::name(const Node* n) const {
  if (n->name->is_closure_var() && literal_ == nullptr) {
    const Name* outer = n->name->outer;
    if (outer->owner != cx_.fn) {
      outer = outer->outer;
    }
    ENSURE(outer != nullptr && outer->owner == cx_.fn);
    return outer->node;
  }
  auto found = variables.find(n->name);
  return found == variables.end() ? const_cast<Node*>(n) : found->second->node;
}

// Labels of one body are told from those of its other copies.
std::string Body::label(const std::string& old) const {
  return old.empty() ? old : old + "·" + std::to_string(generation_);
}

Node* Body::return_(const Node* n) {
  Node* block = cx_.make(Op::Block);
  block->list = list(n->init);
  if (!results.empty() && !n->list.empty()) {
    Nodes targets;
    for (const Name* result : results) {
      targets.push_back(result->node);
    }
    Node* as = cx_.assign2(targets, list(n->list));
    if (callee_->inlinable->can_delay_results) {
      for (Name* result : results) {
        as->init.push_back(cx_.unary(Op::Dcl, result->node, nullptr));
        result->defn = as;
      }
    }
    block->list.push_back(as);
  }
  block->list.push_back(cx_.jump(Op::Goto, end_label));
  return block;
}

// A variable of a function literal in the body.
Name* Body::literal_variable(const Name* old) {
  Name* made = cx_.unit.new_name(old->name, old->cls, old->type, old->pos);
  made->node->pos = old->node->pos;
  made->owner = literal_;
  made->dcl_index = old->dcl_index;
  made->is_autotmp = old->is_autotmp;
  made->address_taken = old->address_taken;
  made->used = old->used;
  made->assigned = old->assigned;
  made->captured = old->captured;
  made->is_ddd = old->is_ddd;
  if (old->defn != nullptr && (old->defn->op == Op::As || old->defn->op == Op::As2)) {
    undeclared_.insert(made);
  }
  if (old->is_closure_var()) {
    auto definition = variables.find(old->definition);
    made->definition = definition == variables.end() ? old->definition : definition->second;
    made->definition->captured = true;
    auto outer = variables.find(old->outer);
    made->outer = outer == variables.end() ? old->outer->outer : outer->second;
    ENSURE(made->outer != nullptr);
  }
  return made;
}

// A new function: literals are named after the function that they stand in now.
Node* Body::closure(const Node* n) {
  const Func* old = n->func;
  Func* outer = literal_ != nullptr ? literal_ : cx_.fn;
  const std::string dot = outer->closure != nullptr ? "." : ".func";
  Func* fn =
      cx_.unit.new_func(outer->name + dot + std::to_string(++outer->closure_count), old->pos);
  fn->type = old->type;
  fn->sig = old->sig;
  fn->abi = old->abi;
  fn->end_pos = old->end_pos;
  fn->no_inline = old->no_inline;
  fn->is_hidden_closure = true;
  fn->outer = outer;
  Name* self = cx_.unit.new_name(fn->name, Name::Class::Func, fn->type, fn->pos);
  self->sym = cx_.module.symbol(fn->name);
  self->abi = fn->abi;
  self->sig = cx_.unit.keep(fn->sig);
  self->func = fn;
  fn->self = self;
  Node* made = cx_.copy(n);
  made->pos = moved(n->pos);
  made->func = fn;
  fn->closure = made;
  Func* around = std::exchange(literal_, fn);
  for (const Name* name : old->dcl) {
    variables[name] = fn->dcl.emplace_back(literal_variable(name));
  }
  for (const Name* name : old->closure_vars) {
    variables[name] = fn->closure_vars.emplace_back(literal_variable(name));
  }
  const auto mapped = [this](const std::vector<Name*>& names) {
    std::vector<Name*> out;
    for (const Name* name : names) {
      out.push_back(name == nullptr ? nullptr : variables.at(name));
    }
    return out;
  };
  fn->params = mapped(old->params);
  fn->results = mapped(old->results);
  fn->body = list(old->body);
  literal_ = around;
  cx_.unit.funcs.push_back(fn);
  return made;
}

// A node of a literal's body: as it was, but for the names in it.
Node* Body::inside_literal(const Node* n) {
  Node* made = cx_.copy(n);
  each_child(made, [this](Node*& child) { child = node(child); });
  const auto declares = [&](const Node* to) {
    if (to != nullptr && to->op == Op::Name && undeclared_.erase(to->name) != 0) {
      to->name->defn = made;
    }
  };
  if (n->op == Op::Case && n->name != nullptr) {
    made->name = variables.at(n->name);
  }
  if (made->op == Op::As) {
    declares(made->x);
  } else if (made->op == Op::As2) {
    std::for_each(made->lhs.begin(), made->lhs.end(), declares);
  }
  return made;
}

Node* Body::node(const Node* n) {
  if (n->op == Op::Name) {
    return name(n);
  }
  if (n->op == Op::Closure) {
    return closure(n);
  }
  if (literal_ != nullptr) {
    return inside_literal(n);
  }
  if (n->op == Op::Return) {
    return return_(n);
  }
  Node* made = cx_.copy(n);
  made->pos = moved(n->pos);
  switch (n->op) {
    case Op::Goto:
    case Op::Break:
    case Op::Continue:
    case Op::Label:
      made->init.clear();
      made->label = label(n->label);
      return made;
    case Op::For:
    case Op::Range:
    case Op::Switch:
    case Op::TypeSwitch:
    case Op::Select:
      made->label = label(n->label);
      break;
    case Op::Case:
      if (n->name != nullptr) {
        made->name = variables.at(n->name);
      }
      break;
    default:
      break;
  }
  each_child(made, [this](Node*& child) { child = node(child); });
  return made;
}

}  // namespace prologo::lower
