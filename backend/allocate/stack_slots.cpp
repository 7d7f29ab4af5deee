#include "backend/allocate/stack_slots.h"

#include <algorithm>
#include <unordered_map>

#include "backend/allocate/registers.h"
#include "ir/analysis/order.h"
#include "ir/analysis/sparse_set.h"
#include "ir/analysis/type_order.h"
#include "ir/module.h"

namespace prologo::alloc {

using namespace ir;

namespace {

bool is_parameter(const Value* v) {
  return v->op == Op::Arg || v->op == Op::ArgIntReg || v->op == Op::ArgFloatReg;
}

class SlotAllocator {
 public:
  SlotAllocator(Function& fn, const std::vector<std::vector<ValueId>>& spills_live)
      : fn_(fn),
        spills_live_(spills_live),
        states_(static_cast<size_t>(fn.value_count())),
        live_at_end_(static_cast<size_t>(fn.block_count())),
        live_(fn.value_count()),
        at_pred_(fn.value_count()) {
    fn.homes.resize(static_cast<size_t>(fn.value_count()));
    for (const Block* b : fn.blocks) {
      for (Value* v : b->values) {
        State& s = states_[v->id];
        s.type = v->type;
        s.needs_slot = !v->is_memory() && !v->type->is_void() && !v->type->is_flags() &&
                       fn.homes[v->id].kind == Location::Kind::None && !is_rematerialisable(v);
        s.is_parameter = is_parameter(v);
        if (v->op == Op::StoreReg) {
          states_[v->args[0]->id].spill = v;
        }
      }
    }
  }

  StackSlots run() {
    find_live();
    for (const Block* b : fn_.blocks) {
      find_interference(b);
    }
    find_names();
    for (Value* v : fn_.entry->values) {
      if (v->op == Op::Arg) {
        fn_.homes[v->id] = stack(v->aux.variable(), v->aux_int, v->type);
      }
    }
    for (const Block* b : fn_.blocks) {
      for (Value* v : b->values) {
        if (states_[v->id].needs_slot && !is_parameter(v) && !use_named_slot(v)) {
          use_temporary(v);
        }
      }
    }
    return {std::move(live_at_end_)};
  }

 private:
  struct State {
    const Type* type = nullptr;
    const Value* spill = nullptr;
    bool needs_slot = false;
    bool is_parameter = false;
    int temporary = -1;  // index among the temporaries of its type
    const Function::NamedValue* name = nullptr;
    std::vector<ValueId> interferes;
  };

  Function& fn_;
  const std::vector<std::vector<ValueId>>& spills_live_;
  std::vector<State> states_;
  std::vector<std::vector<ValueId>> live_at_end_;
  SparseSet live_;
  SparseSet at_pred_;
  std::unordered_map<const Type*, std::vector<Variable*>> temporaries_;

  static Location stack(Variable* slot, int64_t offset, const Type* type) {
    return {.kind = Location::Kind::Stack, .slot = slot, .offset = offset, .type = type};
  }

  void find_live() {
    std::vector<Block*> order = postorder(fn_);
    bool changed = true;
    while (changed) {
      changed = false;
      for (const Block* b : order) {
        std::vector<const Value*> phis = walk_back(b);
        for (size_t i = 0; i < b->preds.size(); ++i) {
          changed = extend(b->preds[i].block, phis, i) || changed;
        }
      }
    }
  }

  // Leaves in live_ what is live at the start of b; returns its phis.
  std::vector<const Value*> walk_back(const Block* b) {
    std::vector<const Value*> phis;
    live_.clear();
    live_.add_all(live_at_end_[b->id]);
    for (size_t i = b->values.size(); i-- > 0;) {
      const Value* v = b->values[i];
      live_.remove(v->id);
      if (v->op == Op::Phi) {
        if (!v->is_memory() && !v->type->is_void()) {
          phis.push_back(v);
        }
        continue;
      }
      for (const Value* arg : v->args) {
        if (states_[arg->id].needs_slot) {
          live_.add(arg->id);
        }
      }
    }
    return phis;
  }

