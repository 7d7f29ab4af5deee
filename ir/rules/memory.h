#pragma once
// What rules must know about addresses and chains of memory states: where two addresses are the
// same or cannot meet, what a load behind some stores sees, and rewrites over whole chains that
// would take one rule a length.

#include "ir/function.h"

namespace prologo::ir {

// p and q are the same address for certain.
bool same_address(const Value* p, const Value* q);
// n bytes at p and m bytes at q do not meet, for certain.
bool are_disjoint(const Value* p, int64_t n, const Value* q, int64_t m);
bool is_stack_address(const Value* p);
// An address in the outgoing argument area: a call may overwrite it.
bool is_volatile(const Value* p);
// A Move of n bytes does what runtime.memmove would, and costs little.
bool is_inlinable_memmove(const Value* dst, const Value* src, int64_t n);

// The value that a load of type t at p sees, if one of the last four stores made it; else null.
Value* stored_value(const Type* t, const Value* p, Value* memory);
// The Zero whose zeros a load of type t at p = base + offset sees behind one to four stores
// elsewhere; else null.
Value* zero_behind_stores(const Value* p, const Value* base, int64_t offset, const Type* t,
                          Value* memory);
// From `memory` back to `old` there are at most `most` stores, none of which touches size bytes
// at p.
bool only_stores_elsewhere(const Value* memory, const Value* old, const Value* p, int64_t size,
                           int most);
// `size` bytes at p = base + offset were zeroed, with at most `most` stores elsewhere since.
bool zeroed_before_stores(const Value* p, const Value* base, int64_t offset, int64_t size,
                          const Value* memory, int most);

// (Load <struct>) -> StructMake of loads; (Store StructMake) -> stores of the fields.
bool load_struct(Value* load);
bool store_struct(Value* store);

// v and the stores below it, two to four, together overwrite all that the Move or Zero (`kind`)
// below them wrote, which nothing else sees: how many stores, or 0.
size_t block_under_stores(const Value* v, Op kind);
bool drop_block_under_stores(Value* v, size_t count);

// v is a Move whose source was just filled by up to four stores, alone or over a Zero of the
// whole: how many stores, or 0.
size_t stores_that_fill_source(const Value* v);
bool copy_by_stores(Value* v, size_t count);

}  // namespace prologo::ir
