// Callees first, each function is looked at twice: may it be inlined, and which of its calls
// are replaced.

#include <algorithm>
#include <unordered_set>

#include "frontend/lower/escape/batch.h"
#include "frontend/lower/inline/body.h"
#include "frontend/lower/inline/cost.h"
#include "frontend/lower/inline/inline.h"
#include "frontend/lower/query.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

constexpr int kBigFunctionBudget = 20;

// The functions of a package in groups that call each other, callees first.
class BottomUp {
 public:
  using Group = std::vector<Func*>;

  explicit BottomUp(const std::function<void(const Group&, bool recursive)>& found)
      : found_(found) {}

  uint32_t visit(Func* fn) {
    if (const uint32_t seen = order_[fn]; seen > 0) {
      return seen;
    }
    const uint32_t id = ++counter_;
    order_[fn] = id;
    uint32_t least = ++counter_;
    stack_.push_back(fn);
    const auto reach = [&](Func* other) {
      if (other != nullptr) {
        least = std::min(least, visit(other));
      }
    };
    for (const Node* top : fn->body) {
      any_node(top, [&](const Node* n) {
        const bool is_function = n->op == Op::Name && n->name->cls == Name::Class::Func;
        reach(is_function                                        ? n->name->func
              : n->op == Op::Closure || n->op == Op::MethodValue ? n->func
                                                                 : nullptr);
        return false;
      });
    }
    if ((least == id || least == id + 1) && !fn->is_hidden_closure) {
      take_group(fn, least == id);
    }
    return least;
  }

 private:
  void take_group(const Func* root, bool recursive) {
    auto first = std::find(stack_.begin(), stack_.end(), root);
    const Group group(first, stack_.end());
    stack_.erase(first, stack_.end());
    for (const Func* fn : group) {
      order_[fn] = UINT32_MAX;
    }
    found_(group, recursive);
  }

  const std::function<void(const Group&, bool)>& found_;
  std::unordered_map<const Func*, uint32_t> order_;
  std::vector<Func*> stack_;
  uint32_t counter_ = 0;
};

class Inliner {
 public:
  explicit Inliner(Context& context) : cx_(context) {}

  void run();
  void replace_calls(Func* fn);

 private:
  void decide(Func* fn);
  void edit(Node*& n);
  bool may_replace(const Node* call, const Func* callee) const;
  Node* replacement(Node* call, Func* callee);
  Name* copy_variable(const Name* original, Body& body);
  void make_variables(const Func* callee, Body& body);
  void assign_arguments(Node* call, const Func* callee, const Body& body, Nodes& init);
  void take_callee_effects(Node* callee, Nodes& init);

  Context& cx_;
  int most_ = Cost::kBudget;              // that a function may cost in the one at work
  std::unordered_set<const Func*> open_;  // functions whose bodies are being put in
  int generation_ = 0;
};

void Inliner::run() {
  const std::function<void(const BottomUp::Group&, bool)> found =
      [this](const BottomUp::Group& group, bool recursive) {
        const auto named = std::count_if(group.begin(), group.end(),
                                         [](const Func* fn) { return fn->closure == nullptr; });
        for (Func* fn : group) {
          if (!recursive || named > 1) {
            decide(fn);
          }
          replace_calls(fn);
        }
      };
  BottomUp visitor(found);
  const std::vector<Func*> all = cx_.unit.funcs;
  for (Func* fn : all) {
    if (!fn->is_hidden_closure) {
      visitor.visit(fn);
    }
  }
}

// One return with values and no named results: the results are declared there.
bool can_delay_results(const Func* fn) {
  int returns = 0;
  for (const Node* top : fn->body) {
    any_node(top, [&](const Node* n) {
      if (n->op == Op::Return) {
        returns += n->list.empty() ? 2 : 1;
      }
      return false;
    });
  }
  return returns == 1 && std::all_of(fn->results.begin(), fn->results.end(),
                                     [](const Name* r) { return r->name.starts_with("~"); });
}

