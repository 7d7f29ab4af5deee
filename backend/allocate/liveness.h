#pragma once
// What the collector and tracebacks must know of a function: which pointer variables are live
// at each call, where a goroutine must not be stopped, what parameters look like. Needs
// register allocation and the offsets of variables (x64::plan_frame). The blobs are FUNCDATA in
// the formats of runtime/layout.h.

#include <string>
#include <unordered_map>
#include <vector>

#include "ir/function.h"

namespace prologo::alloc {

struct Liveness {
  std::unordered_map<ir::ValueId, int> stack_maps;      // by call: index of its bitmaps
  std::unordered_map<ir::ValueId, bool> unsafe_values;  // true: the goroutine must not stop
  int growth_map =
      -1;  // register parameters in their slots in the frame; -1: that of the entry
  int deferreturn_map = -1;  // at the exit of open-coded defers
  // Parameters in several registers of which only a part is kept in memory though the
  // collector will look at the whole: their pointers must be stored at entry.
  std::vector<const ir::Variable*> partly_live;

  std::string args_maps;
  std::string locals_maps;
  std::string stack_objects;    // empty: none
  std::string open_defer_info;  // empty: no open-coded defers
  std::string arg_info;         // empty: no parameters
  std::string arg_live_info;    // empty: all are in memory everywhere
  // Offset in arg_live_info that holds from a block's start, or behind a value; -1: all.
  std::unordered_map<ir::BlockId, int> arg_live_at_block;
  std::unordered_map<ir::ValueId, int> arg_live_after_value;
};

// Marks variables that may be looked at before they are written on some way (needs_zero): the
// prologue clears them.
Liveness find_liveness(ir::Function& fn);

}  // namespace prologo::alloc
