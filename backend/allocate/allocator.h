#pragma once
// State of the register allocator, shared by its parts: allocate.cpp (blocks), block_start.cpp
// (registers at the start of a block), operands.cpp (one instruction), state.cpp (one
// register), spills.cpp (where spills go) and edges.cpp (moves on merge edges). "Original"
// values are those of before allocation; "copies" are what the allocator makes of them: Copy,
// LoadReg, StoreReg, rematerialised values.

#include <array>
#include <deque>
#include <unordered_map>
#include <vector>

#include "backend/allocate/live_ranges.h"
#include "ir/analysis/dominators.h"
#include "ir/analysis/sparse_set.h"

namespace prologo::alloc {

// Uses of an original value in the current block, nearest first.
struct Use {
  int32_t distance = 0;  // from the start of the block
  Pos pos;
  Use* next = nullptr;
};

// What is known of an original value.
struct ValueState {
  RegMask registers = 0;  // that hold it now
  Use* uses = nullptr;
  ir::Value* spill = nullptr;  // its StoreReg; the value itself if it begins on the stack
  int32_t restore_min = 0;     // range of the dominator tree in which the spill is read
  int32_t restore_max = 0;
  bool needs_register = false;
  bool is_rematerialisable = false;
};

// What a register holds: a copy of an original value, or nothing.
struct RegisterState {
  ir::Value* original = nullptr;
  ir::Value* copy = nullptr;
};

// A register and what it holds at the end (or is to hold at the start) of a block.
struct Binding {
  ir::Register reg;
  ir::Value* original;
  ir::Value* copy;
  Pos pos;  // start of a block: of the next use
};

// Registers wished for the result and for the first three arguments of an instruction.
struct Wishes {
  Preferences result = kNoPreferences;
  std::array<Preferences, 3> args = {kNoPreferences, kNoPreferences, kNoPreferences};
};

// Copies made only to keep a value in some register; they go if nobody profits.
class DeletableCopies {
 public:
  void add(ir::Value* copy);
  void mark_used(const ir::Value* copy);
  void remove_unused(ir::Function& fn);

 private:
  struct Entry {
    ir::Value* copy;
    bool is_used;
  };

  std::vector<Entry> entries_;
  std::unordered_map<const ir::Value*, size_t> index_;
};

class Allocator {
 public:
  explicit Allocator(ir::Function& fn);
  void run();

 private:
  friend class EdgeMoves;
  friend class Instruction;

  ir::Function& fn_;
  ConstraintTable constraints_;
  ir::DominatorTree dominators_;
  ir::LoopNest loops_;
  LiveRanges live_;
  std::vector<ir::Block*> visit_order_;
  std::vector<int> visit_index_;      // by block number
  std::vector<ValueState> values_;    // by number of the original value
  std::vector<ir::Value*> original_;  // by value number: what it is a copy of
  std::array<RegisterState, kRegisterCount> registers_;
  RegMask used_ = 0;            // registers that hold something
  RegMask pinned_ = 0;          // registers that must keep what they hold
  RegMask busy_ = 0;            // registers of the current instruction
  ir::Block* block_ = nullptr;  // the current block
  const ir::Value* sp_ = nullptr;
  const ir::Value* sb_ = nullptr;
  std::vector<std::vector<Binding>> at_end_;           // by block number
  std::vector<std::vector<Binding>> at_start_;         // by block number; merge blocks, no phis
  std::vector<std::vector<ir::ValueId>> spills_live_;  // by block number: spills read later
  DeletableCopies copies_;
  DesiredRegisters desired_;          // after the walk: at the start of the block
  ir::SparseSet live_in_registers_;   // values that may be in registers at block start
  std::vector<ir::Value*> phis_;      // of the current block
  std::vector<ir::Value*> schedule_;  // of the current block, phis aside
  std::vector<Wishes> wishes_;        // by place in schedule_
  std::unordered_map<ir::ValueId, std::vector<ir::Register>> call_results_;
  std::deque<Use> use_storage_;
  Use* free_uses_ = nullptr;

  // allocate.cpp
  void allocate_block(ir::Block* b);
  void find_uses();
  void find_wishes();
  void add_successor_wishes();
  void load_controls();
  void load_for_loop();
  void save_end_state();
  void clear_final_uses();

  // block_start.cpp
  void start_block();
  size_t choose_primary_pred() const;
  void start_merge_block();
  std::vector<ir::Register> take_phi_registers(size_t primary, RegMask& phi_registers);
  void vacate_phi_registers(size_t primary, const std::vector<ir::Register>& regs,
                            RegMask phi_registers);
  void find_other_phi_registers(size_t primary, std::vector<ir::Register>& regs,
                                RegMask& phi_registers);
  void drop_dead_values(RegMask except);

  // operands.cpp
  void allocate_value(ir::Value* v, const Wishes& wishes);
  bool allocate_special(ir::Value* v, const Constraints& constraints);
  void allocate_keep_alive(ir::Value* v);
  ir::Register select_register(const ir::Value* v) const;

  // state.cpp
  ValueState& state(const ir::Value* v) { return values_[v->id]; }

  ir::Value* original_of(const ir::Value* v) const { return original_[v->id]; }

  void set_original(const ir::Value* copy, const ir::Value* of);
  void set_home(const ir::Value* v, ir::Location location);
  ir::Register home_register(const ir::Value* v) const;  // kNoRegister if in none
  void free_register(ir::Register r);
  void free_registers(RegMask mask);
  void assign(ir::Register r, ir::Value* original, ir::Value* copy);
  void set_state(const std::vector<Binding>& bindings);
  ir::Register allocate_register(RegMask mask);
  ir::Value* allocate_to_register(ir::Value* v, RegMask mask, bool pin, Pos pos);
  void add_use(ir::ValueId id, int32_t distance, Pos pos);
  void drop_use(ir::Value* v);
  void advance_uses(const ir::Value* v);
  bool is_live_after(const ir::Value* arg) const;
  ir::Value* new_copy(ir::Op op, const ir::Type* type, ir::Value* arg, ir::Block* b, Pos pos);
  ir::Value* rematerialise(const ir::Value* v, ir::Block* b, Pos pos);

  // spills.cpp
  ir::Value* spill_of(ir::Value* v, const ir::Block* reader);
  void place_spills();

  struct SpillPlace {
    ir::Block* block;
    ir::Value* copy;
  };

  SpillPlace find_spill_place(ir::Value* v) const;
};

}  // namespace prologo::alloc
