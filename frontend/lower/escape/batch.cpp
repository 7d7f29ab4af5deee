// The order of analysis, and what its results mean for the tree.

#include "frontend/lower/escape/batch.h"

#include <algorithm>

#include "frontend/lower/query.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

constexpr int64_t kMaxVariable = 10 << 20;  // declared variables
constexpr int64_t kMaxImplicit = 64 << 10;  // allocations the source does not name

int64_t closure_size(const Node* n) {
  int64_t size = 8;
  for (const Name* var : n->func->closure_vars) {
    const ir::Type* type = var->type;
    size = var->definition->by_value
               ? (size + type->align - 1) / type->align * type->align + type->size
               : (size + 7) / 8 * 8 + 8;
  }
  return size;
}

// Calls `visit` for each function the body mentions: called, taken as value, or a literal.
void each_reference(const Nodes& list, const std::function<void(Func*)>& visit) {
  for (Node* n : list) {
    any_node(n, [&](const Node* m) {
      const bool function = m->op == Op::Name && m->name->cls == Name::Class::Func;
      if (function && m->name->func != nullptr) {
        visit(m->name->func);
      } else if ((m->op == Op::Closure || m->op == Op::MethodValue) && m->func != nullptr) {
        visit(m->func);
      }
      return false;
    });
  }
}

}  // namespace

void Leaks::add(int i, int derefs) {
  const int old = get(i);
  if (old < 0 || derefs < old) {
    at_[static_cast<size_t>(i)] = static_cast<uint8_t>(std::min(derefs + 1, 255));
  }
}

void Leaks::optimise() {
  const int to_heap = heap();
  for (int i = 0; to_heap >= 0 && i < kResults; ++i) {
    if (result(i) >= to_heap) {
      at_[1 + static_cast<size_t>(i)] = 0;
    }
  }
}

std::string_view heap_reason(const Node* n) {
  if (n == nullptr || n->type == nullptr) {
    return "";
  }
  constexpr std::string_view kLarge = "too large for stack";
  if (n->op == Op::Name &&
      (n->name->cls == Name::Class::Param || n->name->cls == Name::Class::Result)) {
    return "";
  }
  if (n->type->size > kMaxVariable) {
    return kLarge;
  }
  if ((n->op == Op::New || n->op == Op::PtrLit) && n->type->elem->size > kMaxImplicit) {
    return kLarge;
  }
  if (n->op == Op::Closure && closure_size(n) > kMaxImplicit) {
    return kLarge;
  }
  if (n->op == Op::MakeSlice) {
    const Node* count = n->y != nullptr ? n->y : n->x;
    if (!is_small_int(count)) {
      return "non-constant size";
    }
    const int64_t size = n->type->elem->size;
    if (size != 0 && count->value->i > kMaxImplicit / size) {
      return kLarge;
    }
  }
  return "";
}

const std::vector<Leaks>* Escape::tags(const Func* fn) const {
  auto found = tags_.find(fn);
  return found == tags_.end() ? nullptr : &found->second;
}

void Escape::run(const std::vector<Func*>& funcs) {
  // A copy: the closures of defer statements join the unit's functions meanwhile.
  const std::vector<Func*> given = funcs;
  number_defer_wrappers(given);
  for (Func* fn : given) {
    if (!fn->is_hidden_closure && !is_analysed(fn)) {
      visit(fn);
    }
  }
}

void Escape::number_defer_wrappers(const std::vector<Func*>& funcs) {
  for (const Func* fn : funcs) {
    for (Node* statement : fn->body) {
      any_node(statement, [&](const Node* n) {
        if ((n->op == Op::Defer || n->op == Op::Go) && needs_defer_wrapper(n->x)) {
          defer_wrappers_.emplace(n, static_cast<int>(defer_wrappers_.size()) + 1);
        }
        return false;
      });
    }
  }
}

int Escape::defer_wrapper_number(const Node* defer) const { return defer_wrappers_.at(defer); }

