#include "backend/abi/expand_calls.h"

#include <array>

#include "backend/abi/expand_state.h"
#include "ir/dialect.h"
#include "ir/rules/rewrite.h"
#include "support/ensure.h"

namespace prologo::abi {

void expand_calls(ir::Function& fn) { Expander(fn).run(); }

Expander::Expander(Function& fn) : fn_(fn), types_(fn.module->types), dominators_(fn) {
  fn.static_base();
  stack_pointer_ = fn.stack_pointer();
}

static size_t first_argument(Op op) {
  // Before the arguments: the code of an interface method; code and object of a closure.
  return op == Op::InterLECall ? 1 : op == Op::ClosureLECall ? 2 : 0;
}

static bool is_source_call(Op op) {
  return op == Op::StaticLECall || op == Op::TailLECall || op == Op::InterLECall ||
         op == Op::ClosureLECall;
}

void Expander::run() {
  collect_names();
  for (Block* b : fn_.blocks) {
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      Value* v = b->values[i];
      if (is_source_call(v->op)) {
        expand_call(v, first_argument(v->op));
      }
    }
    bool returns = b->kind == BlockKind::Ret || b->kind == BlockKind::RetJmp;
    if (returns && b->controls[0] != nullptr && b->controls[0]->op == Op::MakeResult) {
      expand_results(b);
    }
  }
  split_stores();
  expand_selectors();
  retype_calls();
  share_registers();
  skip_copies();
  move_marks();
}

// Composite values that carry names: the names go to their parts.
void Expander::collect_names() {
  for (size_t n = 0; n < fn_.names.size(); ++n) {
    const Function::NamedValue& name = fn_.names[n];
    for (size_t i = 0; is_composite(name.type) && i < name.values.size(); ++i) {
      const Value* v = name.values[i];
      if (v->op == Op::SelectN || (v->op == Op::Arg && is_composite(v->type))) {
        named_[v].push_back({n, i});
      }
    }
  }
}

bool Expander::is_composite(const Type* t) const {
  if (!t->is_ssa_able()) {
    return false;
  }
  switch (t->kind) {
    case Kind::Struct:
    case Kind::Array:
    case Kind::String:
    case Kind::Slice:
    case Kind::Interface:
    case Kind::Complex64:
    case Kind::Complex128:
      return true;
    default:
      return false;
  }
}

// from + offset as a pointer of that type. Words of the argument area are shared constants.
Value* Expander::address(Block* b, Value* from, int64_t offset, const Type* type) {
  bool is_pointer =
      from->type->kind == Kind::Pointer || from->type->kind == Kind::UnsafePointer;
  if (offset == 0 && (from->type == type || (is_pointer && type->kind == Kind::Pointer))) {
    return from;
  }
  for (; from->op == Op::OffPtr; from = from->args[0]) {
    offset += from->aux_int;
  }
  if (from == stack_pointer_) {
    Value* at = fn_.constant(Op::OffPtr, type, offset);
    if (at->args.empty()) {
      add_arg(at, stack_pointer_);
    }
    return at;
  }
  Value* at = fn_.new_value(b, Op::OffPtr, type, from->pos.with_mark(StatementMark::No));
  at->aux_int = offset;
  add_arg(at, from);
  return at;
}

void Expander::drop_unused(const std::vector<Value*>& values) {
  for (Value* v : values) {
    if (v->uses == 0) {
      invalidate(v);
    }
  }
}

// struct{[1]struct{x T}} -> T.
const Type* Expander::strip_wrappers(const Type* t) {
  while (true) {
    if (t->kind == Kind::Struct && t->fields.size() == 1) {
      t = t->fields[0].type;
    } else if (t->kind == Kind::Array && t->length == 1) {
      t = t->elem;
    } else {
      return t;
    }
  }
}

const Type* Expander::results_type(Types& types, const CallLayout& layout) {
  std::vector<const Type*> parts;
  for (const Place& place : layout.results) {
    for (const Piece& piece : place.pieces) {
      parts.push_back(piece.type);
    }
  }
  parts.push_back(types.basic(Kind::Memory));
  return types.results(parts);
}

