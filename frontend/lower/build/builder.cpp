// The ground of SSA construction: blocks, positions, variables; values are in values.cpp.

#include "frontend/lower/build/builder.h"

#include "frontend/lower/types.h"
#include "ir/c_form.h"
#include "support/ensure.h"

namespace prologo::lower {

const char Builder::kMemory = 0;
const char Builder::kPtr = 0;
const char Builder::kLen = 0;
const char Builder::kNewLen = 0;
const char Builder::kCap = 0;
const char Builder::kTypeWord = 0;
const char Builder::kOk = 0;
const char Builder::kDeferBits = 0;

static ir::Function& add_function(ir::Module& module) {
  module.functions.push_back(std::make_unique<ir::Function>());
  return *module.functions.back();
}

Builder::Builder(const Func& fn, ir::Module& module, const BuildOptions& options)
    : fn_(fn), module_(module), options_(options), f_(add_function(module)) {
  f_.module = &module;
  f_.name = fn.name;
  bool is_abi0 = fn.self != nullptr && fn.self->sym != nullptr && fn.self->sym->is_abi0;
  ir::Symbol* symbol = module.symbol(fn.name, is_abi0);
  symbol->kind = ir::Symbol::Kind::Text;
  symbol->dup_ok = fn.dup_ok;
  f_.symbol = symbol;
  f_.signature = fn.sig;
  f_.abi = fn.abi;
  f_.layout = fn.abi->lay_out(*fn.abi, module.types, fn.sig);
  form_ = word_form(module.types, fn.sig, f_.layout);
  if (form_) {
    f_.signature = form_->signature;
    f_.layout = fn.abi->lay_out(*fn.abi, module.types, f_.signature);
  }
  f_.pos = fn.pos;
  f_.end_pos = fn.end_pos;
  f_.no_split = fn.no_split;
  f_.is_wrapper = fn.is_wrapper;
  f_.is_abi_wrapper = fn.is_abi_wrapper;
  f_.needs_context = fn.needs_context;
  f_.dup_ok = fn.dup_ok;
  f_.has_defer = fn.has_defer;
  f_.optimise = options.optimise;
}

ir::Function* Builder::build() {
  At at(*this, fn_.pos);
  f_.entry = new_block();
  f_.entry->pos = fn_.pos;
  initial_memory_ = entry_value(ir::Op::InitMem, memory_type());
  sp_ = entry_value(ir::Op::SP, uintptr_type());
  sb_ = entry_value(ir::Op::SB, uintptr_type());
  start_block(f_.entry);
  set_memory(initial_memory_);
  declare_all();
  start_open_defers();
  make_parameters();
  statements(fn_.body);
  if (block_ != nullptr) {
    At end(*this, fn_.end_pos);
    exit();
  }
  for (Block* b : f_.blocks) {
    if (b->pos.is_known()) {
      spread_positions(b);
    }
  }
  insert_phis();
  return &f_;
}

ir::Function* build_function(const Func& fn, ir::Module& module, const BuildOptions& options) {
  std::string before = set_activity("building " + fn.name);
  module.type_descriptor = options.descriptor;
  ir::Function* made = Builder(fn, module, options).build();
  set_activity(before);
  return made;
}

// ---- Positions and blocks ----

Builder::At::At(Builder& builder, Pos at) : builder_(builder) {
  if (at.is_known()) {
    builder.last_pos_ = at;
  } else if (!builder.positions_.empty()) {
    at = builder.positions_.back();
  }
  builder.positions_.push_back(at);
}

void Builder::start_block(Block* block) {
  ENSURE(block_ == nullptr);
  block_ = block;
  definitions_ = &definitions_storage_.emplace_back();
  forward_.clear();
}

ir::Block* Builder::end_block() {
  Block* b = block_;
  if (b == nullptr) {
    return nullptr;
  }
  if (block_definitions_.size() <= static_cast<size_t>(b->id)) {
    block_definitions_.resize(static_cast<size_t>(b->id) + 1, nullptr);
  }
  block_definitions_[static_cast<size_t>(b->id)] = definitions_;
  block_ = nullptr;
  definitions_ = nullptr;
  // A block without code of its own gets the position of what follows (spread_positions).
  b->pos = is_lacking_pos(b) ? Pos{} : last_pos_;
  return b;
}

ir::Block* Builder::end_with_if(Value* control, ir::Likely likely) {
  Block* b = end_block();
  b->kind = ir::BlockKind::If;
  ir::set_control(b, control);
  b->likely = likely;
  return b;
}

void Builder::jump_from_here(Block* to) {
  if (Block* b = end_block()) {
    ir::add_edge(b, to);
  }
}

bool Builder::is_lacking_pos(const Value* v) {
  switch (v->op) {
    case ir::Op::VarDef:
    case ir::Op::VarKill:
    case ir::Op::VarLive:
    case ir::Op::Phi:
      return true;
    case ir::Op::FwdRef:
    case ir::Op::Copy:
      return v->type->is_memory();
    default:
      return false;
  }
}

bool Builder::is_lacking_pos(const Block* b) const {
  if (b->kind != ir::BlockKind::Plain || b->pos.is_known()) {
    return false;
  }
  for (const Value* v : b->values) {
    if (!is_lacking_pos(v)) {
      return false;
    }
  }
  return true;
}

// Blocks before b that have no position take that of b's first code.
void Builder::spread_positions(Block* b) {
  std::vector<Block*> work{b};
  while (!work.empty()) {
    Block* at = work.back();
    work.pop_back();
    Pos first = at->pos;
    for (const Value* v : at->values) {
      if (!is_lacking_pos(v) && v->pos.is_known()) {
        first = v->pos;
        break;
      }
    }
    for (const ir::Edge& e : at->preds) {
      if (is_lacking_pos(e.block)) {
        e.block->pos = first;
        work.push_back(e.block);
      }
    }
  }
}

// ---- Variables ----

ir::Variable* Builder::add_variable(Variable v) {
  Variable* made = f_.new_variable(std::move(v));
  variable_keys_[made] = made;
  return made;
}

ir::Variable* Builder::declare(const Name* name) {
  Variable v;
  v.name = name->name;
  v.type = name->type;
  v.pos = name->pos;
  v.address_taken = name->address_taken;
  v.is_autotmp = name->is_autotmp;
  v.cls = name->cls == Name::Class::Param    ? Variable::Class::Param
          : name->cls == Name::Class::Result ? Variable::Class::Result
                                             : Variable::Class::Auto;
  // What moved to the heap keeps its place in the list, but never a slot for its value:
  // except parameters, whose value still arrives here.
  v.non_ssa = name->address_taken || (!is_on_stack(name) && !name->is_closure_var());
  Variable* made = add_variable(std::move(v));
  variables_[name] = made;
  return made;
}

ir::Variable* Builder::variable_of(const Name* name) {
  auto it = variables_.find(name);
  ENSURE_MSG(it != variables_.end(), "not declared: " + name->name);
  return it->second;
}

ir::Variable* Builder::new_temp(Pos at, const Type* type) {
  Variable v;
  v.name = ".autotmp_" + std::to_string(f_.variables.size());
  v.type = type;
  v.pos = at;
  v.is_autotmp = true;
  return add_variable(std::move(v));
}

bool Builder::is_on_stack(const Name* name) const {
  return name->on_stack() || (name->is_closure_var() && variables_.contains(name));
}

ir::Value* Builder::current_value(Key key, const Type* type) {
  if (auto it = definitions_->find(key); it != definitions_->end()) {
    return it->second;
  }
  if (auto it = forward_.find(key); it != forward_.end()) {
    return it->second;
  }
  ENSURE_MSG(block_ != f_.entry, "a variable is used before the function begins");
  Value* v = value(ir::Op::FwdRef, type);
  forward_[key] = v;
  forward_keys_[v] = key;
  if (auto it = variable_keys_.find(key); it != variable_keys_.end()) {
    name_value(it->second, v);
  }
  return v;
}

// Remembers that v is a value of the variable, for debuggers and for the names of spill slots.
// Temporaries and results are left out.
void Builder::name_value(Variable* variable, Value* v) {
  if (variable->is_autotmp || variable->cls == Variable::Class::Result) {
    return;
  }
  for (ir::Function::NamedValue& named : f_.names) {
    if (named.variable == variable) {
      named.values.push_back(v);
      return;
    }
  }
  f_.names.push_back({variable, variable->type, 0, {v}});
}

// A value of one word only: others are taken apart later, and -N does not follow parts.
bool Builder::is_nameless_result_of_c(const Variable* variable) const {
  return variable->cls == Variable::Class::Result && ir::has_c_form(f_) && !fn_.has_defer &&
         variable->name.starts_with("~r") &&
         (variable->type->is_integer() || variable->type->is_pointer_shaped());
}

bool Builder::can_ssa(const Variable* variable) const {
  if (is_nameless_result_of_c(variable)) {
    return true;
  }
  if (!options_.optimise || variable->non_ssa || variable->address_taken) {
    return false;
  }
  if (variable->cls == Variable::Class::Result && fn_.has_defer) {
    return false;
  }
  return can_be_ssa(variable->type);
}

bool Builder::can_ssa(const Node* n) {
  if (!options_.optimise) {
    return n->op == Op::Name && n->name->cls == Name::Class::Result && is_on_stack(n->name) &&
           is_nameless_result_of_c(variable_of(n->name));
  }
  while (n->op == Op::Dot || (n->op == Op::Index && n->x->type->kind == ir::Kind::Array)) {
    n = n->x;
  }
  return n->op == Op::Name && is_on_stack(n->name) && can_ssa(variable_of(n->name));
}

ir::Value* Builder::local_address(Variable* variable) {
  const Type* pointer = pointer_to(variable->type);
  if (variable->cls == Variable::Class::Param) {
    return param_addresses_.at(variable);
  }
  return value_marked(ir::Op::LocalAddr, pointer, variable, {sp_, memory()},
                      !variable->is_autotmp);
}

ir::Value* Builder::read_variable(Variable* variable) {
  if (can_ssa(variable)) {
    return current_value(variable, variable->type);
  }
  return load(variable->type, local_address(variable));
}

}  // namespace prologo::lower
