// The beginning and the end of a function: parameters from where the ABI put them, captures,
// result slots, parameters that moved to the heap; and the exit sequence.
//
//     InitMem, SP, SB
//     LocalAddr of each named parameter and result
//     the value of each register parameter, stored to its home (or kept in SSA form)
//     captures of a closure, results set to zero, heap copies of parameters
//     the body

#include <map>

#include "frontend/lower/build/builder.h"
#include "frontend/lower/query.h"
#include "frontend/lower/types.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

void Builder::declare_all() {
  for (const Name* name : fn_.dcl) {
    declare(name);
  }
  f_.params.resize(f_.signature.params.size());
  if (form_) {
    declare_words();
  }
  for (size_t i = 0; i < fn_.params.size(); i++) {
    const size_t at = form_ ? form_->params[i].first : i;
    const Name* name = fn_.params[i];
    bool is_passed = name != nullptr && variables_.contains(name);
    if (is_passed && variables_[name]->cls == Variable::Class::Param) {
      const ir::Place& place = f_.layout.params[at];
      Variable* variable = variables_[name];
      variable->in_registers = place.in_registers();
      variable->offset = place.home();
      f_.params[at] = variable;
    }
  }
  for (size_t i = 0; i < fn_.results.size() && !changes_results(); i++) {
    const ir::Place& place = f_.layout.results[i];
    Variable* variable = variable_of(fn_.results[i]);
    variable->in_registers = place.in_registers();
    variable->offset = place.in_registers() ? 0 : place.stack_offset;
    f_.results.push_back(variable);
  }
}

void Builder::make_parameters() {
  make_param_addresses();
  receive_parameters();
  const bool results_first = fn_.is_method_value && module_.dialect->method_values_by_address;
  if (results_first) {
    zero_results();
  }
  if (fn_.needs_context) {
    load_captures();
  }
  if (!results_first) {
    zero_results();
  }
  move_params_to_heap();
}

void Builder::make_param_addresses() {
  for (const Name* name : fn_.dcl) {
    Variable* variable = variables_[name];
    if (variable->cls == Variable::Class::Param || variable->cls == Variable::Class::Result) {
      param_addresses_[variable] = entry_value(ir::Op::LocalAddr, pointer_to(variable->type),
                                               variable, {sp_, initial_memory_});
    }
  }
}

void Builder::receive_parameters() {
  if (form_ && form_->hidden_result) {
    receive_hidden_pointer();
  }
  std::map<const Variable*, size_t> position;
  for (size_t i = 0; i < f_.params.size(); i++) {
    if (f_.params[i] != nullptr) {
      position[f_.params[i]] = i;
    }
  }
  for (const Name* name : fn_.dcl) {
    if (name->cls != Name::Class::Param) {
      continue;
    }
    Variable* variable = variables_[name];
    if (variable->cls == Variable::Class::Auto) {
      continue;  // arrives in words
    }
    if (can_ssa(variable)) {
      Value* v = value_a(ir::Op::Arg, variable->type, variable);
      define(variable, v);
      name_value(variable, v);
      continue;
    }
    const ir::Place& place = f_.layout.params[position.at(variable)];
    if (!place.in_registers()) {
      continue;
    }
    if (can_be_ssa(variable->type)) {
      Value* v = value_a(ir::Op::Arg, variable->type, variable);
      store(variable->type, param_addresses_[variable], v);
    } else {
      store_register_pieces(variable, place, param_addresses_[variable]);
    }
  }
  for (size_t i = 0; form_ && i < fn_.params.size(); i++) {
    if (form_->params[i].words != 0 && f_.params[form_->params[i].first] != nullptr) {
      receive_words(variables_[fn_.params[i]], form_->params[i]);
    }
  }
}

// A parameter too large for one SSA value: each register is stored on its own. aux_int is the
// register's place in the ABI's list.
void Builder::store_register_pieces(Variable* variable, const ir::Place& place,
                                    Value* address) {
  auto number = [](std::span<const ir::Register> list, ir::Register reg) {
    size_t i = 0;
    while (list[i] != reg) {
      i++;
    }
    return static_cast<int64_t>(i);
  };
  for (const ir::Piece& piece : place.pieces) {
    bool is_float = piece.type->is_float();
    Value* v = value_i(is_float ? ir::Op::ArgFloatReg : ir::Op::ArgIntReg, piece.type,
                       number(is_float ? f_.abi->float_regs : f_.abi->int_regs, piece.reg));
    v->aux = f_.part(variable, piece.offset);
    Value* to = off_ptr(pointer_to(piece.type), piece.offset, address);
    store(piece.type, to, v);
  }
}