// ---- Arguments ----

// A tail call often passes on what it got: then nothing moves.
static bool is_own_parameter(const Value* call, const Value* arg, int64_t offset) {
  if (call->op != Op::TailLECall) {
    return false;
  }
  const Value* at = arg->op == Op::Dereference ? arg->args[0] : arg;
  bool names_variable = arg->op == Op::Dereference ? at->op == Op::LocalAddr
                                                   : at->op == Op::Arg && at->aux_int == 0;
  return names_variable && at->aux.variable()->cls == Variable::Class::Param &&
         at->aux.variable()->offset == offset;
}

void Expander::expand_call(Value* call, size_t first_arg) {
  const CallLayout& layout = call->aux.call()->layout;
  Value* const before = call->memory_arg();
  Value* memory = before;
  Value* base = stack_pointer_;
  if (call->op == Op::TailLECall) {
    // The frame is gone when the call is made: arguments are relative to the caller's SP.
    base = fn_.new_value(fn_.entry, Op::GetCallerSP, types_.basic(Kind::Uintptr), Pos{});
  }
  const std::vector<Value*> leading(
      call->args.begin(), call->args.begin() + static_cast<std::ptrdiff_t>(first_arg));
  const std::vector<Value*> old(call->args.begin() + static_cast<std::ptrdiff_t>(first_arg),
                                call->args.end() - 1);
  ENSURE_MSG(old.size() == layout.params.size(), "arguments do not match the signature");
  std::vector<Value*> in_registers;
  for (size_t i = 0; i < old.size(); ++i) {
    Value* arg = old[i];
    const Place& place = layout.params[i];
    if (!place.in_registers() && is_own_parameter(call, arg, place.stack_offset)) {
      continue;
    }
    if (!place.in_registers() && arg->op == Op::Dereference) {
      ENSURE(arg->memory_arg() == before);
      memory =
          move_block(call->block, base, arg, memory, place.stack_offset, place.type, arg->pos);
      continue;
    }
    Target target{place.in_registers() ? nullptr : base,
                  place.in_registers() ? &in_registers : nullptr};
    int64_t offset = place.in_registers() ? 0 : place.stack_offset;
    memory = store(arg->pos, call->block, arg, memory, place.type, offset, 0, target);
  }
  reset_args(call);
  for (Value* v : leading) {
    add_arg(call, v);
  }
  for (Value* v : in_registers) {
    add_arg(call, v);
  }
  add_arg(call, memory);
  drop_unused(old);
}

// ---- The function's own results ----

// The result is the variable's own memory: nothing to copy.
static bool is_own_result(const Value* result, const Variable* variable) {
  if (result->op != Op::Load && result->op != Op::Dereference) {
    return false;
  }
  const Value* at = result->args[0];
  return at->op == Op::LocalAddr && at->args[1] == result->args[1] &&
         at->aux.variable() == variable;
}

void Expander::expand_results(Block* b) {
  Value* made = b->controls[0];
  Value* memory = made->memory_arg();
  const std::vector<Value*> old(made->args.begin(), made->args.end() - 1);
  ENSURE_MSG(old.size() == fn_.layout.results.size(), "results do not match the signature");
  std::vector<Value*> in_registers;
  for (size_t i = 0; i < old.size(); ++i) {
    Value* result = old[i];
    const Place& place = fn_.layout.results[i];
    Value* home = fn_.new_value(b, Op::LocalAddr, types_.pointer_to(place.type), made->pos);
    home->aux = fn_.results[i];
    add_arg(home, stack_pointer_);
    add_arg(home, memory);
    if (!place.in_registers() && result->op == Op::Dereference) {
      if (is_own_result(result, fn_.results[i])) {
        Value* def = result->args[1];
        if (def->op == Op::VarDef && def->aux.variable() == fn_.results[i]) {
          copy_of(def, def->memory_arg());
        }
        continue;
      }
      memory = move_block(b, home, result, memory, 0, place.type, result->pos);
      continue;
    }
    if (result->op == Op::Load && is_own_result(result, fn_.results[i])) {
      continue;
    }
    Target target{place.in_registers() ? nullptr : home,
                  place.in_registers() ? &in_registers : nullptr};
    memory = store(made->pos, b, result, memory, place.type, 0, 0, target);
  }
  reset_args(made);
  for (Value* v : in_registers) {
    add_arg(made, v);
  }
  add_arg(made, memory);
  made->type = results_type(types_, fn_.layout);
  set_control(b, made);
  drop_unused(old);
}