  bool extend(const Block* pred, const std::vector<const Value*>& phis, size_t pred_index) {
    std::vector<ValueId>& known = live_at_end_[pred->id];
    at_pred_.clear();
    at_pred_.add_all(known);
    at_pred_.add_all(live_.members());
    at_pred_.add_all(spills_live_[pred->id]);
    for (const Value* phi : phis) {
      const State& arg = states_[phi->args[pred_index]->id];
      if (arg.needs_slot) {
        at_pred_.add(phi->args[pred_index]->id);
      }
      if (arg.spill != nullptr) {
        at_pred_.add(arg.spill->id);
      }
    }
    if (at_pred_.size() == known.size()) {
      return false;
    }
    known = at_pred_.members();
    return true;
  }

  // Two values interfere if one is made while the other is live. Only values of one type could
  // share a slot; parameters keep all others out.
  void find_interference(const Block* b) {
    live_.clear();
    live_.add_all(live_at_end_[b->id]);
    for (size_t i = b->values.size(); i-- > 0;) {
      const Value* v = b->values[i];
      State& s = states_[v->id];
      if (s.needs_slot) {
        live_.remove(v->id);
        for (ValueId id : live_.members()) {
          if (s.is_parameter || states_[id].is_parameter ||
              compare_types(s.type, states_[id].type) == 0) {
            s.interferes.push_back(id);
            states_[id].interferes.push_back(v->id);
          }
        }
      }
      for (const Value* arg : v->args) {
        if (states_[arg->id].needs_slot) {
          live_.add(arg->id);
        }
      }
      if (s.is_parameter && s.needs_slot) {
        live_.add(v->id);  // it is there from the start of the function
      }
    }
  }

  // One name a value, the first that may be its home: a parameter's home is only for the
  // parameter itself.
  void find_names() {
    for (const Function::NamedValue& name : fn_.names) {
      for (const Value* v : name.values) {
        if (may_be_home(name, v) && states_[v->id].name == nullptr) {
          states_[v->id].name = &name;
        }
      }
    }
  }

  static bool may_be_home(const Function::NamedValue& name, const Value* v) {
    if (v->op == Op::ArgIntReg || v->op == Op::ArgFloatReg) {
      return v->aux.kind() == Aux::Kind::Part && v->aux.part()->variable == name.variable &&
             v->aux.part()->offset == name.offset;
    }
    return name.variable->cls != Variable::Class::Param || v->op == Op::Arg;
  }

  bool use_named_slot(const Value* v) {
    const Value* named = v->op == Op::StoreReg ? v->args[0] : v;
    const Function::NamedValue* name = states_[named->id].name;
    if (name == nullptr || compare_types(v->type, name->type) != 0) {
      return false;
    }
    for (ValueId id : states_[v->id].interferes) {
      const Location& other = fn_.homes[id];
      if (other.kind == Location::Kind::Stack && other.slot == name->variable &&
          other.offset == name->offset) {
        return false;  // a variable can interfere with itself
      }
    }
    fn_.homes[v->id] = stack(name->variable, name->offset, name->type);
    return true;
  }

  bool shares_slots(const Type* type) const {
    return type->kind != Kind::Pointer || fn_.module->types.is_source_pointer(type);
  }

  void use_temporary(const Value* v) {
    // A pointer type that the source does not name is another one for each value.
    std::vector<Variable*> none;
    std::vector<Variable*>& known = shares_slots(v->type) ? temporaries_[v->type] : none;
    std::vector<bool> taken(known.size(), false);
    for (ValueId id : states_[v->id].interferes) {
      int temporary = states_[id].temporary;
      if (temporary >= 0 && static_cast<size_t>(temporary) < taken.size()) {
        taken[static_cast<size_t>(temporary)] = true;
      }
    }
    auto free = std::find(taken.begin(), taken.end(), false);
    auto chosen = static_cast<size_t>(free - taken.begin());
    if (chosen == known.size()) {
      known.push_back(new_temporary(fn_, v->type, v->pos));
    }
    states_[v->id].temporary = static_cast<int>(chosen);
    fn_.homes[v->id] = stack(known[chosen], 0, v->type);
  }
};

}  // namespace

StackSlots allocate_stack_slots(Function& fn,
                                const std::vector<std::vector<ValueId>>& spills_live) {
  return SlotAllocator(fn, spills_live).run();
}

Variable* new_temporary(Function& fn, const Type* type, Pos pos) {
  Variable v;
  v.name = ".autotmp_" + std::to_string(fn.variables.size());
  v.type = type;
  v.cls = Variable::Class::Auto;
  v.pos = pos;
  v.is_autotmp = true;
  v.used = true;
  return fn.new_variable(std::move(v));
}

}  // namespace prologo::alloc