// The closure object holds its code word, then each capture: the value itself, or a pointer to
// the variable.
void Builder::load_captures() {
  Value* object = entry_value(ir::Op::GetClosurePtr, byte_pointer());
  int64_t offset = 8;
  for (const Name* name : fn_.closure_vars) {
    const Type* type = name->by_value ? name->type : pointer_to(name->type);
    offset = (offset + type->align - 1) / type->align * type->align;
    Value* place = off_ptr(pointer_to(type), offset, object);
    offset += type->size;
    const bool is_wide = module_.dialect->wide_captures_by_address &&
                         name->type->size > kWidestCopiedCapture;
    const bool by_address = is_wide || reads_receiver_by_address(name);
    if (name->by_value && !name->address_taken && can_be_ssa(name->type) && !by_address) {
      Variable* variable = declare(name);
      variable->is_closure_var = true;
      assign_variable(variable, load(type, place));
      continue;
    }
    set_heap_address(fn_.pos, name, name->by_value ? place : load(type, place));
    if (reads_receiver_by_address(name)) {
      nil_check(place);
    }
  }
}

// Whether the code behind a method value has a pointer to the receiver, not a copy of it.
bool Builder::reads_receiver_by_address(const Name* name) const {
  return fn_.is_method_value && module_.dialect->method_values_by_address &&
         name->type->kind != ir::Kind::Pointer && !is_interface(name->type);
}

// A parameter's or result's address as it was at the entry.
ir::Value* Builder::own_address(Variable* variable) {
  auto found = param_addresses_.find(variable);
  return found != param_addresses_.end() ? found->second : local_address(variable);
}

// Results are live from the start: a deferred call that recovers shows them to the caller.
void Builder::zero_results() {
  for (size_t i = 0; i < fn_.results.size(); i++) {
    const Name* name = fn_.results[i];
    if (!is_on_stack(name)) {
      continue;
    }
    Variable* variable = variable_of(name);
    if (can_be_ssa(variable->type)) {
      assign_variable(variable, zero_value(variable->type));
    } else {
      var_def(variable);
      zero(variable->type, own_address(variable));
    }
  }
}

void Builder::move_params_to_heap() {
  for (const Name* name : fn_.params) {
    if (name != nullptr && name->name != "_" && !is_on_stack(name)) {
      new_heap_address(name);
      move(name->type, read_variable(heap_addresses_[name]), own_address(variables_[name]));
    }
  }
  for (size_t i = 0; i < fn_.results.size(); i++) {
    const Name* name = fn_.results[i];
    if (!is_on_stack(name)) {
      new_heap_address(name);
      variable_of(name)->heap_address = heap_addresses_[name];
    }
  }
}

void Builder::new_heap_address(const Name* name) {
  set_heap_address(name->pos, name, new_object(name->type));
}

// From here on the variable is what `&name` points to.
void Builder::set_heap_address(Pos at, const Name* name, Value* pointer) {
  Variable v;
  v.name = "&" + name->name;
  v.type = pointer_to(name->type);
  v.pos = at;
  Variable* made = add_variable(std::move(v));
  heap_addresses_[name] = made;
  if (name->cls == Name::Class::Result) {
    variable_of(name)->heap_address = made;
  }
  assign_variable(made, pointer);
}

ir::Value* Builder::new_object(const Type* type, Value* descriptor) {
  if (type->size == 0) {
    return entry_value(ir::Op::Addr, pointer_to(type), module_.symbol("runtime.zerobase"),
                       {sb_});
  }
  if (descriptor == nullptr) {
    descriptor = reflect_type(type);
  }
  return runtime_call("newobject", true, {pointer_to(type)}, {descriptor})[0];
}

const ir::Type* Builder::results_type(const std::vector<const Type*>& parts) {
  std::vector<const Type*> all = parts;
  all.push_back(memory_type());
  return types().results(all);
}

// Runs deferred calls, collects the results and leaves.
ir::Block* Builder::exit() {
  if (fn_.has_defer) {
    if (has_open_defers_) {
      open_defer_exit();
    } else {
      runtime_call("deferreturn", true, {}, {});
    }
  }
  std::vector<Value*> results;
  if (changes_results()) {
    results = results_in_words();
  }
  Value* made = value(ir::Op::MakeResult, late_type(f_.signature));
  for (size_t i = 0; i < fn_.results.size() && !changes_results(); i++) {
    const Name* name = fn_.results[i];
    Variable* variable = f_.results[i];
    if (can_ssa(variable)) {
      if (!variable->in_registers) {
        var_def(variable);
      }
      results.push_back(current_value(variable, variable->type));
    } else if (!is_on_stack(name)) {
      var_def(variable);
      Value* address = read_variable(heap_addresses_[name]);
      results.push_back(value(ir::Op::Dereference, variable->type, {address, memory()}));
    } else {
      Value* address = local_address(variable);
      results.push_back(value(ir::Op::Dereference, variable->type, {address, memory()}));
    }
  }
  results.push_back(memory());
  for (Value* v : results) {
    ir::add_arg(made, v);
  }
  Block* b = end_block();
  b->kind = ir::BlockKind::Ret;
  ir::set_control(b, made);
  return b;
}

}  // namespace prologo::lower
