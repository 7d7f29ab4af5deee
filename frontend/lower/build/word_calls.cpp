// Building functions and calls whose values change their form (words.h).

#include "frontend/lower/build/builder.h"
#include "frontend/lower/types.h"
#include "support/ensure.h"

namespace prologo::lower {

constexpr int64_t kWord = 8;

// ---- The function's own ----

ir::Variable* Builder::declare_word(const ir::Param& param, Variable::Class cls,
                                    const ir::Place& place) {
  Variable v;
  v.name = param.name;
  v.type = param.type;
  v.pos = fn_.pos;
  v.cls = cls;
  v.in_registers = place.in_registers();
  v.offset = place.in_registers() && cls == Variable::Class::Result ? 0 : place.home();
  return add_variable(std::move(v));
}

// The source's variables become ordinary ones, filled from words that arrive.
void Builder::declare_words() {
  if (form_->hidden_result) {
    f_.params[0] =
        declare_word(f_.signature.params[0], Variable::Class::Param, f_.layout.params[0]);
  }
  for (size_t i = 0; i < fn_.params.size(); i++) {
    const WordForm::Slot& slot = form_->params[i];
    const Name* name = fn_.params[i];
    if (slot.words == 0 || name == nullptr || !variables_.contains(name)) {
      continue;
    }
    variables_[name]->cls = Variable::Class::Auto;
    for (size_t k = slot.first; k < slot.first + slot.words; k++) {
      f_.params[k] =
          declare_word(f_.signature.params[k], Variable::Class::Param, f_.layout.params[k]);
    }
  }
  if (form_->result_memory == nullptr) {
    return;
  }
  for (const Name* result : fn_.results) {
    Variable* variable = variable_of(result);
    variable->cls = Variable::Class::Auto;
    variable->non_ssa = variable->non_ssa || fn_.has_defer;
  }
  for (size_t k = 0; k < f_.signature.results.size(); k++) {
    f_.results.push_back(declare_word({"~w" + std::to_string(k), f_.signature.results[k].type},
                                      Variable::Class::Result, f_.layout.results[k]));
  }
}

// A variable that holds `type` and its last word whole.
ir::Variable* Builder::new_word_memory(const Type* type) {
  Variable* memory_of_words = new_temp(fn_.pos, word_padded(types(), type));
  memory_of_words->address_taken = true;
  memory_of_words->non_ssa = true;
  var_def(memory_of_words);
  return memory_of_words;
}

ir::Value* Builder::part_address(Variable* whole, int64_t offset, const Type* type) {
  return off_ptr(pointer_to(type), offset, local_address(whole));
}

void Builder::copy_value(const Type* type, Value* to, Value* from) {
  if (can_be_ssa(type)) {
    store(type, to, load(type, from));
  } else {
    move(type, to, from);
  }
}

void Builder::receive_hidden_pointer() {
  Variable* pointer = f_.params[0];
  param_addresses_[pointer] = entry_value(ir::Op::LocalAddr, pointer_to(pointer->type), pointer,
                                          {sp_, initial_memory_});
  Value* v = value_a(ir::Op::Arg, pointer->type, pointer);
  if (can_ssa(pointer)) {
    define(pointer, v);
  } else {
    store(pointer->type, param_addresses_[pointer], v);
  }
}

void Builder::receive_words(Variable* variable, const WordForm::Slot& slot) {
  Variable* words = new_word_memory(variable->type);
  for (size_t k = 0; k < slot.words; k++) {
    Variable* word = f_.params[slot.first + k];
    Value* v = value_a(ir::Op::Arg, word->type, word);
    store(word->type, part_address(words, static_cast<int64_t>(k) * kWord, word->type), v);
  }
  if (can_be_ssa(variable->type)) {
    assign_variable(variable, load(variable->type, part_address(words, 0, variable->type)));
  } else {
    var_def(variable);
    move(variable->type, local_address(variable), part_address(words, 0, variable->type));
  }
}

// The values of MakeResult: the hidden pointer, behind which the results now are, or words.
std::vector<ir::Value*> Builder::results_in_words() {
  Variable* words = form_->hidden_result ? nullptr : new_word_memory(form_->result_memory);
  for (size_t i = 0; i < fn_.results.size(); i++) {
    const Name* name = fn_.results[i];
    Variable* variable = variable_of(name);
    const Type* type = variable->type;
    const int64_t offset = form_->results[i].offset;
    auto target = [&] {
      return words != nullptr ? part_address(words, offset, type)
                              : off_ptr(pointer_to(type), offset, read_variable(f_.params[0]));
    };
    if (can_ssa(variable)) {
      store(type, target(), current_value(variable, type));
      continue;
    }
    Value* from =
        is_on_stack(name) ? local_address(variable) : read_variable(heap_addresses_[name]);
    copy_value(type, target(), from);
  }
  if (words == nullptr) {
    return {read_variable(f_.params[0])};
  }
  std::vector<Value*> made;
  for (size_t k = 0; k < f_.signature.results.size(); k++) {
    const Type* type = f_.signature.results[k].type;
    made.push_back(load(type, part_address(words, static_cast<int64_t>(k) * kWord, type)));
  }
  return made;
}

// ---- Calls ----

// The arguments in the form that the callee takes.
std::vector<ir::Value*> Builder::arguments_in_words(const WordForm& form,
                                                    const ir::Signature& signature,
                                                    const std::vector<Value*>& args,
                                                    Variable* result_memory) {
  std::vector<Value*> made;
  if (form.hidden_result) {
    made.push_back(part_address(result_memory, 0, form.result_memory));
  }
  for (size_t i = 0; i < args.size(); i++) {
    const WordForm::Slot& slot = form.params[i];
    if (slot.words == 0) {
      made.push_back(args[i]);
      continue;
    }
    const Type* type = signature.params[i].type;
    Variable* words = new_word_memory(type);
    if (args[i]->op == ir::Op::Dereference) {
      move(type, part_address(words, 0, type), args[i]->args[0]);
    } else {
      store(type, part_address(words, 0, type), args[i]);
    }
    for (size_t k = 0; k < slot.words; k++) {
      const Type* word = form.signature.params[slot.first + k].type;
      made.push_back(load(word, part_address(words, static_cast<int64_t>(k) * kWord, word)));
    }
  }
  // Values in memory are taken from the state at the call.
  for (Value*& v : made) {
    if (v->op == ir::Op::Dereference) {
      v = value(ir::Op::Dereference, v->type, {v->args[0], memory()});
    }
  }
  return made;
}

// Memory for results that the callee writes; it may hold pointers, so it starts clear.
ir::Variable* Builder::new_result_memory(const WordForm& form) {
  Variable* results = new_word_memory(form.result_memory);
  zero(results->type, local_address(results));
  return results;
}

void Builder::keep_results(const WordForm& form, Value* call, Variable* results) {
  if (results == nullptr) {
    results = new_word_memory(form.result_memory);
    for (size_t k = 0; k < form.signature.results.size(); k++) {
      const Type* type = form.signature.results[k].type;
      Value* word = value_i(ir::Op::SelectN, type, static_cast<int64_t>(k), {call});
      store(type, part_address(results, static_cast<int64_t>(k) * kWord, type), word);
    }
  }
  std::vector<int64_t>& offsets = results_in_memory_[call].second;
  results_in_memory_[call].first = results;
  for (const WordForm::Slot& slot : form.results) {
    offsets.push_back(slot.offset);
  }
}

// Where a result of that call was kept; null if results of the call are as the source has them.
ir::Value* Builder::kept_result(const Value* call, int index, const Type* type) {
  auto found = results_in_memory_.find(call);
  if (found == results_in_memory_.end()) {
    return nullptr;
  }
  return part_address(found->second.first, found->second.second[static_cast<size_t>(index)],
                      type);
}

}  // namespace prologo::lower
