// Calls. Arguments and results stay values here (the LE forms of calls); the ABI of the callee,
// in CallInfo::layout, gives them places later (backend/abi/expand_calls).

#include "frontend/lower/build/builder.h"
#include "frontend/lower/types.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::lower {

const ir::CallInfo* Builder::call_info(const ir::Symbol* callee, const ir::Abi* abi,
                                       ir::Signature signature, bool is_runtime) {
  ir::CallInfo info;
  info.callee = callee;
  info.abi = abi;
  info.layout = abi->lay_out(*abi, types(), signature);
  info.signature = std::move(signature);
  info.is_runtime = is_runtime;
  return module_.add_call(std::move(info));
}

const ir::Type* Builder::late_type(const ir::Signature& signature) {
  std::vector<const Type*> parts;
  for (const ir::Param& result : signature.results) {
    parts.push_back(result.type);
  }
  return results_type(parts);
}

ir::Value* Builder::new_call(ir::Op op, const ir::CallInfo* info,
                             const std::vector<Value*>& args, int64_t arg_bytes) {
  Value* v = value_a(op, late_type(info->signature), info);
  for (Value* arg : args) {
    ir::add_arg(v, arg);
  }
  v->aux_int = arg_bytes;
  return v;
}

// A value too large for SSA is passed as what its address points to.
ir::Value* Builder::argument(const Node* n, const Type* type) {
  if (can_be_ssa(type)) {
    return expr(n);
  }
  Value* from = address(n);
  return value(ir::Op::Dereference, type, {from, memory()});
}

ir::Value* Builder::result_of_call(Value* call, int index, const Type* type) {
  if (is_stack_call(call)) {
    return load(type, result_address_of_call(call, index, type));
  }
  if (Value* kept = kept_result(call, index, type)) {
    return load(type, kept);
  }
  const ir::Place& place = call->aux.call()->layout.results[static_cast<size_t>(index)];
  if (!place.in_registers() && !can_be_ssa(type)) {
    Value* from = value_i(ir::Op::SelectNAddr, pointer_to(type), index, {call});
    return load(type, from);
  }
  return value_i(ir::Op::SelectN, type, index, {call});
}

ir::Value* Builder::result_address_of_call(Value* call, int index, const Type* type) {
  if (Value* kept = kept_result(call, index, type)) {
    return kept;
  }
  const ir::Place& place = call->aux.call()->layout.results[static_cast<size_t>(index)];
  if (is_stack_call(call)) {
    return place_in_call(place, type);
  }
  if (!place.in_registers()) {
    return value_i(ir::Op::SelectNAddr, pointer_to(type), index, {call});
  }
  Variable* temp = new_temp(call->pos, type);
  var_def(temp);
  Value* to = local_address(temp);
  Value* result = value_i(ir::Op::SelectN, type, index, {call});
  set_memory(value_marked(ir::Op::Store, memory_type(), type, {to, result, memory()}, false));
  return to;
}

static ir::Signature plain_signature(const std::vector<ir::Value*>& args,
                                     const std::vector<const ir::Type*>& results) {
  ir::Signature signature;
  for (const ir::Value* arg : args) {
    signature.params.push_back({"", arg->type});
  }
  for (const ir::Type* result : results) {
    signature.results.push_back({"", result});
  }
  return signature;
}

// A call that the source does not show. If it returns, Go reserves room for arguments and
// results one after the other, though they travel in registers; else for the arguments only.
std::vector<ir::Value*> Builder::runtime_call(const char* helper, bool returns,
                                              const std::vector<const Type*>& results,
                                              const std::vector<Value*>& args) {
  previous_call_ = nullptr;
  int64_t room = 0;
  for (const Value* arg : args) {
    room = align_to(room, arg->type->align) + arg->type->size;
  }
  room = align_to(room, 8);
  const ir::CallInfo* info = call_info(module_.helper(helper), options_.value_abi,
                                       plain_signature(args, results), true);
  Value* call = nullptr;
  if (passes_in_order(info->layout)) {
    for (size_t i = 0; i < args.size(); i++) {
      store_argument(info->layout.params[i], args[i]);
    }
    call = make_stack_call(ir::Op::StaticCall, info, {}, 0);
  } else {
    std::vector<Value*> all = args;
    all.push_back(memory());
    call = new_call(ir::Op::StaticLECall, info, all, 0);
    set_memory(
        value_i(ir::Op::SelectN, memory_type(), static_cast<int64_t>(results.size()), {call}));
  }
  if (!returns) {
    Block* b = end_block();
    b->kind = ir::BlockKind::Exit;
    ir::set_control(b, call);
    call->aux_int = room;
    return {};
  }
  std::vector<Value*> made;
  for (size_t i = 0; i < results.size(); i++) {
    room = align_to(room, results[i]->align) + results[i]->size;
    made.push_back(result_of_call(call, static_cast<int>(i), results[i]));
  }
  call->aux_int = align_to(room, 8);
  return made;
}

// The ABI by which a function value or interface method is called.
static bool is_static(const Node* call) {
  return call->op == Op::CallFunc && call->x->op == Op::Name &&
         call->x->name->cls == Name::Class::Func;
}

