#pragma once
// What both layout algorithms share: which arrays registers take, spill room, and results that
// are written to memory.

#include <vector>

#include "ir/abi.h"

namespace prologo::abi {

constexpr int64_t kWordBytes = 8;

// An array of more elements than that, anywhere inside.
bool has_long_array(const ir::Type* type, int64_t longest);

// The parameters' positions in the order in which they choose.
std::vector<size_t> choosing_order(const ir::Abi& abi, size_t count);

// Gives each register parameter its home behind the stack words, if the caller keeps one, and
// sums up what a caller reserves.
void finish_spills(const ir::Abi& abi, ir::CallLayout& layout);

// Where each result lies in the struct of all results.
struct ResultStruct {
  std::vector<int64_t> offsets;
  int64_t size = 0;
};

ResultStruct struct_of_results(const ir::Signature& signature);

// Results too large for registers, where a pointer in the first argument register says; true
// if it is so. The offsets are the struct's until the memory is placed.
bool place_hidden_results(const ir::Abi& abi, const ir::Signature& signature,
                          ir::CallLayout& layout);

// The caller keeps the memory for hidden results behind the stack parameters.
void place_hidden_memory(const ir::Abi& abi, ir::CallLayout& layout);

}  // namespace prologo::abi
