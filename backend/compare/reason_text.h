#pragma once
// Words that reasons are made of. Private to backend/compare.

#include <string>
#include <vector>

#include "backend/listing/function_code.h"
#include "ir/function.h"

namespace prologo::compare {

constexpr int64_t kWordBytes = 8;

// "AX BX, stack+0": the places of parameters or results.
std::string places_text(const std::vector<ir::Place>& places);

// "a, b int, s string"
std::string names_and_types(const std::vector<ir::Param>& params);

// "s" or "s+8"
std::string part_of_variable(const ir::Variable& variable, int64_t offset);

// Whether a jump of that name is taken when the block's condition fails.
bool is_inverse_jump(ir::BlockKind kind, std::string_view jump);

bool differs_in_register(const listing::CodeLine& a, const listing::CodeLine& b);

}  // namespace prologo::compare
