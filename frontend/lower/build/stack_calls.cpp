// Calls as older releases make them: each argument is stored to its place as soon as it has
// been evaluated, and results are loaded from theirs where they are used. Nothing is left for
// backend/abi/expand_calls.

#include <algorithm>

#include "frontend/lower/build/builder.h"
#include "frontend/lower/query.h"
#include "ir/dialect.h"

namespace prologo::lower {

// Evaluating such an argument would overwrite those that have been stored.
static bool makes_calls(const Node* n) {
  return any_node(n, [](const Node* m) {
    switch (m->op) {
      case Op::Append:
      case Op::CallFunc:
      case Op::CallInter:
      case Op::Copy:
      case Op::DotType:
      case Op::DotType2:
      case Op::InlinedCall:
      case Op::New:
        return true;
      default:
        return !m->init.empty();
    }
  });
}

bool Builder::passes_in_order(const ir::CallLayout& layout) const {
  const auto on_stack = [](const ir::Place& place) { return !place.in_registers(); };
  return module_.dialect->arguments_stored_in_order &&
         std::all_of(layout.params.begin(), layout.params.end(), on_stack) &&
         std::all_of(layout.results.begin(), layout.results.end(), on_stack);
}

// The argument at `leader` is evaluated before the others and may call.
bool Builder::passes_in_order(const Node* call, const ir::CallLayout& layout) const {
  if (!passes_in_order(layout)) {
    return false;
  }
  for (size_t i = 0; i < call->list.size(); i++) {
    if (i != static_cast<size_t>(call->index) && makes_calls(call->list[i])) {
      return false;
    }
  }
  return true;
}

bool Builder::is_stack_call(const Value* call) {
  return call->op == ir::Op::StaticCall || call->op == ir::Op::InterCall ||
         call->op == ir::Op::ClosureCall;
}

ir::Value* Builder::place_in_call(const ir::Place& place, const Type* type) {
  Value* at = f_.constant(ir::Op::OffPtr, pointer_to(type), place.stack_offset);
  if (at->args.empty()) {
    ir::add_arg(at, sp_);
  }
  return at;
}

void Builder::store_argument(const ir::Place& place, Value* v) {
  if (place.type->size == 0) {
    return;
  }
  Value* to = place_in_call(place, place.type);
  if (v->op == ir::Op::Dereference) {
    move(place.type, to, v->args[0]);
  } else {
    store(place.type, to, v);
  }
}

// `leading` are the code and the object of the callee, where they are not constant.
ir::Value* Builder::make_stack_call(ir::Op op, const ir::CallInfo* info,
                                    const std::vector<Value*>& leading, int64_t room) {
  Value* made = value_a(op, results_type({}), info);
  for (Value* arg : leading) {
    ir::add_arg(made, arg);
  }
  ir::add_arg(made, memory());
  made->aux_int = room;
  set_memory(value_i(ir::Op::SelectN, memory_type(), 0, {made}));
  return made;
}

}  // namespace prologo::lower
