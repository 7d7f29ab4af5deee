#pragma once
// An allocated function to machine code: the last stage of the x64 back end.

#include <unordered_map>
#include <vector>

#include "backend/code.h"
#include "backend/x64/encode.h"
#include "ir/function.h"

namespace prologo::x64 {

// What liveness found out (backend/allocate/liveness.h) and emission writes down.
struct EmitFacts {
  // Index of the stack map at a call (PCDATA 1), by value.
  std::unordered_map<ir::ValueId, int> stack_maps;
  // Values during which a goroutine must not be stopped (PCDATA 0).
  std::unordered_map<ir::ValueId, bool> unsafe_values;
  // Index of the live arguments (PCDATA 3) from a block's start or behind a value.
  std::unordered_map<ir::BlockId, int> arg_live_at_block;
  std::unordered_map<ir::ValueId, int> arg_live_after_value;
  int growth_map = -1;       // while the stack grows; -1: that of the entry
  int deferreturn_map = -1;  // stack map of the exit of open-coded defers
  // Parameters of which only some registers live on: their pointers go to memory at entry.
  std::vector<const ir::Variable*> partly_live;
};

// Needs plan_frame. Sets fn.outgoing_args, frame_bytes and no_split. The result has bytes,
// relocations and pc tables; FUNCDATA is the caller's.
backend::Code emit(ir::Function& fn, Encoder& encoder, const EmitFacts& facts);

// The same function as text: one instruction a line, as before encoding.
std::string emit_text(ir::Function& fn, const EmitFacts& facts);

}  // namespace prologo::x64