// Tarjan's components, with literals kept in one group with the function around them.
uint32_t Escape::visit(Func* fn) {
  if (auto found = order_.find(fn); found != order_.end()) {
    return found->second;
  }
  const uint32_t id = ++counter_;
  order_[fn] = id;
  uint32_t least = ++counter_;
  stack_.push_back(fn);
  each_reference(fn->body, [&](Func* other) { least = std::min(least, visit(other)); });
  if ((least == id || least == id + 1) && !fn->is_hidden_closure) {
    const auto first = std::find(stack_.begin(), stack_.end(), fn);
    const std::vector<Func*> group(first, stack_.end());
    stack_.erase(first, stack_.end());
    for (const Func* member : group) {
      order_[member] = UINT32_MAX;
    }
    Batch(cx_, *this).run(group);
  }
  return least;
}

void Batch::run(const std::vector<Func*>& funcs) {
  heap_.escapes = true;
  for (Func* fn : funcs) {
    members_[fn] = true;
  }
  for (Func* fn : funcs) {
    init_function(fn);
  }
  for (Func* fn : funcs) {
    if (!fn->is_hidden_closure) {
      walk_function(fn);
    }
  }
  for (size_t i = 0; i < closures_.size(); ++i) {
    flow_closure(closures_[i]);
  }
  // Indexed: flowing may not add locations, but the sizes of closures are known only now.
  for (Location& loc : locations_) {
    if (!heap_reason(loc.node).empty()) {
      flow(heap().addr(), &loc);
    }
  }
  solve();
  finish(funcs);
}

void Batch::init_function(Func* fn) {
  at_ = Place{fn, 1, {}};
  for (Name* name : fn->dcl) {
    new_location(name->node, false);
  }
  for (size_t i = 0; i < fn->results.size(); ++i) {
    location(fn->results[i])->result_index = 1 + static_cast<int>(i);
  }
}

void Batch::walk_function(Func* fn) {
  Func* outer_fn = cx_.fn;
  Place outer = std::exchange(at_, Place{fn, 1, {}});
  cx_.fn = fn;
  for (Node* n : fn->body) {
    any_node(n, [&](const Node* m) {
      if (m->op == Op::Label) {
        at_.labels[m->label] = Label::Straight;
      } else if (m->op == Op::Goto) {
        // A label already passed: the jump goes back.
        if (auto found = at_.labels.find(m->label); found != at_.labels.end()) {
          found->second = Label::Looping;
        }
      }
      return false;
    });
  }
  block(fn->body);
  cx_.fn = outer_fn;
  at_ = std::move(outer);
}

// A closure holds the value or the address of each variable it captures.
void Batch::flow_closure(const ClosureFlow& flow_) {
  constexpr int64_t kMaxByValue = 128;
  for (Name* var : flow_.closure->func->closure_vars) {
    Name* variable = var->definition;
    Location* loc = location(var);
    variable->by_value =
        !loc->address_taken && !loc->reassigned && variable->type->size <= kMaxByValue;
    var->by_value = variable->by_value;
    if (!variable->by_value) {
      variable->address_taken = true;
    }
    flow(variable->by_value ? flow_.to : flow_.to.addr(), loc);
  }
}

void Batch::finish(const std::vector<Func*>& funcs) {
  for (const Func* fn : funcs) {
    std::vector<Leaks> tags;
    for (size_t i = 0; i < fn->sig.params.size(); ++i) {
      const Name* name = i < fn->params.size() ? fn->params[i] : nullptr;
      tags.push_back(param_leaks(fn, name, fn->sig.params[i].type));
    }
    escape_.set_tags(fn, std::move(tags));
  }
  for (Location& loc : locations_) {
    if (loc.node == nullptr) {
      continue;
    }
    if (loc.node->op == Op::Name) {
      loc.node->name->esc_heap = loc.escapes;
      continue;
    }
    loc.node->esc = loc.escapes ? Node::Esc::Heap : Node::Esc::None;
    const bool may_be_transient = loc.node->op == Op::Closure ||
                                  loc.node->op == Op::MethodValue ||
                                  loc.node->op == Op::SliceLit;
    loc.node->transient = !loc.escapes && loc.transient && may_be_transient;
  }
}

Leaks Batch::param_leaks(const Func* fn, const Name* param, const ir::Type* type) {
  Leaks leaks;
  if (!fn->has_body) {
    if (!fn->no_escape) {
      leaks.add_heap(0);  // nothing is known of it
    }
    return leaks;
  }
  if (!type->has_pointers() || param == nullptr) {
    return leaks;
  }
  const Location* loc = location(param);
  leaks = loc->leaks;
  leaks.optimise();
  return leaks;
}

}  // namespace prologo::lower
