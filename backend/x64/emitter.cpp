// Blocks, branches, positions, and the operations whose code follows from their shape.
#include "backend/x64/emitter.h"

#include <algorithm>
#include <map>

#include "backend/x64/val_and_off.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::x64 {

using ir::Block;
using ir::BlockKind;
using ir::Op;
using ir::Value;

Mnemonic store_mnemonic(const ir::Type* type) {
  if (type->is_float()) {
    return type->size == 4 ? Mnemonic::MOVSS : Mnemonic::MOVSD;
  }
  switch (type->size) {
    case 1:
      return Mnemonic::MOVB;
    case 2:
      return Mnemonic::MOVW;
    case 4:
      return Mnemonic::MOVL;
    case 8:
      return Mnemonic::MOVQ;
    case 16:
      return Mnemonic::MOVUPS;
    default:
      UNREACHABLE("no store of a " + type->name);
  }
}

Mnemonic load_mnemonic(const ir::Type* type) {
  if (!type->is_float() && type->size == 1) {
    return Mnemonic::MOVBLZX;
  }
  if (!type->is_float() && type->size == 2) {
    return Mnemonic::MOVWLZX;
  }
  return store_mnemonic(type);
}

Mnemonic copy_mnemonic(const ir::Type* type) {
  if (type->is_float() || type->size == 16) {
    return Mnemonic::MOVUPS;
  }
  return type->size == 8 ? Mnemonic::MOVQ : Mnemonic::MOVL;
}

Emitter::Emitter(ir::Function& fn, const EmitFacts& facts) : fn_(fn), facts_(facts) {
  block_labels_.assign(static_cast<size_t>(fn.block_count()), kNoLabel);
  for (const Block* b : fn.blocks) {
    block_labels_[b->id] = out_.new_label();
  }
}

InstList Emitter::run() {
  for (const Value* v : fn_.entry->values) {
    if (v->pos.mark == StatementMark::Yes) {
      first_pos_ = v->pos;
      break;
    }
  }
  fn_.outgoing_args = 0;
  for (size_t i = 0; i < fn_.blocks.size(); ++i) {
    bool may_fall_through = fn_.optimise && i + 1 < fn_.blocks.size();
    block(fn_.blocks[i], may_fall_through ? fn_.blocks[i + 1] : nullptr);
  }
  end_of_function();
  if (fn_.optimise) {
    collapse_jumps();
  }
  drop_shared_inline_marks();
  return std::move(out_);
}

void Emitter::begin_block(const Block* b) {
  out_.bind(block_labels_[b->id]);
  pos_ = pos_.with_mark(StatementMark::No);
  next_map_ = -1;
  next_unsafe_ = false;
  zero_is_ready_ = false;
  if (auto it = facts_.arg_live_at_block.find(b->id); it != facts_.arg_live_at_block.end()) {
    set_arg_live(it->second);
  }
}

void Emitter::block(const Block* b, const Block* next) {
  begin_block(b);
  mark_live_flags(b);
  const size_t start = static_cast<size_t>(out_.labels[block_labels_[b->id]]);
  for (const Value* v : b->values) {
    value(v);
    if (auto it = facts_.arg_live_after_value.find(v->id);
        it != facts_.arg_live_after_value.end()) {
      set_arg_live(it->second);
    }
  }
  bool is_empty_loop =
      out_.insts.size() == start && b->succs.size() == 1 && b->succs[0].block == b;
  if (is_empty_loop) {
    put(Mnemonic::XCHGL);  // somewhere for a debugger to stand
  }
  pos_ = b->pos;
  value_ = nullptr;
  ending_ = b;
  end_block(b, next);
  ending_ = nullptr;
}

// A constant zero is made with XOR unless that would destroy flags still needed.
void Emitter::mark_live_flags(const Block* b) {
  bool live = b->flags_live_at_end;
  for (const Value* control : b->controls) {
    live |= control != nullptr && control->type->is_flags();
  }
  for (auto it = b->values.rbegin(); it != b->values.rend(); ++it) {
    const Value* v = *it;
    if (live && (v->op == Op::x64_MOVLconst || v->op == Op::x64_MOVQconst)) {
      keeps_flags_.insert(v->id);
    }
    if (v->type->is_flags()) {
      live = false;
    }
    for (const Value* arg : v->args) {
      live |= arg->type->is_flags();
    }
  }
}

// Only marked positions begin a statement in the line table; a mark waits for the first real
// instruction on its line.
void Emitter::set_position(const Value* v) {
  if (v->op == Op::Phi || v->op == Op::Copy || v->op == Op::LoadReg || v->op == Op::StoreReg) {
    pos_ = v->pos.with_mark(StatementMark::No);
    return;
  }
  if (!v->pos.is_known()) {
    pos_ = pos_.with_mark(StatementMark::No);
    return;
  }
  bool is_statement = v->pos.mark == StatementMark::Yes && !(v->pos == first_pos_);
  if (!is_statement && pos_.mark == StatementMark::Yes && pos_.same_line(v->pos)) {
    return;
  }
  pos_ = v->pos.with_mark(is_statement ? StatementMark::Yes : StatementMark::No);
}

