#pragma once
// What conditions and results of the x64 rules may say beside plain C++.

#include "backend/x64/val_and_off.h"
#include "ir/module.h"
#include "ir/rules/predicates.h"

namespace prologo::x64 {

using namespace prologo::ir;

// ---- Numbers ----

inline bool is_32bit(int64_t n) { return n == static_cast<int32_t>(n); }

// A constant that fits beside an offset in one aux_int.
inline bool is_val(int64_t n) { return is_32bit(n); }

inline bool is_uint64_power(int64_t n) { return is_one_bit(ux64(n)); }

inline bool is_uint32_power(int64_t n) { return is_one_bit(ux32(n)); }

inline int64_t bit_index32(int64_t n) { return log2_of(static_cast<uint32_t>(n)); }

inline int64_t bit(int64_t n) { return static_cast<int64_t>(uint64_t{1} << n); }

inline int64_t bit32(int64_t n) { return static_cast<int32_t>(uint32_t{1} << n); }

inline int64_t low(int64_t n, int bits) {
  return static_cast<int64_t>(static_cast<uint64_t>(n) << (64 - bits)) >> (64 - bits);
}

inline int64_t low_unsigned(int64_t n, int bits) {
  return static_cast<int64_t>(ux64(n) << (64 - bits) >> (64 - bits));
}

// How the constants x and y of that many bits compare: the operation that says so.
Op compare_constants(int64_t x, int64_t y, int bits);

// ---- Types ----

// An 8-byte integer or a pointer.
inline bool is_word(const Type* t) { return is_integer_of(t, 8) || t->is_pointer_shaped(); }

// ---- Offsets and symbols ----

inline bool can_add(int64_t packed, int64_t offset) {
  return is_32bit(int64_t{off_of(packed)} + offset);
}

inline int64_t add_offset(int64_t packed, int64_t offset) {
  return pack_val_and_off(val_of(packed), static_cast<int32_t>(off_of(packed) + offset));
}

inline int64_t pack(int64_t value, int64_t offset) {
  return pack_val_and_off(static_cast<int32_t>(value), static_cast<int32_t>(offset));
}

// At most one of two addresses added up may name a symbol or variable.
inline bool can_merge(Aux a, Aux b) { return !a || !b; }

inline Aux merge(Aux a, Aux b) { return a ? a : b; }

// Offsets add up within 32 bits and the symbols merge.
inline bool can_fold(int64_t a, int64_t b) { return is_32bit(a + b); }

// ---- Values ----

// The count of a shift is known to be less than its width.
inline bool shift_is_bounded(const Value* v) { return v->aux_int != 0; }

bool keeps_g_in_register(const Function& fn);
// Switches of the dialect.
bool zero_stores_take_addresses(const Function& fn);
bool comparisons_keep_order(const Function& fn);
bool swaps_operands(const Function& fn, const Value* x, const Value* y);
bool clears_share_x0(const Function& fn);
bool zeroes_odd_word_first(const Function& fn);
// Which of the three pairs of registers a bounds failure reports in.
int bounds_registers(int64_t kind);
// q is p + size.
bool sequential(const Value* p, const Value* q, int64_t size);
// The bits of v above the given width are zero.
bool upper_bits_are_zero(const Value* v, int width, int depth);
bool is_rematerialisable(const Value* v);
// The block in which a combination of the values may be computed, or null.
Block* common_block(Block* b, const Value* x, const Value* y, const Value* z = nullptr);
// Whether the load may become part of `target`: nothing else uses it, and no store comes
// between the two.
bool can_merge_load(const Value* target, const Value* load);
// As well, target overwrites x: x must not be needed afterwards, here or in an outer loop.
bool can_merge_load_clobber(const Value* target, const Value* load, const Value* x);

// Values that the result of a rule takes over.
template <typename... Values>
bool take_over(Values*... values) {
  return clobber({values...});
}

}  // namespace prologo::x64
