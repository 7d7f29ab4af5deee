#pragma once
// What conditions and results of rewrite rules may say beside plain C++. The code of the
// generated rules includes this header and nothing else.

#include <bit>
#include <cmath>
#include <cstdint>

#include "ir/module.h"
#include "ir/rules/rewrite.h"

namespace prologo::ir {

// ---- aux_int as the generated code reads and writes it ----

inline bool aux_to_bool(int64_t n) { return n != 0; }
inline float aux_to_float32(int64_t n) { return static_cast<float>(std::bit_cast<double>(n)); }
inline double aux_to_float64(int64_t n) { return std::bit_cast<double>(n); }
inline int64_t bool_to_aux(bool b) { return b ? 1 : 0; }
inline int64_t int8_to_aux(int64_t n) { return static_cast<int8_t>(n); }
inline int64_t int16_to_aux(int64_t n) { return static_cast<int16_t>(n); }
inline int64_t int32_to_aux(int64_t n) { return static_cast<int32_t>(n); }
inline int64_t float_to_aux(double d) { return std::bit_cast<int64_t>(d); }

}  // namespace prologo::ir
