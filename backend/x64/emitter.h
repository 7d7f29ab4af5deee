#pragma once
// The state of turning one function's body into instructions. Private to emission:
// emitter.cpp has blocks and the regular operations, emitter_branches.cpp the ends of blocks,
// emitter_own.cpp and emitter_calls.cpp the other operations.

#include <set>
#include <vector>

#include "backend/x64/emit.h"
#include "backend/x64/inst.h"
#include "backend/x64/shape.h"
#include "ir/module.h"

namespace prologo::x64 {

class Emitter {
 public:
  Emitter(ir::Function& fn, const EmitFacts& facts);

  // The body without prologue and epilogues: a return is a bare RET, a tail call a bare JMP.
  InstList run();

 private:
  void block(const ir::Block* b, const ir::Block* next);
  void begin_block(const ir::Block* b);
  void value(const ir::Value* v);
  void regular(const ir::Value* v, const Emission& emission);
  void store_const(Mnemonic mnemonic, const Operand& m, int32_t c);
  void end_of_function();
  void open_defer_exit();
  void collapse_jumps();
  void drop_shared_inline_marks();

  // Branches.
  void end_block(const ir::Block* b, const ir::Block* next);
  void conditional(const ir::Block* b, const ir::Block* next);
  void float_equality(const ir::Block* b, const ir::Block* next);
  void jump_table(const ir::Block* b);
  void branch(Mnemonic op, const ir::Block* to);
  void mark_live_flags(const ir::Block* b);

  // emitter_own.cpp, emitter_calls.cpp
  void own(const ir::Value* v);
  bool own_sum(const ir::Value* v);
  bool own_product(const ir::Value* v);
  bool own_bits(const ir::Value* v);
  bool own_float(const ir::Value* v);
  bool own_float_flags(const ir::Value* v);
  bool own_memory(const ir::Value* v);
  bool own_lowered(const ir::Value* v);
  void add(const ir::Value* v, Mnemonic add, Mnemonic lea);
  void add_const(const ir::Value* v, bool is_quad);
  void divide(const ir::Value* v, Mnemonic compare, Mnemonic extend, Mnemonic op,
              Mnemonic negate);
  void divide_unsigned(const ir::Value* v, Mnemonic op);
  void one_register(const ir::Value* v, Mnemonic op, size_t arg);
  void carry(const ir::Value* v);
  void address(const ir::Value* v, Mnemonic lea);
  void integer_constant(const ir::Value* v);
  void float_constant(const ir::Value* v, int size);
  void convert_to_float(const ir::Value* v, Mnemonic op);
  void float_flag(const ir::Value* v, Mnemonic set, Mnemonic also, Mnemonic combine);
  void move_if_equal(const ir::Value* v, Mnemonic unequal, Mnemonic ordered);
  void move_if_unequal(const ir::Value* v, Mnemonic unequal, Mnemonic unordered);
  void move_between_files(const ir::Value* v, Mnemonic op);
  void clear_block(const ir::Value* v);
  void copy_block(const ir::Value* v);
  void copy(const ir::Value* v);
  void load_register(const ir::Value* v);
  void store_register(const ir::Value* v);
  void call(const ir::Value* v);
  void enter_fixed_registers();
  void bounds_panic(const ir::Value* v);
  void write_barrier(const ir::Value* v);

  // Operands.
  Register reg_of(const ir::Value* v) const;
  Register result_reg(const ir::Value* v) const;  // first of a pair

  Operand r(const ir::Value* v) const { return reg(reg_of(v)); }

  Operand slot(const ir::Location& home) const;
  // The address operand of v whose base is argument `arg`, its index the next one.
  Operand address_of(const ir::Value* v, size_t arg, int64_t offset) const;
  void apply_aux(Operand& m, const ir::Value* v) const;
  Register zero_register(bool shares = false);
  const ir::Symbol* helper(const std::string& name, bool is_abi0 = false) const;

  Inst& put(Mnemonic op, Operand a = {}, Operand b = {}, Operand c = {});
  void mark_tables();
  void set_arg_live(int index);
  void set_position(const ir::Value* v);

  ir::Function& fn_;
  const EmitFacts& facts_;
  InstList out_;
  std::vector<Label> block_labels_;    // by block id
  std::set<ir::ValueId> keeps_flags_;  // constants set while flags are live

  struct Mark {
    size_t at;
    int32_t call;
  };

  std::vector<Mark> inline_marks_;
  Pos pos_;
  Pos first_pos_;
  const ir::Value* value_ = nullptr;  // what instructions are being made for
  const ir::Block* ending_ = nullptr;
  // Tables as written so far, and as the next instruction wants them.
  int32_t map_ = -1;
  int32_t next_map_ = Inst::kSame;
  bool unsafe_ = false;
  bool next_unsafe_ = false;
  int32_t arg_live_ = -1;
  bool zero_is_ready_ = false;
};

// Moves by type, as Go chooses them: loads widen small integers, copies move whole registers.
Mnemonic load_mnemonic(const ir::Type* type);
Mnemonic store_mnemonic(const ir::Type* type);
Mnemonic copy_mnemonic(const ir::Type* type);

// A place in a variable of the frame.
Operand frame_slot(const ir::Variable* variable, int64_t offset);

}  // namespace prologo::x64
