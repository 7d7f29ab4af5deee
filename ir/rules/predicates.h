#pragma once
// What conditions and results of rewrite rules may say beside plain C++. The code of the
// generated rules includes this header and nothing else.

#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include "ir/analysis/type_order.h"
#include "ir/module.h"
#include "ir/rules/magic.h"
#include "ir/rules/memory.h"
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

// ---- Numbers ----

// The low bits of n as a signed or unsigned number.
inline int64_t sx8(int64_t n) { return static_cast<int8_t>(n); }

inline int64_t sx16(int64_t n) { return static_cast<int16_t>(n); }

inline int64_t sx32(int64_t n) { return static_cast<int32_t>(n); }

inline int64_t sx64(int64_t n) { return n; }

inline uint64_t ux8(int64_t n) { return static_cast<uint8_t>(n); }

inline uint64_t ux16(int64_t n) { return static_cast<uint16_t>(n); }

inline uint64_t ux32(int64_t n) { return static_cast<uint32_t>(n); }

inline uint64_t ux64(int64_t n) { return static_cast<uint64_t>(n); }

inline int64_t min_int(int bits) { return std::numeric_limits<int64_t>::min() >> (64 - bits); }

inline bool is_power_of_two(int64_t n) { return n > 0 && (n & (n - 1)) == 0; }

inline bool is_one_bit(uint64_t n) { return std::has_single_bit(n); }

inline int64_t log2_of(int64_t n) {
  return static_cast<int64_t>(std::bit_width(static_cast<uint64_t>(n))) - 1;
}

inline int64_t trailing_zeros8(int64_t n) { return n == 0 ? 8 : std::countr_zero(ux8(n)); }

inline int64_t trailing_zeros16(int64_t n) { return n == 0 ? 16 : std::countr_zero(ux16(n)); }

inline int64_t trailing_zeros32(int64_t n) { return n == 0 ? 32 : std::countr_zero(ux32(n)); }

inline int64_t trailing_zeros64(int64_t n) { return std::countr_zero(ux64(n)); }

inline int64_t leading_zeros8(int64_t n) { return std::countl_zero(ux8(n)) - 56; }

inline int64_t leading_zeros16(int64_t n) { return std::countl_zero(ux16(n)) - 48; }

inline int64_t leading_zeros32(int64_t n) { return std::countl_zero(ux32(n)) - 32; }

inline int64_t leading_zeros64(int64_t n) { return std::countl_zero(ux64(n)); }

// Go's division: the most negative number divided by -1 is itself.
inline int64_t quotient(int64_t a, int64_t b) {
  return b == -1 ? static_cast<int64_t>(-ux64(a)) : a / b;
}

inline int64_t modulo(int64_t a, int64_t b) { return b == -1 ? 0 : a % b; }

// Go's shifts: counts are unsigned and may exceed the width.
inline int64_t shift_left(int64_t n, int64_t by) {
  return ux64(by) >= 64 ? 0 : static_cast<int64_t>(ux64(n) << by);
}

inline int64_t shift_right(int64_t n, int64_t by) { return n >> (ux64(by) >= 64 ? 63 : by); }

inline int64_t shift_right_unsigned(uint64_t n, int64_t by) {
  return ux64(by) >= 64 ? 0 : static_cast<int64_t>(n >> by);
}

inline bool add_overflows(int64_t a, int64_t b) { return ux64(a) + ux64(b) < ux64(a); }

template <typename Float>
bool is_number(Float f) {
  return !std::isnan(f);
}

inline float float_from_bits(int64_t bits) {
  return std::bit_cast<float>(static_cast<uint32_t>(bits));
}

inline int64_t bits_of_float(float f) { return std::bit_cast<int32_t>(f); }

// As the machine converts: what does not fit becomes the most negative integer.
int64_t float_to_int32(double d);
int64_t float_to_int64(double d);
// 1/c is exact: c is a power of two whose reciprocal is a normal number.
bool has_exact_reciprocal(float c);
bool has_exact_reciprocal(double c);

// ---- Types and values ----

inline bool is_integer_of(const Type* t, int64_t size) {
  return t->is_integer() && t->size == size;
}

inline bool is_float_of(const Type* t, int64_t size) {
  return t->is_float() && t->size == size;
}

inline int64_t field_offset(const Type* t, int64_t i) {
  return t->fields[static_cast<size_t>(i)].offset;
}

bool is_const_zero(const Value* v);
// The bits of v alone show that it is not negative.
bool is_non_negative(const Value* v);
// The order of operands that Go's normalisations use: operation, then line, then number.
bool comes_first(const Value* a, const Value* b);
// Turns values that are about to be replaced into Invalid, so that they stop using their
// arguments. Always true.
bool clobber(std::initializer_list<Value*> values);

// ---- Calls and static data ----

bool calls(const CallInfo* call, std::string_view name);
// The symbol is read-only data without addresses in it.
bool is_plain_read_only(const Function& fn, const Aux& symbol);
bool is_read_only_zero(const Function& fn, const Aux& symbol);
// `size` bytes at `offset`, little endian, sign-extended; bytes beyond the data are zero.
int64_t read_only_bytes(const Function& fn, const Aux& symbol, int64_t offset, int64_t size);
// The function whose address stands at that offset of a read-only table, or null.
const Symbol* method_in(const Function& fn, const Aux& table, int64_t offset);
// Makes an interface call a static one.
bool call_directly(Value* call, const Symbol* callee);

}  // namespace prologo::ir