// Evaluates the arguments behind those that `args` has; the leader, if there is one, before the
// others. In order: each is stored at once.
void Builder::take_arguments(const Node* n, const ir::CallInfo* info, bool in_order,
                             std::vector<Value*>& args) {
  const size_t first = args.size();
  const size_t leader = static_cast<size_t>(n->index);
  args.resize(first + n->list.size());
  const auto take = [&](size_t i) {
    const Type* type = info->signature.params[i].type;
    args[i] = i < first ? args[i] : argument(n->list[i - first], type);
    if (in_order) {
      store_argument(info->layout.params[i], args[i]);
    }
  };
  if (leader < n->list.size()) {
    take(first + leader);
  }
  for (size_t i = 0; i < args.size(); i++) {
    if (i != first + leader || leader >= n->list.size()) {
      take(i);
    }
  }
}

// Calls as written in the source, or made by walk. The results follow as SelectN of the call;
// returns the first one (its address if wanted), or null if there is none.
ir::Value* Builder::call(const Node* n, CallKind kind, bool want_address) {
  previous_call_ = nullptr;
  const ir::Symbol* callee = nullptr;
  const ir::Abi* abi = options_.value_abi;
  Value* closure = nullptr;
  Value* code = nullptr;
  std::vector<Value*> args;
  ir::Signature signature = *n->sig;
  if (n->op == Op::CallInter) {
    Value* iface = expr(n->x->x);
    Value* itab = value(ir::Op::ITab, uintptr_type(), {iface});
    nil_check(itab);
    Value* slot = off_ptr(pointer_to(uintptr_type()), n->x->offset, itab);
    args.push_back(value(ir::Op::IData, byte_pointer(), {iface}));
    signature.params.insert(signature.params.begin(), {"", byte_pointer()});
    signature.has_receiver = true;
    code = load(uintptr_type(), slot);
  } else if (is_static(n)) {
    callee = n->x->name->sym;
    abi = n->x->name->abi != nullptr ? n->x->name->abi : abi;
  } else {
    closure = expr(n->x);
  }
  split_entry_for_open_defers();
  const ir::CallInfo* info = call_info(callee, abi, std::move(signature));
  const bool in_order = kind == CallKind::Normal && passes_in_order(n, info->layout);
  take_arguments(n, info, in_order, args);
  const std::optional<WordForm> form = word_form(types(), info->signature, info->layout);
  Variable* result_memory = nullptr;
  if (form) {
    ENSURE(kind == CallKind::Normal && callee != nullptr);
    result_memory = form->hidden_result ? new_result_memory(*form) : nullptr;
    args = arguments_in_words(*form, info->signature, args, result_memory);
    info = call_info(callee, abi, form->signature);
  }
  int64_t room = info->layout.args_bytes;
  if (in_order) {
    code = closure != nullptr ? load(uintptr_type(), closure) : code;
    previous_call_ = closure != nullptr
                         ? make_stack_call(ir::Op::ClosureCall, info, {code, closure}, room)
                     : code != nullptr ? make_stack_call(ir::Op::InterCall, info, {code}, room)
                                       : make_stack_call(ir::Op::StaticCall, info, {}, room);
    return finish_call(n, previous_call_, kind, want_address);
  }
  args.push_back(memory());
  Value* made = nullptr;
  if (closure != nullptr) {
    code = load(uintptr_type(), closure);
    args.insert(args.begin(), {code, closure});
    made = new_call(ir::Op::ClosureLECall, info, args, room);
  } else if (code != nullptr) {
    args.insert(args.begin(), code);
    made = new_call(ir::Op::InterLECall, info, args, room);
  } else if (kind == CallKind::Tail) {
    made = new_call(ir::Op::TailLECall, info, args, 0);
  } else {
    made = new_call(ir::Op::StaticLECall, info, args, room);
  }
  previous_call_ = made;
  set_memory(value_i(ir::Op::SelectN, memory_type(),
                     static_cast<int64_t>(info->signature.results.size()), {made}));
  if (form && form->result_memory != nullptr) {
    keep_results(*form, made, result_memory);
  }
  return finish_call(n, made, kind, want_address);
}

ir::Value* Builder::finish_call(const Node* n, Value* made, CallKind kind, bool want_address) {
  if (n->sig->results.empty() || kind != CallKind::Normal) {
    return nullptr;
  }
  const Type* type = n->sig->results[0].type;
  if (want_address) {
    return result_address_of_call(made, 0, type);
  }
  if (results_in_memory_.contains(made) || is_stack_call(made)) {
    return result_of_call(made, 0, type);
  }
  return value_i(ir::Op::SelectN, type, 0, {made});
}

// Later defers put their slot's definition into the entry block's memory; a call there would
// not see it.
void Builder::split_entry_for_open_defers() {
  if (block_ == f_.entry && has_open_defers_) {
    Block* next = nullptr;
    Block* b = end_block();
    next = new_block();
    ir::add_edge(b, next);
    start_block(next);
  }
}

}  // namespace prologo::lower