void Inliner::decide(Func* fn) {
  const bool is_package_function = fn->abi == cx_.options.abi || fn->closure != nullptr;
  if (fn->inlining_decided || fn->no_inline || !fn->has_body || fn->body.empty() ||
      !is_package_function || fn->is_package_init) {
    return;
  }
  fn->inlining_decided = true;
  std::optional<Cost> cost = inline_cost(fn, [this](Func* literal) { decide(literal); });
  if (!cost.has_value()) {
    return;
  }
  fn->inlinable = std::make_unique<Inlinable>();
  Inlinable& kept = *fn->inlinable;
  kept.cost = cost->value;
  kept.body = copy_body(cx_, fn->body);
  for (Name* name : fn->dcl) {
    if (name->cls != Name::Class::Auto || cost->used_locals.contains(name)) {
      kept.locals.push_back(name);
    }
  }
  kept.can_delay_results = can_delay_results(fn);
}

void Inliner::replace_calls(Func* fn) {
  Func* outer = std::exchange(cx_.fn, fn);
  most_ = is_big(fn) ? kBigFunctionBudget : Cost::kBudget;
  PosScope scope(cx_);
  for (Node*& n : fn->body) {
    if (n != nullptr) {
      edit(n);
    }
  }
  cx_.fn = outer;
}

void Inliner::edit(Node*& n) {
  switch (n->op) {
    case Op::Go:
    case Op::Defer:
    case Op::TailCall:
      n->x->no_inline = true;
      break;
    case Op::Closure:
      return;
    default:
      break;
  }
  PosScope scope(cx_, n);
  each_child(n, [this](Node*& child) { edit(child); });
  if (n->op != Op::CallFunc || n->no_inline) {
    return;
  }
  Func* callee = static_callee(n);
  if (callee != nullptr && callee->closure != nullptr) {
    decide(callee);
  }
  if (callee != nullptr && may_replace(n, callee)) {
    // In its place first: what is asked about variables is asked of the whole function.
    n = replacement(n, callee);
    open_.insert(callee);
    each_child(n, [this](Node*& child) { edit(child); });
    open_.erase(callee);
  }
}

bool Inliner::may_replace(const Node* call, const Func* callee) const {
  // Go's instances stand for several types: it puts them in only where the arguments do too.
  return (!callee->generic_params || call->generic_args) && callee->inlinable != nullptr &&
         callee->inlinable->cost <= most_ && callee != cx_.fn && !open_.contains(callee) &&
         call->sig != nullptr && !cx_.module.sources->is_full();
}

Name* Inliner::copy_variable(const Name* original, Body& body) {
  Name* made = cx_.unit.new_name(original->name, Name::Class::Auto, original->type,
                                 body.moved(original->pos));
  made->node->pos = made->pos;
  made->is_autotmp = original->is_autotmp;
  made->address_taken = original->address_taken;
  made->used = true;
  made->owner = cx_.fn;
  made->dcl_index = static_cast<int>(cx_.fn->dcl.size());
  cx_.fn->dcl.push_back(made);
  return made;
}

void Inliner::make_variables(const Func* callee, Body& body) {
  for (const Name* local : callee->inlinable->locals) {
    if (local->cls != Name::Class::Result) {
      body.variables[local] = copy_variable(local, body);
    }
  }
  for (size_t i = 0; i < callee->results.size(); ++i) {
    const Name* result = callee->results[i];
    Name* made = copy_variable(result, body);
    if (result->name.starts_with("~r")) {
      made->name = "~R" + std::to_string(i);
      made->pos = made->node->pos = cx_.pos;
    } else {
      body.variables[result] = made;
    }
    body.results.push_back(made);
  }
}

void Inliner::assign_arguments(Node* call, const Func* callee, const Body& body, Nodes& init) {
  if (call->list.empty()) {
    return;
  }
  Node* as = cx_.make(Op::As2);
  as->def = true;
  as->list = call->list;
  for (const Name* param : callee->params) {
    if (param == nullptr) {
      as->lhs.push_back(cx_.blank());
      continue;
    }
    Name* variable = body.variables.at(param);
    as->init.push_back(cx_.unary(Op::Dcl, variable->node, nullptr));
    variable->defn = as;
    as->lhs.push_back(variable->node);
  }
  init.push_back(as);
}

