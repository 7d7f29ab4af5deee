// Flow through calls, and the closures that go and defer statements call.

#include <algorithm>

#include "frontend/lower/escape/batch.h"
#include "frontend/lower/query.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

bool is_reassigned_in(const Nodes& list, const Name* name);

// Whether this node by itself assigns to `name` or takes its address.
bool reassigns(const Node* n, const Name* name) {
  const auto is_name = [&](const Node* target) {
    return target != nullptr && target->op == Op::Name && target->name->definition == name;
  };
  switch (n->op) {
    case Op::As:
      return is_name(n->x) && n != name->defn;
    case Op::As2:
    case Op::As2Func:
    case Op::As2MapR:
    case Op::As2DotType:
    case Op::As2Recv:
      return n != name->defn && std::any_of(n->lhs.begin(), n->lhs.end(), is_name);
    case Op::Addr:
      return is_name(outer_value(n->x));
    case Op::Closure:
      return is_reassigned_in(n->func->body, name);
    default:
      return false;
  }
}

// Whether `name` is assigned or has its address taken in the list, literals included.
bool is_reassigned_in(const Nodes& list, const Name* name) {
  return std::any_of(list.begin(), list.end(), [&](const Node* top) {
    return any_node(top, [&](const Node* n) { return reassigns(n, name); });
  });
}

Node* declared_value(Node* n) {
  if (n->op != Op::Name || n->name->cls != Name::Class::Auto || n->name->defn == nullptr) {
    return nullptr;
  }
  const Node* by = n->name->defn;
  Node* value = nullptr;
  if (by->op == Op::As) {
    value = by->y;
  } else if (by->op == Op::As2) {
    for (size_t i = 0; i < by->lhs.size(); ++i) {
      if (by->lhs[i] == n) {
        value = by->list[i];
      }
    }
  }
  if (value == nullptr || is_reassigned_in(n->name->owner->body, n->name)) {
    return nullptr;
  }
  return value;
}

}  // namespace

Node* static_value(Node* n) {
  for (;;) {
    if (n->op == Op::ConvNop) {
      n = n->x;
    } else if (n->op == Op::InlinedCall) {
      n = n->list[0];
    } else if (Node* value = declared_value(n)) {
      n = value;
    } else {
      return n;
    }
  }
}

void fix_variadic(Context& cx, Node* call) {
  if (!call->is_variadic || call->spread) {
    return;
  }
  const ir::Type* type = call->sig->params.back().type;
  const size_t fixed = call->sig->params.size() - 1;
  Nodes extra(call->list.begin() + static_cast<std::ptrdiff_t>(fixed), call->list.end());
  Node* slice = nullptr;
  if (extra.empty()) {
    slice = cx.unit.node(Op::Nil, call->pos, type);
  } else {
    slice = cx.unit.node(Op::SliceLit, call->pos, type);
    slice->implicit = true;
    slice->offset = static_cast<int64_t>(extra.size());
    slice->list = std::move(extra);
  }
  call->list.resize(fixed);
  call->list.push_back(slice);
  call->spread = true;
}

void Batch::call(const Holes& results, Node* n) {
  Nodes init;
  call_common(results, n, init, nullptr);
  n->init.insert(n->init.end(), init.begin(), init.end());
}

void Batch::call_common(const Holes& results, Node* n, Nodes& init, Func* wrapper) {
  const auto each = [&](Hole to) {
    if (n->x != nullptr) {
      argument(to, n->x, init, n, wrapper);
    }
    if (n->y != nullptr) {
      argument(discard_hole(), n->y, init, n, wrapper);
    }
  };
  switch (n->op) {
    case Op::CallFunc:
    case Op::CallInter:
      return function_call(results, n, init, wrapper);
    case Op::InlinedCall:
      stmts(n->body);
      for (size_t i = 0; i < n->list.size(); ++i) {
        expr(i < results.size() ? results[i] : discard_hole(), n->list[i]);
      }
      return;
    case Op::Append:
      return append(results, n, init, wrapper);
    case Op::Copy: {
      argument(discard_hole(), n->x, init, n, wrapper);
      const bool pointers =
          n->y->type->kind == ir::Kind::Slice && n->y->type->elem->has_pointers();
      return argument(pointers ? heap().deref() : discard_hole(), n->y, init, n, wrapper);
    }
    case Op::Panic:
      return each(heap());
    case Op::Recover:
      // The frame of the caller's arguments tells a deferred call from any other.
      if (n->list.empty()) {
        Node* sp = cx_.unit.node(Op::GetCallerSp, n->pos, cx_.basic(ir::Kind::Uintptr));
        Node* fp = cx_.unit.node(Op::ConvNop, n->pos,
                                 cx_.types.pointer_to(cx_.basic(ir::Kind::Int32)));
        fp->x = sp;
        n->list.push_back(fp);
      }
      [[fallthrough]];
    case Op::Delete:
    case Op::Print:
    case Op::Println:
      for (Node*& arg : n->list) {
        argument(discard_hole(), arg, init, n, wrapper);
      }
      return;
    case Op::Complex:
    case Op::Len:
    case Op::Cap:
    case Op::Real:
    case Op::Imag:
    case Op::Close:
      return each(discard_hole());
    case Op::UnsafeAdd:
    case Op::UnsafeSlice:
      return each(results.empty() ? discard_hole() : results[0]);
    default:
      UNREACHABLE("escape analysis: unexpected call");
  }
}

