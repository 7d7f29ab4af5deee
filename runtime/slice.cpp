// Making, growing and copying slices, and moving values of a known type.

#include "runtime/alloc.h"
#include "runtime/errors.h"
#include "runtime/machine.h"
#include "runtime/size_class.h"

namespace prologo::runtime {

extern "C" {
[[noreturn]] void rt_panicmakeslicelen();
[[noreturn]] void rt_panicmakeslicecap();
}

namespace {

constexpr int64_t kSmallSlice = 256;  // below, append doubles

// Bytes of `count` elements; false if there can be no such slice.
bool slice_bytes(const Type* elem, int64_t count, uint64_t& bytes) {
  return count >= 0 &&
         !__builtin_mul_overflow(elem->size, static_cast<uint64_t>(count), &bytes) &&
         bytes <= kMaxAllocation;
}

// How many elements append asks for when `needed` do not fit into `cap`.
int64_t grown_capacity(int64_t cap, int64_t needed) {
  if (needed > 2 * cap) {
    return needed;
  }
  if (cap < kSmallSlice) {
    return 2 * cap;
  }
  uint64_t result = static_cast<uint64_t>(cap);
  while (result < static_cast<uint64_t>(needed)) {
    result += (result + 3 * kSmallSlice) / 4;
  }
  return static_cast<int64_t>(result);
}

}  // namespace

extern "C" {

void* rt_makeslice(const Type* elem, int64_t len, int64_t cap) {
  uint64_t bytes = 0;
  if (len < 0 || len > cap || !slice_bytes(elem, cap, bytes)) {
    if (!slice_bytes(elem, len, bytes)) {
      rt_panicmakeslicelen();
    }
    rt_panicmakeslicecap();
  }
  return allocate(bytes, elem);
}

// The slice itself, as older releases want it.
void rt_makeslice_slice(Block* block) {
  const auto* elem = reinterpret_cast<const Type*>(block->reg[0]);
  const auto len = static_cast<int64_t>(block->reg[1]);
  const auto cap = static_cast<int64_t>(block->reg[2]);
  block->reg[0] = reinterpret_cast<uintptr_t>(rt_makeslice(elem, len, cap));
  block->reg[1] = static_cast<uint64_t>(len);
  block->reg[2] = static_cast<uint64_t>(cap);
}

void* rt_makeslice64(const Type* elem, int64_t len, int64_t cap) {
  return rt_makeslice(elem, len, cap);
}

void* rt_makeslicecopy(const Type* elem, int64_t to_len, int64_t from_len, const void* from) {
  uint64_t bytes = 0;
  if (!slice_bytes(elem, to_len, bytes)) {
    rt_panicmakeslicelen();
  }
  void* to = allocate(bytes, elem);
  int64_t common = to_len < from_len ? to_len : from_len;
  __builtin_memmove(to, from, elem->size * static_cast<uint64_t>(common));
  return to;
}

// (type, ptr, len, cap, needed) -> (ptr, len, cap)
void rt_growslice(Block* block) {
  const auto* elem = reinterpret_cast<const Type*>(block->reg[0]);
  const void* old = reinterpret_cast<void*>(block->reg[1]);
  auto len = static_cast<int64_t>(block->reg[2]);
  auto cap = static_cast<int64_t>(block->reg[3]);
  auto needed = static_cast<int64_t>(block->reg[4]);
  if (needed < cap) {
    panic_error("growslice: cap out of range");
  }
  uint64_t bytes = 0;
  void* grown = &zero_base;
  if (elem->size != 0) {
    if (!slice_bytes(elem, grown_capacity(cap, needed), bytes)) {
      panic_error("growslice: cap out of range");
    }
    bytes = allocation_bytes(bytes);
    needed = static_cast<int64_t>(bytes / elem->size);
    grown = allocate(bytes, elem);
    __builtin_memmove(grown, old, elem->size * static_cast<uint64_t>(len));
  }
  block->reg[0] = reinterpret_cast<uintptr_t>(grown);
  block->reg[1] = static_cast<uint64_t>(len);
  block->reg[2] = static_cast<uint64_t>(needed);
}

int64_t rt_slicecopy(void* to, int64_t to_len, const void* from, int64_t from_len,
                     uint64_t width) {
  int64_t count = to_len < from_len ? to_len : from_len;
  if (count > 0 && width > 0) {
    __builtin_memmove(to, from, static_cast<uint64_t>(count) * width);
  }
  return count;
}

int64_t rt_typedslicecopy(const Type* elem, void* to, int64_t to_len, const void* from,
                          int64_t from_len) {
  return rt_slicecopy(to, to_len, from, from_len, elem->size);
}

void rt_typedmemmove(const Type* type, void* to, const void* from) {
  __builtin_memmove(to, from, type->size);
}

void rt_typedmemclr(const Type* type, void* p) { __builtin_memset(p, 0, type->size); }

Pair<uint64_t> rt_mulUintptr(uint64_t x, uint64_t y) {
  uint64_t product = 0;
  bool overflow = __builtin_mul_overflow(x, y, &product);
  return {product, overflow};
}

}  // extern "C"

}  // namespace prologo::runtime
