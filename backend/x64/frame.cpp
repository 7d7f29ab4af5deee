#include "backend/x64/frame.h"

#include <algorithm>

#include "ir/c_form.h"
#include "ir/dialect.h"
#include "runtime/layout.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::x64 {

using ir::Variable;

// Slots belong to automatic variables and to results that are returned in registers.
static bool takes_slot(const Variable& v) {
  return v.cls == Variable::Class::Auto || (v.cls == Variable::Class::Result && v.in_registers);
}

static void mark_used(ir::Function& fn) {
  for (auto& v : fn.variables) {
    if (takes_slot(*v)) {
      v->used = false;
    }
  }
  for (const ir::Location& home : fn.homes) {
    if (home.kind == ir::Location::Kind::Stack) {
      home.slot->used = true;
    }
  }
  for (ir::Block* block : fn.blocks) {
    for (ir::Value* value : block->values) {
      if (value->aux.kind() != ir::Aux::Kind::Variable) {
        continue;
      }
      Variable* v = value->aux.variable();
      // A definition alone does not make a result in registers need memory.
      if (v->cls == Variable::Class::Result && v->in_registers && value->op == ir::Op::VarDef) {
        continue;
      }
      v->used = true;
    }
  }
}

bool is_adopted(const Variable& v) { return v.cls == Variable::Class::Auto && v.in_registers; }

// Parameters first: the growth path opens no more than their part of the frame. Then pointers,
// then what the prologue must clear, then larger ones, then by name.
static bool stands_higher(const Variable* a, const Variable* b) {
  if (is_adopted(*a) != is_adopted(*b)) {
    return is_adopted(*a);
  }
  bool a_points = a->type->has_pointers();
  bool b_points = b->type->has_pointers();
  if (a_points != b_points) {
    return a_points;
  }
  if (a->needs_zero != b->needs_zero) {
    return a->needs_zero;
  }
  if (a->type->size != b->type->size) {
    return a->type->size > b->type->size;
  }
  return a->name < b->name;
}

// Where the caller leaves no room for them, register parameters live in the frame like any
// variable.
static void adopt_parameters(ir::Function& fn) {
  if (fn.abi->spill == ir::Spill::Caller) {
    return;
  }
  for (auto& v : fn.variables) {
    if (v->cls == Variable::Class::Param && v->in_registers) {
      v->cls = Variable::Class::Auto;
    }
  }
}

// Locals in the order of their declarations, then parameters (ir/c_form.h).
static void place_as_c(ir::Function& fn, std::vector<Variable*> slots) {
  constexpr int64_t kAlign = 16;
  auto is_param = [&](const Variable* v) {
    return std::ranges::find(fn.params, v) != fn.params.end();
  };
  auto params = std::stable_partition(slots.begin(), slots.end(),
                                      [&](const Variable* v) { return !is_param(v); });
  int64_t depth = 0;
  for (auto v = slots.begin(); v != slots.end(); ++v) {
    if (v == params) {
      depth = align_to(depth, kAlign);
    }
    depth = align_to(depth + (*v)->type->size, std::max<int64_t>((*v)->type->align, 1));
    (*v)->offset = -depth;
  }
  fn.locals_bytes = align_to(depth, 8);
}

// While the stack grows every one of them needs its slot.
static void keep_adopted(ir::Function& fn) {
  for (auto& v : fn.variables) {
    v->used = v->used || (is_adopted(*v) && fn.abi->stack_check == ir::StackCheck::Morestack);
  }
}

void plan_frame(ir::Function& fn) {
  adopt_parameters(fn);
  mark_used(fn);
  keep_adopted(fn);
  std::vector<Variable*> slots;
  for (auto& v : fn.variables) {
    if (takes_slot(*v) && v->used) {
      slots.push_back(v.get());
    }
  }
  if (has_c_form(fn)) {
    return place_as_c(fn, slots);
  }
  std::stable_sort(slots.begin(), slots.end(), stands_higher);
  int64_t depth = 0;
  bool below_pointers = false;
  for (Variable* v : slots) {
    int64_t size = v->type->size;
    if (size == 0 && below_pointers) {
      size = 1;  // its address must not be that of the pointers above
    }
    depth = align_to(depth + size, v->type->align);
    below_pointers = v->type->has_pointers();
    v->offset = -depth;
  }
  fn.locals_bytes = align_to(depth, 8);
}

static bool contains(std::span<const Register> list, Register r) {
  return std::find(list.begin(), list.end(), r) != list.end();
}

// Whether executing v leaves something else in r.
static bool clobbers(const ir::Value* v, Register r) {
  const ir::CallInfo* call = v->aux.kind() == ir::Aux::Kind::Call ? v->aux.call() : nullptr;
  if (call != nullptr && call->abi != nullptr) {
    return !contains(call->abi->callee_saved, r);
  }
  bool is_barrier = v->op == ir::Op::x64_LoweredWB;  // needs g in its register
  return is_barrier || (ir::info(v->op).regs.clobbers & (ir::RegMask{1} << r)) != 0;
}