void Batch::function_call(const Holes& results, Node* n, Nodes& init, Func* wrapper) {
  fix_variadic(cx_, n);
  const Func* fn = nullptr;
  if (n->op == Op::CallFunc) {
    if (n->x->op == Op::Closure) {
      called_directly_[n->x->func] = true;
    }
    const Node* callee = static_value(n->x);
    if (callee->op == Op::Name && callee->name->cls == Name::Class::Func) {
      fn = callee->name->func;
    } else if (callee->op == Op::Closure) {
      fn = callee->func;
    }
  }
  if (fn != nullptr && in_batch(fn)) {
    for (size_t i = 0; i < results.size() && i < fn->results.size(); ++i) {
      expr(results[i], fn->results[i]->node);
    }
  }
  if (n->op == Op::CallFunc) {
    argument(discard_hole(), n->x, init, n, wrapper);
  } else {
    argument(heap(), n->x->x, init, n, wrapper);
  }
  for (size_t i = 0; i < n->list.size(); ++i) {
    argument(parameter_hole(results, fn, i), n->list[i], init, n, wrapper);
  }
}

void Batch::append(const Holes& results, Node* n, Nodes& init, Func* wrapper) {
  Hole to = results.empty() ? discard_hole() : results[0];
  const bool pointers = n->list[0]->type->elem->has_pointers();
  if (pointers) {
    to = tee({to, heap().deref()});
  }
  argument(to, n->list[0], init, n, wrapper);
  if (n->spread) {
    const ir::Type* more = n->list[1]->type;
    const bool leak = more->kind == ir::Kind::Slice && more->elem->has_pointers();
    return argument(leak ? heap().deref() : discard_hole(), n->list[1], init, n, wrapper);
  }
  for (size_t i = 1; i < n->list.size(); ++i) {
    argument(heap(), n->list[i], init, n, wrapper);
  }
}

bool Batch::in_batch(const Func* fn) const {
  return members_.contains(fn) && !escape_.is_analysed(fn);
}

// Where the argument for parameter `index` of fn flows to.
Hole Batch::parameter_hole(const Holes& results, const Func* fn, size_t index) {
  if (fn == nullptr) {
    return heap();
  }
  if (in_batch(fn)) {
    const Name* param = fn->params[index];
    return param == nullptr ? discard_hole() : Hole{location(param)};
  }
  const std::vector<Leaks>* tags = escape_.tags(fn);
  if (tags == nullptr) {
    return heap();
  }
  const Leaks& leaks = (*tags)[index];
  Holes holes;
  if (leaks.heap() >= 0) {
    holes.push_back(heap().shifted(leaks.heap()));
  }
  for (size_t i = 0; i < results.size() && i < Leaks::kResults; ++i) {
    if (const int derefs = leaks.result(static_cast<int>(i)); derefs >= 0) {
      holes.push_back(results[i].shifted(derefs));
    }
  }
  return tee(holes);
}

void Batch::argument(Hole to, Node*& arg, Nodes& init, Node* call, Func* wrapper) {
  if (wrapper != nullptr) {
    if (arg->op == Op::SliceLit) {
      for (Node*& element : arg->list) {
        wrap_argument(element->op == Op::KeyValue ? element->y : element, arg->pos, init, call,
                      wrapper);
      }
    } else {
      wrap_argument(arg, call->pos, init, call, wrapper);
    }
  }
  if (deferred_ != nullptr) {
    // The record keeps the arguments to the end of the function, or for longer.
    const Node* statement = std::exchange(deferred_, nullptr);
    to = at_.loop_depth == 1 ? tee({to, later(discard_hole())}) : heap();
    expr(to, arg);
    deferred_ = statement;
    return;
  }
  expr(to, arg);
}

