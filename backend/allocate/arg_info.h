#pragma once
// How tracebacks show the parameters of a function.

#include <string>
#include <unordered_map>

#include "ir/function.h"

namespace prologo::alloc {

// FUNCDATA 5: offset and size of each leaf of each parameter in its memory home.
std::string arg_info(const ir::Function& fn);

// True if a value of that type can live in registers: at most four words, four fields a struct,
// no array of several elements.
bool can_be_ssa(const ir::Type* type);

struct ArgLiveness {
  std::string info;  // FUNCDATA 6; empty: every home holds its parameter everywhere
  std::unordered_map<ir::BlockId, int> at_block;
  std::unordered_map<ir::ValueId, int> after_value;
};

// Where the homes of register parameters hold them already.
ArgLiveness find_arg_liveness(const ir::Function& fn);

}  // namespace prologo::alloc