static bool is_clobbered(const ir::Function& fn, Register r) {
  return std::any_of(fn.blocks.begin(), fn.blocks.end(), [r](const ir::Block* b) {
    return std::any_of(b->values.begin(), b->values.end(),
                       [r](const ir::Value* v) { return clobbers(v, r); });
  });
}

static bool is_home(const ir::Function& fn, Register r) {
  return std::any_of(fn.homes.begin(), fn.homes.end(), [r](const ir::Location& l) {
    return (l.kind == ir::Location::Kind::Reg && l.reg == r) ||
           (l.kind == ir::Location::Kind::Pair && (l.reg == r || l.second == r));
  });
}

std::vector<Register> saved_registers(const ir::Function& fn) {
  // A recovered panic comes back with the registers of whoever panicked; clearing variables in
  // the prologue takes registers of its own.
  bool saves_all = fn.has_defer || std::any_of(fn.variables.begin(), fn.variables.end(),
                                               [](const auto& v) { return v->needs_zero; });
  std::vector<Register> out;
  for (Register r : fn.abi->callee_saved) {
    if (saves_all || is_home(fn, r) || is_clobbered(fn, r)) {
      out.push_back(r);
    }
  }
  return out;
}

static int64_t adopted_bytes(const ir::Function& fn) {
  int64_t depth = 0;
  for (const auto& v : fn.variables) {
    depth = is_adopted(*v) ? std::max(depth, -v->offset) : depth;
  }
  return align_to(depth, 8);
}

int64_t growth_frame(const ir::Function& fn) {
  int64_t size = adopted_bytes(fn) + static_cast<int64_t>(fn.abi->callee_saved.size()) * 8;
  return size == 0 ? 0 : size + 8;
}

static bool is_call(const Inst& inst) {
  return inst.op == Mnemonic::CALL || inst.op == Mnemonic::DUFFZERO ||
         inst.op == Mnemonic::DUFFCOPY;
}

// Calls that a function without a stack check may make: run-time panics without arguments and
// those whose arguments are in registers.
static bool is_exempt_call(const Inst& inst) {
  if (inst.op != Mnemonic::CALL) {
    return true;  // duffzero, duffcopy
  }
  if (inst.a.kind != Operand::Kind::Symbol) {
    return false;
  }
  const std::string& callee = inst.a.symbol->name;
  if (callee == "runtime.panicdivide" || callee == "runtime.panicwrap" ||
      callee == "runtime.panicshift") {
    return true;
  }
  return callee == "runtime.panicindex" || callee == "runtime.panicslice" ||
         callee.starts_with("runtime.panicIndex") || callee.starts_with("runtime.panicSlice");
}

static bool is_small_leaf(const InstList& body, int64_t size) {
  if (size >= runtime::kStackSmall) {
    return false;
  }
  return std::none_of(body.insts.begin(), body.insts.end(), [&](const Inst& inst) {
    return is_call(inst) && (!is_exempt_call(inst) || size >= runtime::kStackSmall - 8);
  });
}

Frame size_frame(const ir::Function& fn, const InstList& body) {
  Frame out;
  bool has_call = std::any_of(body.insts.begin(), body.insts.end(), is_call);
  int64_t size = fn.locals_bytes + align_to(fn.outgoing_args, 8);
  int64_t saved = static_cast<int64_t>(saved_registers(fn).size()) * 8;
  if (fn.abi->stack_check == ir::StackCheck::None) {
    out.no_split = true;
    if (fn.optimise && size + saved == 0 && !has_call) {
      return out;  // as C compilers do with -fomit-frame-pointer
    }
    out.saved_registers = align_to(fn.outgoing_args, 8);
    if (!fn.optimise) {
      out.saves_bp = true;
      out.size = 8 + align_to(size + saved, fn.abi->stack_align);
      if (!has_call && saved == 0) {
        constexpr int64_t kRedZone = 120;  // 128, of which C compilers leave a word
        out.size = std::max<int64_t>(8, out.size - kRedZone);
      }
      return out;
    }
    // The call pushed 8 bytes: the frame keeps SP aligned for calls of its own.
    out.size = align_to(size + saved + 16, fn.abi->stack_align) - 8;
    out.saves_bp = true;
    return out;
  }
  out.saved_registers = align_to(fn.outgoing_args, 8);
  size += saved;
  out.saves_bp = size != 0 || (!fn.no_split && has_call);
  out.size = size + (out.saves_bp ? 8 : 0);
  if (out.size != 0 && fn.abi->stack_align > 8) {
    out.size = align_to(out.size + 8, fn.abi->stack_align) - 8;
  }
  out.no_split = fn.no_split || is_small_leaf(body, out.size);
  return out;
}

}  // namespace prologo::x64