// The argument is evaluated now and travels to the wrapper as a captured temporary.
void Batch::wrap_argument(Node*& arg, Pos pos, Nodes& init, Node* call, Func* wrapper) {
  const bool function = arg->op == Op::Name && arg->name->cls == Name::Class::Func;
  const bool is_constant = arg->op == Op::Literal || arg->op == Op::Nil;
  if (function || (is_constant && !cx_.module.dialect->defer_wrappers_take_constants)) {
    return;
  }
  const bool is_receiver = call->op == Op::CallInter && &arg == &call->x->x;
  Node* temp = copy_to_temp(arg, pos, init);
  if (is_receiver) {
    Node* itab = cx_.unit.node(Op::Itab, pos, cx_.types.uintptr_pointer());
    itab->x = temp;
    Node* check = cx_.unit.node(Op::CheckNil, pos);
    check->x = itab;
    init.push_back(check);
  }
  location(temp->name)->captured = true;
  Name* inside = cx_.unit.new_name(temp->name->name, Name::Class::ClosureVar, temp->type, pos);
  inside->owner = wrapper;
  inside->outer = temp->name;
  inside->definition = temp->name;
  temp->name->captured = true;
  wrapper->closure_vars.push_back(inside);
  arg = inside->node;
}

Node* Batch::copy_to_temp(Node* value, Pos pos, Nodes& init) {
  if (has_own_pos(value)) {
    pos = value->pos;
  }
  const Pos saved = std::exchange(cx_.pos, pos);
  Node* temp = cx_.temp_in(at_.fn, value->type);
  Node* dcl = cx_.unary(Op::Dcl, temp, nullptr);
  Node* as = cx_.assign(temp, value);
  temp->name->defn = as;
  cx_.pos = saved;
  init.push_back(dcl);
  init.push_back(as);
  new_location(temp, false);
  stmt(dcl);
  stmt(as);
  return temp;
}

Func* Batch::new_wrapper(const Node* defer) {
  const Pos pos = defer->pos;
  Func* outer = at_.fn;
  const std::string dot = outer->closure != nullptr ? "." : ".func";
  const std::string link_name =
      cx_.module.dialect->names_defer_wrappers_dwrap
          ? outer->name + ".dwrap." + std::to_string(escape_.defer_wrapper_number(defer))
          : outer->name + dot + std::to_string(++outer->closure_count);
  Func* fn = cx_.unit.new_func(link_name, pos);
  fn->abi = cx_.options.value_abi;
  fn->is_hidden_closure = true;
  fn->is_wrapper = true;
  fn->outer = outer;
  fn->end_pos = pos;
  Name* name = cx_.unit.new_name(fn->name, Name::Class::Func, cx_.types.plain_func(), pos);
  name->sym = cx_.module.symbol(fn->name);
  name->abi = fn->abi;
  name->sig = cx_.unit.keep({});
  name->func = fn;
  fn->self = name;
  fn->type = cx_.types.plain_func();
  fn->closure = cx_.unit.node(Op::Closure, pos, fn->type);
  fn->closure->func = fn;
  cx_.unit.funcs.push_back(fn);
  return fn;
}

void Batch::go_or_defer(Node* n) {
  Hole to = heap();
  if (n->op == Op::Defer && at_.loop_depth == 1) {
    to = later(discard_hole());
    n->stack_record = !cx_.module.dialect->defer_records_on_heap;
  }
  Node* inner = n->x;
  n->init.insert(n->init.end(), inner->init.begin(), inner->init.end());
  inner->init.clear();
  stmts(n->init);
  if (!needs_defer_wrapper(inner)) {
    return expr(to, inner->x);
  }
  if (n->op == Op::Defer && cx_.module.dialect->defers_copy_arguments &&
      (inner->op == Op::CallFunc || inner->op == Op::CallInter)) {
    deferred_ = n;
    call_common({}, inner, n->init, nullptr);
    deferred_ = nullptr;
    return;
  }
  Func* fn = new_wrapper(n);
  fn->body = {inner};
  escape_.set_tags(fn, {});
  Nodes init;
  call_common({}, inner, init, fn);
  n->init.insert(n->init.end(), init.begin(), init.end());
  closures_.push_back({spill(to, fn->closure), fn->closure});
  Node* outer = cx_.unit.node(Op::CallFunc, inner->pos);
  outer->x = fn->closure;
  outer->sig = fn->self->sig;
  n->x = outer;
}

}  // namespace prologo::lower
