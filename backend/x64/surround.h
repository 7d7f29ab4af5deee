#pragma once
// The one who puts prologue, epilogues and growth tail around a body (prologue.h). Clearing
// variables stands in prologue_clear.cpp.

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "backend/abi/abi.h"
#include "backend/x64/emitter.h"
#include "backend/x64/prologue.h"
#include "ir/dialect.h"

namespace prologo::x64 {

using backend::Part;

class Surround {
 public:
  Surround(const ir::Function& fn, const Frame& frame, const EmitFacts& facts,
           const InstList& body)
      : fn_(fn), frame_(frame), facts_(facts), dialect_(ir::dialect_of(fn)), body_(body) {}

  InstList run();

 private:
  // prologue
  void load_g();
  void stack_check();
  void huge_stack_check();
  void open_frame();
  void wrapper_entry();
  void spill_partly_live();
  void clear_pointers();
  void clear_range(int64_t low, int64_t high);
  void clear_by_duffzero(int64_t low, int64_t size);
  void clear_by_rep(int64_t low, int64_t size);
  std::vector<std::pair<Register, Register>> kept_while_clearing() const;
  void clear_short(int64_t low, int64_t size);
  void save_registers();
  // body
  void copy_body();
  void epilogue(Pos pos);
  void resolve(Operand& operand) const;
  // behind the body
  void grow_tail();
  void open_growth_frame();
  void close_growth_frame();
  void each_parameter_word(const std::function<void(const ir::Piece&, Operand)>& action) const;
  void wrapper_tail();
  bool has_register_parameter() const;

  // The word is there for the runtime's sake even if the ABI leaves BP alone.
  bool links_bp() const {
    return frame_.saves_bp && fn_.abi->frame_pointer == ir::FramePointer::BelowReturnPc;
  }

  bool pushes_bp() const {
    return links_bp() &&
           (dialect_.pushes_frame_pointer || fn_.abi->stack_check == ir::StackCheck::None);
  }

  // `usual`, the release's choice, if the ABI has no other use for it; else a register it has
  // left free.
  Register scratch(Register usual, size_t other) const {
    std::vector<Register> free = abi::free_at_entry(*fn_.abi);
    bool is_free = std::find(free.begin(), free.end(), usual) != free.end();
    return is_free || other >= free.size() ? usual : free[other];
  }

  Inst& put(Mnemonic op, Operand a = {}, Operand b = {}, Operand c = {});

  // A change of one of the tables.
  void mark(int32_t Inst::*table, int32_t value) { put(Mnemonic::MARK).*table = value; }

  Register g() const { return dialect_.g(); }

  const ir::Function& fn_;
  const Frame& frame_;
  const EmitFacts& facts_;
  const ir::Dialect& dialect_;
  const InstList& body_;
  InstList out_;
  Part part_ = Part::Prologue;
  Pos pos_;
  Label start_ = kNoLabel;
  Label grow_ = kNoLabel;
  Label wrapper_check_ = kNoLabel;
  Label wrapper_done_ = kNoLabel;
  bool zero_word_ready_ = false;
};

}  // namespace prologo::x64