// Writes down the tables' changes ahead of the instruction that they hold for.
void Emitter::mark_tables() {
  Inst mark;
  mark.op = Mnemonic::MARK;
  mark.pos = pos_;
  if (next_map_ != Inst::kSame && next_map_ != map_) {
    mark.stack_map = map_ = next_map_;
    out_.insts.push_back(mark);
    mark.stack_map = Inst::kSame;
  }
  if (next_unsafe_ != unsafe_) {
    unsafe_ = next_unsafe_;
    mark.unsafe_point = unsafe_ ? kUnsafePoint : -1;
    out_.insts.push_back(mark);
  }
}

void Emitter::set_arg_live(int index) {
  if (index != arg_live_) {
    Inst mark;
    mark.op = Mnemonic::MARK;
    mark.pos = pos_;
    mark.arg_live = arg_live_ = index;
    out_.insts.push_back(mark);
  }
}

Inst& Emitter::put(Mnemonic op, Operand a, Operand b, Operand c) {
  mark_tables();
  Inst inst;
  inst.op = op;
  inst.a = a;
  inst.b = b;
  inst.c = c;
  inst.pos = pos_;
  inst.value = value_;
  inst.block = ending_;
  pos_ = pos_.with_mark(StatementMark::No);
  if (op == Mnemonic::CALL || op == Mnemonic::DUFFCOPY) {
    zero_is_ready_ = false;
  }
  out_.insts.push_back(inst);
  return out_.insts.back();
}

void Emitter::value(const Value* v) {
  value_ = v;
  set_position(v);
  switch (v->op) {
    case Op::InitMem:
    case Op::Arg:
    case Op::SP:
    case Op::SB:
    case Op::Select0:
    case Op::Select1:
    case Op::SelectN:
    case Op::MakeResult:
    case Op::GetG:
    case Op::VarDef:
    case Op::VarLive:
    case Op::VarKill:
    case Op::KeepAlive:
    case Op::Phi:
    case Op::Convert:
      return;
    case Op::InlMark:
      put(Mnemonic::XCHGL);  // which may put a change of tables ahead of itself
      inline_marks_.push_back({out_.insts.size() - 1, static_cast<int32_t>(v->aux_int)});
      return;
    default:
      break;
  }
  bool is_move = v->op == Op::ArgIntReg || v->op == Op::ArgFloatReg || v->op == Op::LoadReg ||
                 v->op == Op::StoreReg;
  if (first_pos_.is_known() && !is_move) {
    pos_ = first_pos_;
    first_pos_ = {};
  }
  auto map = facts_.stack_maps.find(v->id);
  next_map_ = map != facts_.stack_maps.end() ? map->second : Inst::kSame;
  auto unsafe = facts_.unsafe_values.find(v->id);
  next_unsafe_ = unsafe != facts_.unsafe_values.end() && unsafe->second;
  const ir::Location& home = fn_.homes[v->id];
  zero_is_ready_ =
      zero_is_ready_ && (home.kind != ir::Location::Kind::Reg || home.reg != ir::reg::X0);
  if (!is_machine(v->op)) {
    own(v);
    return;
  }
  const Emission& e = emission(v->op);
  if (e.shape == Shape::Own) {
    own(v);
  } else {
    regular(v, e);
  }
}

void Emitter::regular(const Value* v, const Emission& e) {
  const int scale = ir::info(v->op).scale;
  // In load-like shapes the address takes one argument, or two with an index.
  const size_t after_address = scale != 0 ? 2 : 1;
  auto memory = [&](size_t arg, int64_t offset) { return address_of(v, arg, offset); };
  switch (e.shape) {
    case Shape::TwoAddress:
    case Shape::ConditionalMove:
      put(e.mnemonic, r(v), r(v->arg(1)));
      return;
    case Shape::TwoAddressConst:
      put(e.mnemonic, r(v), imm(v->aux_int));
      return;
    case Shape::InPlace:
    case Shape::SetFlag:
      put(e.mnemonic, r(v));
      return;
    case Shape::Unary:
      put(e.mnemonic, r(v), r(v->arg(0)));
      return;
    case Shape::Compare:
      put(e.mnemonic, r(v->arg(0)), r(v->arg(1)));
      return;
    case Shape::CompareConst:
    case Shape::TestConst:
      put(e.mnemonic, r(v->arg(0)), imm(v->aux_int));
      return;
    case Shape::CompareLoad:
      put(e.mnemonic, memory(0, v->aux_int), r(v->arg(after_address)));
      return;
    case Shape::CompareConstLoad:
      put(e.mnemonic, memory(0, off_of(v->aux_int)), imm(val_of(v->aux_int)));
      return;
    case Shape::Test:
      put(e.mnemonic, r(v->arg(1)), r(v->arg(0)));
      return;
    case Shape::Load:
    case Shape::Address:
      put(e.mnemonic, r(v), memory(0, v->aux_int));
      return;
    case Shape::OpLoad:
      put(e.mnemonic, r(v), memory(1, v->aux_int));
      return;
    case Shape::Store:
      put(e.mnemonic, memory(0, v->aux_int), r(v->arg(after_address)));
      return;
    case Shape::StoreConst:
      store_const(e.mnemonic, memory(0, off_of(v->aux_int)), val_of(v->aux_int));
      return;
    case Shape::SetFlagStore:
      put(e.mnemonic, memory(0, v->aux_int));
      return;
    case Shape::Own:
      break;
  }
  UNREACHABLE("operation without a regular shape");
}

