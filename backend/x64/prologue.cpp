#include "backend/x64/prologue.h"

#include <algorithm>
#include <functional>

#include "backend/x64/surround.h"
#include "ir/c_form.h"
#include "ir/module.h"
#include "runtime/layout.h"
#include "support/ensure.h"

namespace prologo::x64 {

using namespace ir::reg;

Inst& Surround::put(Mnemonic op, Operand a, Operand b, Operand c) {
  Inst inst;
  inst.op = op;
  inst.a = a;
  inst.b = b;
  inst.c = c;
  inst.pos = pos_;
  inst.part = part_;
  out_.insts.push_back(inst);
  return out_.insts.back();
}

InstList Surround::run() {
  out_.inline_marks = body_.inline_marks;
  out_.labels = body_.labels;  // rebound while the body is copied
  pos_ = fn_.pos.with_mark(StatementMark::Maybe);
  start_ = out_.new_label();
  out_.bind(start_);
  if (!frame_.no_split) {
    stack_check();
  } else if (fn_.is_wrapper) {
    load_g();
  }
  open_frame();
  if (fn_.is_wrapper && !fn_.is_abi_wrapper) {
    wrapper_entry();
  }
  part_ = Part::Spill;
  spill_partly_live();
  part_ = Part::Zero;
  clear_pointers();
  copy_body();
  part_ = Part::Grow;
  pos_ = fn_.pos.with_mark(StatementMark::No);
  if (!frame_.no_split) {
    grow_tail();
  }
  if (wrapper_check_ != kNoLabel) {
    wrapper_tail();
  }
  return std::move(out_);
}

// Functions that do not find g in its register load it first.
void Surround::load_g() {
  if (dialect_.g_from_tls || fn_.abi->g == ir::GLocation::ThreadLocal) {
    put(Mnemonic::MOVQ, reg(g()), thread_local_mem(runtime::kTlsG));
  }
}

void Surround::stack_check() {
  grow_ = out_.new_label();
  load_g();
  Operand guard = mem(g(), 16);
  int64_t beyond = frame_.size - runtime::kStackSmall;
  if (frame_.size > runtime::kStackBig) {
    huge_stack_check();
  } else if (beyond > 0) {
    Operand limit = reg(scratch(dialect_.check_scratch(), 0));
    put(Mnemonic::LEAQ, limit, mem(SP, -beyond));
    put(Mnemonic::CMPQ, limit, guard);
  } else {
    put(Mnemonic::CMPQ, reg(SP), guard);
  }
  // From the comparison to the end of the call of morestack a stop request would be mistaken
  // for a lack of stack.
  if (frame_.size <= runtime::kStackBig || dialect_.preempt_aware_huge_check) {
    mark(&Inst::unsafe_point, kUnsafePoint);
  }
  put(Mnemonic::JLS, label(grow_));
  mark(&Inst::unsafe_point, -1);
}

// SP minus a frame this large may wrap around.
void Surround::huge_stack_check() {
  Operand guard = mem(g(), 16);
  Operand limit = reg(scratch(dialect_.check_scratch(), 0));
  int64_t beyond = frame_.size - runtime::kStackSmall;
  if (!dialect_.preempt_aware_huge_check) {
    put(Mnemonic::MOVQ, limit, reg(SP));
    mark(&Inst::unsafe_point, kUnsafePoint);
    put(Mnemonic::SUBQ, limit, imm(beyond));
    put(Mnemonic::JCS, label(grow_));
    put(Mnemonic::CMPQ, limit, guard);
    return;
  }
  // Older: add the room that the guard leaves before subtracting, and let a preemption
  // request, which is a guard of -1314, through first.
  constexpr int64_t kPreemptGuard = -1314;
  put(Mnemonic::MOVQ, reg(SI), guard);
  put(Mnemonic::CMPQ, reg(SI), imm(kPreemptGuard));
  put(Mnemonic::JEQ, label(grow_));
  put(Mnemonic::LEAQ, limit, mem(SP, dialect_.stack_guard()));
  put(Mnemonic::SUBQ, limit, reg(SI));
  put(Mnemonic::CMPQ, limit, imm(beyond + dialect_.stack_guard()));
}

void adjust_sp(Inst& inst, int64_t change) { inst.sp_change = static_cast<int32_t>(change); }

void Surround::open_frame() {
  int64_t size = frame_.size;
  if (pushes_bp()) {
    adjust_sp(put(Mnemonic::PUSHQ, reg(BP)), 8);
    put(Mnemonic::MOVQ, reg(BP), reg(SP));
    size -= 8;
  }
  if (size == 128 && !dialect_.long_128) {
    adjust_sp(put(Mnemonic::ADDQ, reg(SP), imm(-128)), size);
  } else if (size != 0) {
    adjust_sp(put(Mnemonic::SUBQ, reg(SP), imm(size)), size);
  }
  if (links_bp() && !pushes_bp()) {
    put(Mnemonic::MOVQ, mem(SP, frame_.size - 8), reg(BP));
    put(Mnemonic::LEAQ, reg(BP), mem(SP, frame_.size - 8));
  }
  save_registers();
}

void Surround::save_registers() {
  int64_t offset = frame_.saved_registers;
  for (Register r : saved_registers(fn_)) {
    put(Mnemonic::MOVQ, mem(SP, offset), reg(r));
    offset += 8;
  }
}

// A deferred call that a wrapper makes must find the panic's argument pointer at the wrapper's
// caller: if g._panic.argp is this frame's FP it becomes the frame's bottom.
void Surround::wrapper_entry() {
  wrapper_check_ = out_.new_label();
  wrapper_done_ = out_.new_label();
  Operand panic = reg(dialect_.panic_scratch());
  put(Mnemonic::MOVQ, panic, mem(g(), offsetof(runtime::G, panic)));
  put(Mnemonic::TESTQ, panic, panic);
  put(Mnemonic::JNE, label(wrapper_check_));
  out_.bind(wrapper_done_);
  put(Mnemonic::MARK);
}

void Surround::wrapper_tail() {
  Operand panic_argp = mem(dialect_.panic_scratch(), offsetof(runtime::Panic, argp));
  Operand fp = reg(dialect_.argp_scratch());
  out_.bind(wrapper_check_);
  put(Mnemonic::LEAQ, fp, mem(SP, frame_.parameters()));
  put(Mnemonic::CMPQ, panic_argp, fp);
  put(Mnemonic::JNE, label(wrapper_done_));
  put(Mnemonic::MOVQ, panic_argp, reg(SP));
  put(Mnemonic::JMP, label(wrapper_done_));
}

// The first word of an interface: an integer to the register allocator, a pointer in memory.
static bool is_type_word(const ir::Type* type, int64_t offset) {
  if (type->kind == ir::Kind::Array && type->elem->size > 0) {
    return is_type_word(type->elem, offset % type->elem->size);
  }
  if (type->kind == ir::Kind::Struct) {
    return std::any_of(type->fields.begin(), type->fields.end(), [&](const ir::Field& field) {
      int64_t inside = offset - field.offset;
      return inside >= 0 && inside < field.type->size && is_type_word(field.type, inside);
    });
  }
  return type->kind == ir::Kind::Interface && offset == 0;
}

// Stack maps call a parameter live while any part of it is: its pointers must be in memory,
// unless the entry block stores them there before the first call.
void Surround::spill_partly_live() {
  if (!fn_.optimise) {
    return;  // every parameter has gone to memory already
  }
  auto is_spilled = [&](const ir::Variable* variable, int64_t offset) {
    for (const ir::Value* v : fn_.entry->values) {
      if (ir::info(v->op).has(ir::kCall)) {
        return false;
      }
      if (v->op != ir::Op::StoreReg || v->arg(0)->op != ir::Op::ArgIntReg) {
        continue;
      }
      const ir::Location& home = fn_.homes[v->id];
      if (home.slot == variable && home.offset == offset) {
        return true;
      }
    }
    return false;
  };
  for (size_t i = 0; i < fn_.layout.params.size(); ++i) {
    const ir::Variable* variable = fn_.params[i];
    const std::vector<ir::Piece>& pieces = fn_.layout.params[i].pieces;
    bool is_partly_live = std::find(facts_.partly_live.begin(), facts_.partly_live.end(),
                                    variable) != facts_.partly_live.end();
    if (variable == nullptr || !is_partly_live || pieces.size() < 2) {
      continue;
    }
    for (const ir::Piece& piece : pieces) {
      bool is_pointer =
          piece.type->has_pointers() || is_type_word(variable->type, piece.offset);
      if (is_pointer && !is_spilled(variable, piece.offset)) {
        put(store_mnemonic(piece.type),
            mem(SP, frame_.parameters() + variable->offset + piece.offset), reg(piece.reg));
      }
    }
  }
}

static bool is_return(const Inst& inst) {
  return inst.op == Mnemonic::RET ||
         (inst.op == Mnemonic::JMP && inst.a.kind == Operand::Kind::Symbol);
}

void Surround::copy_body() {
  std::vector<int32_t> new_position(body_.insts.size() + 1);
  for (size_t i = 0; i < body_.insts.size(); ++i) {
    new_position[i] = static_cast<int32_t>(out_.insts.size());
    Inst inst = body_.insts[i];
    if (is_return(inst)) {
      epilogue(inst.pos);
      inst.sp_change = static_cast<int32_t>(frame_.size);  // what follows has the frame again
      inst.part = Part::Epilogue;
    }
    resolve(inst.a);
    resolve(inst.b);
    resolve(inst.c);
    out_.insts.push_back(inst);
  }
  new_position.back() = static_cast<int32_t>(out_.insts.size());
  for (size_t l = 0; l < body_.labels.size(); ++l) {
    int32_t position = body_.labels[l];
    out_.labels[l] = position < 0 ? position : new_position[position];
  }
}

void Surround::epilogue(Pos pos) {
  part_ = Part::Epilogue;
  pos_ = pos;
  int64_t offset = frame_.saved_registers;
  for (Register r : saved_registers(fn_)) {
    put(Mnemonic::MOVQ, reg(r), mem(SP, offset));
    offset += 8;
  }
  if (has_c_form(fn_) && frame_.size > 8) {
    adjust_sp(put(Mnemonic::LEAVE), -frame_.size);
    return;
  }
  bool pops = pushes_bp();
  if (links_bp() && !pops) {
    put(Mnemonic::MOVQ, reg(BP), mem(SP, frame_.size - 8));
  }
  int64_t size = frame_.size - (pops ? 8 : 0);
  if (size == 128 && !dialect_.long_128) {
    adjust_sp(put(Mnemonic::SUBQ, reg(SP), imm(-128)), -size);
  } else if (size != 0) {
    adjust_sp(put(Mnemonic::ADDQ, reg(SP), imm(size)), -size);
  }
  if (pops) {
    adjust_sp(put(Mnemonic::POPQ, reg(BP)), -8);
  }
}

void Surround::resolve(Operand& operand) const {
  if (operand.frame != Operand::Frame::None && has_c_form(fn_)) {
    // From BP, whose old value lies there, above it the return address.
    (operand.index == SP ? operand.index : operand.reg) = BP;
    operand.value += operand.frame == Operand::Frame::Param ? 16 : 0;
  } else if (operand.frame == Operand::Frame::Auto) {
    operand.value += frame_.top_of_locals();
  } else if (operand.frame == Operand::Frame::Param) {
    operand.value += frame_.parameters();
  }
  operand.frame = Operand::Frame::None;
}

// Register parameters are saved around morestack only if the body still looks at one.
bool Surround::has_register_parameter() const {
  for (const ir::Block* b : fn_.blocks) {
    for (const ir::Value* v : b->values) {
      if (v->op == ir::Op::ArgIntReg || v->op == ir::Op::ArgFloatReg) {
        return true;
      }
    }
  }
  return false;
}

// Where a register parameter is kept while the stack grows, with SP as at entry or, if part of
// the frame is open, below that part.
void Surround::each_parameter_word(
    const std::function<void(const ir::Piece&, Operand)>& action) const {
  for (size_t i = 0; i < fn_.layout.params.size(); ++i) {
    const ir::Place& place = fn_.layout.params[i];
    const ir::Variable* adopted = i < fn_.params.size() ? fn_.params[i] : nullptr;
    bool has_slot = place.spill_offset >= 0 || (adopted != nullptr && is_adopted(*adopted));
    int64_t home = place.spill_offset >= 0 ? 8 + growth_frame(fn_) + place.spill_offset
                   : has_slot              ? growth_frame(fn_) - 8 + adopted->offset
                                           : 0;
    for (const ir::Piece& piece : place.pieces) {
      if (has_slot) {
        action(piece, mem(SP, home + piece.offset));
      }
    }
  }
}

// A part of the frame for what must outlive the growth and has no room at the caller's.
void Surround::open_growth_frame() {
  int64_t size = growth_frame(fn_);
  if (size == 0) {
    return;
  }
  adjust_sp(put(Mnemonic::SUBQ, reg(SP), imm(size)), size);
  put(Mnemonic::MOVQ, mem(SP, size - 8), reg(BP));
  int64_t offset = 0;
  for (Register r : fn_.abi->callee_saved) {
    put(Mnemonic::MOVQ, mem(SP, offset), reg(r));
    offset += 8;
  }
}

void Surround::close_growth_frame() {
  int64_t size = growth_frame(fn_);
  if (size == 0) {
    return;
  }
  int64_t offset = 0;
  for (Register r : fn_.abi->callee_saved) {
    put(Mnemonic::MOVQ, reg(r), mem(SP, offset));
    offset += 8;
  }
  adjust_sp(put(Mnemonic::ADDQ, reg(SP), imm(size)), -size);
}

void Surround::grow_tail() {
  const bool spills = dialect_.spills_around_morestack && has_register_parameter();
  // The frame is not there yet (or no longer): SP is that of the entry.
  if (!out_.insts.empty()) {
    out_.insts.back().sp_change -= static_cast<int32_t>(frame_.size);
  }
  out_.bind(grow_);
  mark(&Inst::stack_map, spills ? facts_.growth_map : -1);  // -1: arguments only
  mark(&Inst::unsafe_point, kUnsafePoint);
  open_growth_frame();
  if (spills) {
    each_parameter_word([&](const ir::Piece& piece, Operand home) {
      put(store_mnemonic(piece.type), home, reg(piece.reg));
    });
  }
  const char* name = fn_.needs_context ? "runtime.morestack" : "runtime.morestack_noctxt";
  put(Mnemonic::CALL, symbol(fn_.module->symbol(name, true)));
  if (spills) {
    each_parameter_word([&](const ir::Piece& piece, Operand home) {
      put(load_mnemonic(piece.type), reg(piece.reg), home);
    });
  }
  close_growth_frame();
  mark(&Inst::unsafe_point, -1);
  Inst& back = put(Mnemonic::JMP, label(start_));
  back.sp_change = static_cast<int32_t>(frame_.size);
}

InstList surround(const ir::Function& fn, const Frame& frame, const EmitFacts& facts,
                  const InstList& body) {
  return Surround(fn, frame, facts, body).run();
}

}  // namespace prologo::x64
