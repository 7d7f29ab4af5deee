// Strings: concatenation and conversions. A non-null buffer is a temporary of the caller's
// frame of 32 elements, for results that do not outlive it.

#include "runtime/alloc.h"
#include "runtime/machine.h"
#include "runtime/size_class.h"
#include "runtime/traceback.h"
#include "runtime/utf8.h"

namespace prologo::runtime {

namespace {

constexpr int64_t kBufferElements = 32;

uint8_t* string_bytes(void* buffer, int64_t len) {
  return static_cast<uint8_t*>(buffer != nullptr && len <= kBufferElements
                                   ? buffer
                                   : allocate(static_cast<uint64_t>(len), nullptr));
}

bool is_on_stack(const void* p) {
  auto address = reinterpret_cast<uintptr_t>(p);
  const Stack& stack = current()->stack;
  return stack.lo <= address && address < stack.hi;
}

String concatenate(void* buffer, const String* list, int64_t count) {
  int64_t total = 0;
  int64_t non_empty = 0;
  int64_t last = 0;
  for (int64_t i = 0; i < count; i++) {
    if (list[i].len == 0) {
      continue;
    }
    if (__builtin_add_overflow(total, list[i].len, &total)) {
      fatal("string concatenation too long");
    }
    non_empty++;
    last = i;
  }
  if (non_empty == 0) {
    return {nullptr, 0};
  }
  // A single part is the result, unless it is a temporary that the result outlives.
  if (non_empty == 1 && (buffer != nullptr || !is_on_stack(list[last].ptr))) {
    return list[last];
  }
  uint8_t* bytes = string_bytes(buffer, total);
  uint8_t* p = bytes;
  for (int64_t i = 0; i < count; i++) {
    __builtin_memcpy(p, list[i].ptr, static_cast<size_t>(list[i].len));
    p += list[i].len;
  }
  return {bytes, total};
}

// Four words of the first string are in registers 1 and 2, and so on; what does not fit is on
// the caller's stack.
void concatenate_block(Block* block, int64_t count) {
  constexpr int64_t kInRegisters = 4;
  String list[kInRegisters + 1];
  for (int64_t i = 0; i < count; i++) {
    const uint64_t* words = i < kInRegisters ? &block->reg[1 + 2 * i] : block->stack;
    list[i] = {reinterpret_cast<const uint8_t*>(words[0]), static_cast<int64_t>(words[1])};
  }
  String result = concatenate(reinterpret_cast<void*>(block->reg[0]), list, count);
  block->reg[0] = reinterpret_cast<uintptr_t>(result.ptr);
  block->reg[1] = static_cast<uint64_t>(result.len);
}

// The elements of a slice result: in the buffer, or on the heap with all of its size class.
Slice slice_for(void* buffer, int64_t len, uint64_t width) {
  if (buffer != nullptr && len <= kBufferElements) {
    __builtin_memset(buffer, 0, kBufferElements * width);
    return {buffer, len, kBufferElements};
  }
  uint64_t bytes = allocation_bytes(static_cast<uint64_t>(len) * width);
  return {allocate(bytes, nullptr), len, static_cast<int64_t>(bytes / width)};
}

void store_slice(Block* block, const Slice& slice) {
  block->reg[0] = reinterpret_cast<uintptr_t>(slice.ptr);
  block->reg[1] = static_cast<uint64_t>(slice.len);
  block->reg[2] = static_cast<uint64_t>(slice.cap);
}

}  // namespace

extern "C" {

String rt_concatstring2(void* buffer, const uint8_t* a, int64_t a_len, const uint8_t* b,
                        int64_t b_len) {
  const String list[] = {{a, a_len}, {b, b_len}};
  return concatenate(buffer, list, 2);
}

void rt_concatstring3(Block* block) { concatenate_block(block, 3); }

void rt_concatstring4(Block* block) { concatenate_block(block, 4); }

void rt_concatstring5(Block* block) { concatenate_block(block, 5); }

String rt_concatstrings(void* buffer, const String* list, int64_t count) {
  return concatenate(buffer, list, count);
}

String rt_intstring(void* buffer, int64_t value) {
  constexpr int kLongest = 4;
  auto* bytes = static_cast<uint8_t*>(buffer != nullptr ? buffer : allocate(kLongest, nullptr));
  return {bytes, encode_rune(bytes, value)};
}

String rt_slicebytetostring(void* buffer, const uint8_t* ptr, int64_t len) {
  if (len == 0) {
    return {nullptr, 0};
  }
  if (len == 1) {
    return {reinterpret_cast<const uint8_t*>(&static_words[*ptr]), 1};
  }
  uint8_t* bytes = string_bytes(buffer, len);
  __builtin_memcpy(bytes, ptr, static_cast<size_t>(len));
  return {bytes, len};
}

String rt_slicebytetostring_slice(void* buffer, const uint8_t* ptr, int64_t len, int64_t) {
  return rt_slicebytetostring(buffer, ptr, len);
}

String rt_slicebytetostringtmp(const uint8_t* ptr, int64_t len) { return {ptr, len}; }

String rt_slicerunetostring(void* buffer, const int32_t* runes, int64_t count) {
  uint8_t encoded[4];
  int64_t total = 0;
  for (int64_t i = 0; i < count; i++) {
    total += encode_rune(encoded, runes[i]);
  }
  if (total == 0) {
    return {nullptr, 0};
  }
  uint8_t* bytes = string_bytes(buffer, total);
  int64_t at = 0;
  for (int64_t i = 0; i < count; i++) {
    int length = encode_rune(encoded, runes[i]);
    __builtin_memcpy(bytes + at, encoded, static_cast<size_t>(length));
    at += length;
  }
  return {bytes, total};
}

// (buffer, ptr, len) -> (ptr, len, cap)
void rt_stringtoslicebyte(Block* block) {
  auto len = static_cast<int64_t>(block->reg[2]);
  Slice slice = slice_for(reinterpret_cast<void*>(block->reg[0]), len, 1);
  __builtin_memcpy(slice.ptr, reinterpret_cast<void*>(block->reg[1]), static_cast<size_t>(len));
  store_slice(block, slice);
}

Pair<int64_t> rt_decoderune(const uint8_t* ptr, int64_t len, int64_t at) {
  if (at >= len) {
    return {kRuneError, static_cast<uint64_t>(at + 1)};
  }
  Rune rune = decode_rune(ptr + at, len - at);
  return {rune.value, static_cast<uint64_t>(at + rune.length)};
}

int64_t rt_countrunes(const uint8_t* ptr, int64_t len) {
  int64_t count = 0;
  for (int64_t at = 0; at < len; count++) {
    at += decode_rune(ptr + at, len - at).length;
  }
  return count;
}

// (buffer, ptr, len) -> (ptr, len, cap)
void rt_stringtoslicerune(Block* block) {
  const auto* ptr = reinterpret_cast<const uint8_t*>(block->reg[1]);
  auto len = static_cast<int64_t>(block->reg[2]);
  Slice slice = slice_for(reinterpret_cast<void*>(block->reg[0]), rt_countrunes(ptr, len),
                          sizeof(int32_t));
  auto* runes = static_cast<int32_t*>(slice.ptr);
  for (int64_t at = 0; at < len;) {
    Rune rune = decode_rune(ptr + at, len - at);
    *runes++ = rune.value;
    at += rune.length;
  }
  store_slice(block, slice);
}

}  // extern "C"

}  // namespace prologo::runtime
