#include "ir/function.h"

#include <algorithm>

#include "ir/analysis/type_order.h"
#include "ir/module.h"
#include "support/ensure.h"

namespace prologo::ir {

bool Value::is_memory() const {
  if (type->is_memory()) {
    return true;
  }
  return (type->is_tuple() || type->is_results()) && !type->fields.empty() &&
         type->fields.back().type->is_memory();
}

Value* Value::memory_arg() const {
  ENSURE(op != Op::Phi);
  return !args.empty() && args.back()->is_memory() ? args.back() : nullptr;
}

bool Value::is_removable() const {
  return !type->is_void() && !is_memory() && !info(op).has(kHasSideEffects);
}

bool Block::is_likely_target() const {
  auto expects_us = [this](const Edge& e) {
    const Block* p = e.block;
    if (p->succs.size() == 1) {
      return true;
    }
    return p->succs.size() == 2 &&
           ((p->likely == Likely::Likely && p->succs[0].block == this) ||
            (p->likely == Likely::Unlikely && p->succs[1].block == this));
  };
  return !preds.empty() && std::all_of(preds.begin(), preds.end(), expects_us);
}

bool is_never_statement(Op op) {
  switch (op) {
    case Op::Copy:
    case Op::Phi:
    case Op::VarKill:
    case Op::VarDef:
    case Op::VarLive:
    case Op::Unknown:
    case Op::FwdRef:
    case Op::Arg:
    case Op::ArgIntReg:
    case Op::ArgFloatReg:
      return true;
    default:
      return false;
  }
}

// ---- Function ----

Value* Function::new_value(Block* block, Op op, const Type* type, Pos pos_of_value) {
  Value* v;
  if (free_values.empty()) {
    v = &value_storage.emplace_back();
    v->id = next_value_++;
  } else {
    v = free_values.back();
    free_values.pop_back();
  }
  v->op = op;
  v->type = type;
  v->block = block;
  // What has no position begins no line either.
  bool unmarked = is_never_statement(op) || !pos_of_value.is_known();
  v->pos = unmarked ? pos_of_value.with_mark(StatementMark::No) : pos_of_value;
  block->values.push_back(v);
  return v;
}

static void forget_constant(Value* v) {
  std::vector<Value*>& line = v->block->fn->constants[v->aux_int];
  auto found = std::find(line.begin(), line.end(), v);
  ENSURE(found != line.end());
  *found = line.back();
  line.pop_back();
  v->in_cache = false;
}

void Function::free_value(Value* v) {
  ENSURE(v->block != nullptr && v->uses == 0 && v->args.empty());
  if (v->in_cache) {
    forget_constant(v);
  }
  ValueId number = v->id;
  *v = Value{};
  v->id = number;
  free_values.push_back(v);
}

Block* Function::new_block(BlockKind kind) {
  Block* b;
  if (free_blocks.empty()) {
    b = &block_storage.emplace_back();
    b->id = next_block_++;
  } else {
    b = free_blocks.back();
    free_blocks.pop_back();
  }
  b->kind = kind;
  b->fn = this;
  blocks.push_back(b);
  return b;
}

void Function::free_block(Block* b) {
  ENSURE(b->fn != nullptr);
  BlockId number = b->id;
  *b = Block{};
  b->id = number;
  free_blocks.push_back(b);
}

Value* Function::constant(Op op, const Type* type, int64_t aux_int, Aux aux) {
  std::vector<Value*>& line = constants[aux_int];
  for (Value* v : line) {
    if (v->op == op && compare_types(v->type, type) == 0 && v->aux == aux) {
      return v;
    }
  }
  Value* v = new_value(entry, op, type, Pos{});
  v->aux_int = aux_int;
  v->aux = aux;
  v->in_cache = true;
  line.push_back(v);
  return v;
}

Variable* Function::new_variable(Variable v) {
  v.index = static_cast<int>(variables.size());
  variables.push_back(std::make_unique<Variable>(std::move(v)));
  return variables.back().get();
}

Variable* Function::new_temp(const Type* type, Pos pos_of_temp) {
  Variable v;
  v.name = ".autotmp_" + std::to_string(variables.size());
  v.type = type;
  v.pos = pos_of_temp;
  v.is_autotmp = true;
  v.used = true;
  return new_variable(std::move(v));
}

static Value* find_base(Function& fn, Op op) {
  for (Value* v : fn.entry->values) {
    if (v->op == op) {
      return v;
    }
  }
  return fn.new_value(fn.entry, op, fn.module->types.basic(Kind::Uintptr), Pos{});
}

Value* Function::stack_pointer() { return find_base(*this, Op::SP); }

Value* Function::static_base() { return find_base(*this, Op::SB); }

const VariablePart* Function::part(Variable* variable, int64_t offset) {
  for (const VariablePart& p : parts) {
    if (p.variable == variable && p.offset == offset) {
      return &p;
    }
  }
  return &parts.emplace_back(VariablePart{variable, offset});
}

// ---- Edits of values ----

void add_arg(Value* v, Value* arg) {
  v->args.push_back(arg);
  ++arg->uses;
}

void set_arg(Value* v, size_t i, Value* arg) {
  --v->args[i]->uses;
  v->args[i] = arg;
  ++arg->uses;
}

void reset_args(Value* v) {
  for (Value* arg : v->args) {
    --arg->uses;
  }
  v->args.clear();
}

void reset_value(Value* v, Op op) {
  if (v->in_cache) {
    forget_constant(v);
  }
  v->op = op;
  reset_args(v);
  v->aux_int = 0;
  v->aux = {};
}

void copy_of(Value* v, Value* source) {
  if (v == source) {
    return;
  }
  reset_value(v, Op::Copy);
  add_arg(v, source);
  v->type = source->type;
}

bool invalidate(Value* v) {
  bool lost = v->pos.mark == StatementMark::Yes;
  if (v->in_cache) {
    forget_constant(v);
  }
  v->op = Op::Invalid;
  for (Value* arg : v->args) {
    if (--arg->uses == 0) {
      lost = invalidate(arg) || lost;
    }
  }
  v->args.clear();
  v->aux_int = 0;
  v->aux = {};
  return lost;
}

Value* clone_value(const Value* v, Block* b, Pos pos) {
  Value* c = b->fn->new_value(b, v->op, v->type, pos);
  c->aux = v->aux;
  c->aux_int = v->aux_int;
  for (Value* arg : v->args) {
    ENSURE(!arg->is_memory());
    add_arg(c, arg);
  }
  return c;
}

Value* clone_value(const Value* v, Block* b) {
  return clone_value(v, b, v->pos.with_mark(StatementMark::No));
}

bool simplify_phi(Value* v) {
  if (v->op != Op::Phi) {
    return false;
  }
  Value* only = nullptr;
  for (Value* arg : v->args) {
    if (arg == v || arg == only) {
      continue;
    }
    if (only != nullptr) {
      return false;
    }
    only = arg;
  }
  if (only == nullptr) {
    return false;  // refers to nothing but itself: dead
  }
  v->op = Op::Copy;
  reset_args(v);
  add_arg(v, only);
  return true;
}

// ---- Edits of blocks ----

void set_control(Block* b, Value* v) {
  reset_controls(b);
  b->controls[0] = v;
  ++v->uses;
}

void add_control(Block* b, Value* v) {
  ENSURE(b->controls[1] == nullptr);
  b->controls[static_cast<size_t>(b->control_count())] = v;
  ++v->uses;
}

void reset_controls(Block* b) {
  for (Value*& control : b->controls) {
    if (control != nullptr) {
      --control->uses;
    }
    control = nullptr;
  }
}

void replace_control(Block* b, size_t i, Value* v) {
  --b->controls[i]->uses;
  b->controls[i] = v;
  ++v->uses;
}

void copy_controls(Block* to, const Block* from) {
  if (to == from) {
    return;
  }
  reset_controls(to);
  for (Value* control : from->controls) {
    if (control != nullptr) {
      add_control(to, control);
    }
  }
}

void reset_block(Block* b, BlockKind kind) {
  b->kind = kind;
  reset_controls(b);
  b->aux = {};
  b->aux_int = 0;
}

void add_edge(Block* from, Block* to) {
  int out = static_cast<int>(from->succs.size());
  int in = static_cast<int>(to->preds.size());
  from->succs.push_back({to, in});
  to->preds.push_back({from, out});
}

void remove_pred(Block* b, size_t i) {
  Edge moved = b->preds.back();
  b->preds.pop_back();
  if (i < b->preds.size()) {
    b->preds[i] = moved;
    moved.block->succs[static_cast<size_t>(moved.index)].index = static_cast<int>(i);
  }
}

void remove_succ(Block* b, size_t i) {
  Edge moved = b->succs.back();
  b->succs.pop_back();
  if (i < b->succs.size()) {
    b->succs[i] = moved;
    moved.block->preds[static_cast<size_t>(moved.index)].index = static_cast<int>(i);
  }
}

void remove_phi_arg(Value* phi, size_t i) {
  ENSURE(phi->args.size() == phi->block->preds.size() + 1);
  --phi->args[i]->uses;
  phi->args[i] = phi->args.back();
  phi->args.pop_back();
}

void remove_edge(Block* b, size_t i) {
  Block* to = b->succs[i].block;
  auto in = static_cast<size_t>(b->succs[i].index);
  remove_succ(b, i);
  remove_pred(to, in);
  for (Value* v : to->values) {
    if (v->op == Op::Phi) {
      remove_phi_arg(v, in);
      simplify_phi(v);
    }
  }
}

void swap_successors(Block* b) {
  ENSURE(b->succs.size() == 2);
  std::swap(b->succs[0], b->succs[1]);
  for (size_t i = 0; i < 2; ++i) {
    Edge& e = b->succs[i];
    e.block->preds[static_cast<size_t>(e.index)].index = static_cast<int>(i);
  }
  b->likely = static_cast<Likely>(-static_cast<int>(b->likely));
}

}  // namespace prologo::ir