// ---- Everything else ----

// Stores of composite values that remain come from calls and parameters.
void Expander::split_stores() {
  for (Block* b : fn_.blocks) {
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      Value* v = b->values[i];
      if (v->op != Op::Store) {
        continue;
      }
      const Type* t = v->aux.type();
      // A struct in the data word of an interface is stored as *uint8.
      if (!is_composite(t) && is_composite(v->args[1]->type)) {
        t = v->args[1]->type;
      }
      if (!is_composite(t) && !dialect_of(fn_).expansion_remakes_stores) {
        continue;
      }
      Value* memory =
          store(v->pos, b, v->args[1], v->args[2], t, 0, 0, Target{v->args[0], nullptr});
      copy_of(v, memory);
    }
  }
}

void Expander::retype_calls() {
  for (Block* b : fn_.blocks) {
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      Value* v = b->values[i];
      if (v->op == Op::Arg) {
        arg_in_place(v);
      } else if (is_source_call(v->op)) {
        v->op = v->op == Op::StaticLECall  ? Op::StaticCall
                : v->op == Op::TailLECall  ? Op::TailCall
                : v->op == Op::InterLECall ? Op::InterCall
                                           : Op::ClosureCall;
        v->type = results_type(types_, v->aux.call()->layout);
      }
    }
  }
}

// One value a parameter register: parts of one type and another may have made two.
void Expander::share_registers() {
  std::map<std::pair<Op, int64_t>, Value*> first;
  const size_t count = fn_.entry->values.size();
  for (size_t i = 0; i < count; ++i) {
    Value* v = fn_.entry->values[i];
    if (v->op != Op::ArgIntReg && v->op != Op::ArgFloatReg) {
      continue;
    }
    auto [known, is_new] = first.emplace(std::pair(v->op, v->aux_int), v);
    if (is_new) {
      continue;
    }
    Value* w = known->second;
    ENSURE(w->type->size == v->type->size);
    if (w->type->kind == Kind::UnsafePointer && v->type->kind != Kind::UnsafePointer) {
      w->type = v->type;
    }
    copy_of(v, w);
  }
}

void Expander::skip_copies() {
  for (Function::NamedValue& name : fn_.names) {
    for (Value*& v : name.values) {
      while (v->op == Op::Copy) {
        v = v->args[0];
      }
    }
  }
  for (Block* b : fn_.blocks) {
    for (Value* v : b->values) {
      for (size_t i = 0; i < v->args.size(); ++i) {
        Value* copy = v->args[i];
        if (copy->op != Op::Copy) {
          continue;
        }
        set_arg(v, i, copy_source(copy));
        while (copy->uses == 0 && copy->op == Op::Copy) {
          Value* next = copy->args[0];
          invalidate(copy);
          copy = next;
        }
      }
    }
  }
}

// Registers that just arrive make no code: their marks go to a user on the same line.
void Expander::move_marks() {
  for (Block* b : fn_.blocks) {
    for (Value* v : b->values) {
      for (Value* arg : v->args) {
        bool arrives =
            arg->op == Op::ArgIntReg || arg->op == Op::ArgFloatReg || arg->op == Op::SelectN;
        if (arrives && arg->pos.mark == StatementMark::Yes && !arg->is_memory() &&
            arg->pos.same_line(v->pos)) {
          v->pos.mark = StatementMark::Yes;
          arg->pos.mark = StatementMark::Maybe;
        }
      }
    }
  }
}

}  // namespace prologo::abi
