#pragma once
// Sizes, alignments and field offsets of Go types as gc lays them out on amd64.

#include <cstdint>
#include <vector>

#include "frontend/types/type.h"

namespace prologo::types {

// Both cap at kTooLarge for types that do not fit into the address space.
int64_t size_of(const Type* type);
int64_t align_of(const Type* type);

inline constexpr int64_t kTooLarge = int64_t{1} << 50;

// Offset of each field.
std::vector<int64_t> field_offsets(const Struct* type);

}  // namespace prologo::types