// What evaluating the callee does besides naming it.
void Inliner::take_callee_effects(Node* callee, Nodes& init) {
  for (;;) {
    if (!may_be_shared(callee)) {
      init.insert(init.end(), callee->init.begin(), callee->init.end());
    }
    if (callee->op == Op::ConvNop) {
      callee = callee->x;
    } else if (callee->op == Op::InlinedCall) {
      init.insert(init.end(), callee->body.begin(), callee->body.end());
      callee = callee->list[0];
    } else {
      return;
    }
  }
}

Node* Inliner::replacement(Node* call, Func* callee) {
  fix_variadic(cx_, call);
  std::vector<ir::InlinedCall>& calls = cx_.module.inlined_calls;
  const auto number = static_cast<int32_t>(calls.size());
  calls.push_back({cx_.module.sources->inlined_call(call->pos), call->pos, callee->self->sym});

  Nodes init = std::move(call->init);
  take_callee_effects(call->x, init);
  Body body(cx_, callee, number, ++generation_);
  make_variables(callee, body);
  assign_arguments(call, callee, body, init);
  if (!callee->inlinable->can_delay_results) {
    for (const Name* result : body.results) {
      init.push_back(cx_.unary(Op::Dcl, result->node, nullptr));
      init.push_back(cx_.assign(result->node, nullptr));
    }
  }
  body.end_label = cx_.fresh_label(".i");
  Node* mark = cx_.unit.node(Op::InlineMark, call->pos.with_mark(StatementMark::Yes));
  mark->index = number;
  init.push_back(mark);

  Node* result = cx_.make(Op::InlinedCall, call->type);
  result->sig = call->sig;
  result->init = std::move(init);
  result->body = body.list(callee->inlinable->body);
  result->body.push_back(cx_.label(body.end_label));
  for (const Name* name : body.results) {
    result->list.push_back(name->node);
  }
  return result;
}

// The literals that are still in the function or in literals inside it.
void reach_literals(const Func* fn, std::unordered_set<const Func*>& used) {
  for (const Node* top : fn->body) {
    any_node(top, [&](const Node* n) {
      if (n->op == Op::Closure && used.insert(n->func).second) {
        reach_literals(n->func, used);
      }
      return false;
    });
  }
}

// Literals that every call of them replaced are not compiled.
void drop_unused_literals(Unit& unit) {
  std::unordered_set<const Func*> used;
  for (const Func* fn : unit.funcs) {
    if (!fn->is_hidden_closure) {
      reach_literals(fn, used);
    }
  }
  for (Func* fn : unit.funcs) {
    fn->is_dead = fn->is_dead || (fn->is_hidden_closure && !used.contains(fn));
  }
}

}  // namespace

void inline_calls(Context& context) {
  Inliner(context).run();
  drop_unused_literals(context.unit);
}

// Literals that capture variables keep a method out of its wrapper, unless calls of them were
// replaced in the method itself.
static bool keeps_capturing_literal(const Unit& unit, const Func* method) {
  return std::any_of(unit.funcs.begin(), unit.funcs.end(), [&](const Func* fn) {
    return fn->is_hidden_closure && fn->outer == method && !fn->closure_vars.empty();
  });
}

void inline_method(Context& context, Func* wrapper) {
  auto& funcs = context.unit.funcs;
  bool is_plain = true;
  for (const Node* top : wrapper->body) {
    any_node(top, [&](const Node* n) {
      const Func* callee = n->op == Op::CallFunc ? static_callee(n) : nullptr;
      is_plain = is_plain && (callee == nullptr || callee->inlinable == nullptr ||
                              !keeps_capturing_literal(context.unit, callee));
      return false;
    });
  }
  if (!is_plain) {
    return;
  }
  const auto first = static_cast<std::ptrdiff_t>(funcs.size());
  Inliner(context).replace_calls(wrapper);
  std::unordered_set<const Func*> used;
  reach_literals(wrapper, used);
  funcs.erase(std::remove_if(funcs.begin() + first, funcs.end(),
                             [&](const Func* fn) { return !used.contains(fn); }),
              funcs.end());
}

}  // namespace prologo::lower
