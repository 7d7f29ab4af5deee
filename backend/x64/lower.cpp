#include "backend/x64/lower.h"

#include "backend/x64/rules/predicates.h"
#include "ir/rules/rewrite.h"
#include "support/ensure.h"

namespace prologo::x64 {

// Generated from rules/*.rules.
bool rewrite_x64_value(ir::Value* v);
bool rewrite_x64_block(ir::Block* b);

// Generic operations that live on as they are: they make no code, or belong to the register
// allocator or the stack maps.
static bool stays_generic(ir::Op op) {
  switch (op) {
    case ir::Op::SP:
    case ir::Op::SB:
    case ir::Op::InitMem:
    case ir::Op::Arg:
    case ir::Op::ArgIntReg:
    case ir::Op::ArgFloatReg:
    case ir::Op::Phi:
    case ir::Op::Copy:
    case ir::Op::VarDef:
    case ir::Op::VarLive:
    case ir::Op::VarKill:
    case ir::Op::KeepAlive:
    case ir::Op::Select0:
    case ir::Op::Select1:
    case ir::Op::SelectN:
    case ir::Op::Convert:
    case ir::Op::MakeResult:
    case ir::Op::InlMark:
    case ir::Op::GetG:
      return true;
    default:
      return false;
  }
}

// A jump table's index selects from a table of addresses that emission fills in.
static bool lower_jump_table(ir::Block* b) {
  if (b->kind != ir::BlockKind::JumpTable) {
    return false;
  }
  ir::Function& fn = *b->fn;
  ir::Value* index = b->controls[0];
  const ir::Symbol* table = fn.module->symbol(fn.name + ".jump" + std::to_string(b->id));
  const ir::Type* address = fn.module->types.basic(ir::Kind::Uintptr);
  ir::Value* base = fn.new_value(b, ir::Op::x64_LEAQ, address, b->pos);
  base->aux = ir::Aux(table);
  ir::add_arg(base, fn.new_value(b, ir::Op::SB, address, b->pos));
  ir::reset_block(b, ir::BlockKind::JUMPTABLE);
  b->aux = ir::Aux(table);
  ir::add_control(b, index);
  ir::add_control(b, base);
  return true;
}

static bool rewrite_block(ir::Block* b) { return lower_jump_table(b) || rewrite_x64_block(b); }

void lower(ir::Function& fn) {
  ir::apply_rules(fn, rewrite_block, rewrite_x64_value, ir::DeadValues::Remove);
  for (const ir::Block* b : fn.blocks) {
    for (const ir::Value* v : b->values) {
      bool is_dead = v->uses == 0 && !v->is_memory();
      ENSURE_MSG(ir::is_machine(v->op) || stays_generic(v->op) || is_dead,
                 "no x64 rule for v" + std::to_string(v->id) + " = " +
                     std::string(ir::info(v->op).name) + " in " + fn.name);
    }
  }
}

}  // namespace prologo::x64