void Emitter::store_const(Mnemonic mnemonic, const Operand& m, int32_t c) {
  bool is_quad = mnemonic == Mnemonic::ADDQ;
  if ((c != 1 && c != -1) || (!is_quad && mnemonic != Mnemonic::ADDL)) {
    put(mnemonic, m, imm(c));
  } else if (c == 1) {
    put(is_quad ? Mnemonic::INCQ : Mnemonic::INCL, m);
  } else {
    put(is_quad ? Mnemonic::DECQ : Mnemonic::DECL, m);
  }
}

// A call that does not return must not be the last byte: its return address would lie behind
// the function.
void Emitter::end_of_function() {
  if (fn_.blocks.back()->kind == BlockKind::Exit && !ir::dialect_of(fn_).ud2_after_no_return) {
    put(Mnemonic::XCHGL);
  }
  if (fn_.has_open_defers) {
    open_defer_exit();
  }
}

// Where a recovered panic continues: results are in memory, since deferred calls may set them.
void Emitter::open_defer_exit() {
  next_map_ = facts_.deferreturn_map;
  put(Mnemonic::CALL, symbol(fn_.module->helper("deferreturn")));
  for (size_t i = 0; i < fn_.layout.results.size(); ++i) {
    for (const ir::Piece& piece : fn_.layout.results[i].pieces) {
      put(load_mnemonic(piece.type), reg(piece.reg), frame_slot(fn_.results[i], piece.offset));
    }
  }
  put(Mnemonic::RET);
}

// The place where an inlined body begins is the first instruction on the line of the call; the
// mark stays as a NOP only if there is none.
void Emitter::drop_shared_inline_marks() {
  if (inline_marks_.empty()) {
    return;
  }
  std::vector<bool> is_mark(out_.insts.size(), false);
  std::vector<bool> dropped(out_.insts.size(), false);
  std::map<std::pair<uint16_t, uint32_t>, std::vector<const Mark*>> by_line;
  for (const Mark& mark : inline_marks_) {
    is_mark[mark.at] = true;
    const Pos pos = out_.insts[mark.at].pos;
    by_line[{pos.file, pos.line}].push_back(&mark);
  }
  const auto place = [this](size_t at, int32_t call) {
    const Label label = out_.new_label();
    out_.labels[label] = static_cast<int32_t>(at);
    out_.inline_marks.push_back({label, call});
  };
  for (size_t i = 0; i < out_.insts.size() && !by_line.empty(); ++i) {
    Inst& inst = out_.insts[i];
    auto found = by_line.find({inst.pos.file, inst.pos.line});
    if (is_mark[i] || inst.op == Mnemonic::MARK || found == by_line.end()) {
      continue;
    }
    inst.pos.mark = StatementMark::Yes;
    for (const Mark* mark : found->second) {
      dropped[mark->at] = true;
      place(i, mark->call);
    }
    by_line.erase(found);
  }
  for (const Mark& mark : inline_marks_) {
    if (!dropped[mark.at]) {
      place(mark.at, mark.call);
    }
  }
  InstList kept;
  std::vector<int32_t> new_position(out_.insts.size() + 1);
  for (size_t i = 0; i < out_.insts.size(); ++i) {
    new_position[i] = static_cast<int32_t>(kept.insts.size());
    if (!dropped[i]) {
      kept.insts.push_back(out_.insts[i]);
    }
  }
  new_position.back() = static_cast<int32_t>(kept.insts.size());
  for (int32_t position : out_.labels) {
    kept.labels.push_back(position < 0 ? position : new_position[position]);
  }
  kept.inline_marks = std::move(out_.inline_marks);
  out_ = std::move(kept);
}

}  // namespace prologo::x64
