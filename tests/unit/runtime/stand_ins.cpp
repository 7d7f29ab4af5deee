#include "tests/unit/runtime/stand_ins.h"

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "runtime/alloc.h"
#include "runtime/errors.h"
#include "runtime/machine.h"

namespace prologo::runtime {

namespace {

std::vector<void*>& blocks() {
  static std::vector<void*> list;
  return list;
}

std::string to_string(String text) {
  return {reinterpret_cast<const char*>(text.ptr), static_cast<size_t>(text.len)};
}

}  // namespace

void free_test_heap() {
  for (void* block : blocks()) {
    std::free(block);
  }
  blocks().clear();
}

void* allocate(uint64_t bytes, const Type*) {
  blocks().push_back(std::calloc(1, bytes == 0 ? 1 : bytes));
  return blocks().back();
}

void panic_error(const char* text) { throw RaisedPanic(text); }

void panic_error(String text) { throw RaisedPanic(to_string(text)); }

void panic_plain(const char* text) { throw RaisedPanic(text); }

String c_text(const char* text) {
  return {reinterpret_cast<const uint8_t*>(text), static_cast<int64_t>(std::strlen(text))};
}

TextBuilder& TextBuilder::add(String text) {
  auto* joined =
      static_cast<uint8_t*>(allocate(static_cast<uint64_t>(length_ + text.len), nullptr));
  std::memcpy(joined, bytes_, static_cast<size_t>(length_));
  std::memcpy(joined + length_, text.ptr, static_cast<size_t>(text.len));
  bytes_ = joined;
  length_ += text.len;
  return *this;
}

extern "C" {

uintptr_t rt_call_algorithm(const FuncVal* fn, const void* a, uintptr_t b, uintptr_t c) {
  return reinterpret_cast<HashFunction>(fn->code)(a, b, c);
}

uint8_t zero_value[1024];
const uint8_t text_start[1] = {};
const uint8_t types_base[1] = {};

// Addresses that no test's function has.
extern const uint8_t memhash32_address[1] asm("runtime.memhash32");
extern const uint8_t memhash64_address[1] asm("runtime.memhash64");
extern const uint8_t strhash_address[1] asm("runtime.strhash");
extern const uint8_t memequal32_address[1] asm("runtime.memequal32");
extern const uint8_t memequal64_address[1] asm("runtime.memequal64");
extern const uint8_t strequal_address[1] asm("runtime.strequal");
const uint8_t memhash32_address[1] = {};
const uint8_t memhash64_address[1] = {};
const uint8_t strhash_address[1] = {};
const uint8_t memequal32_address[1] = {};
const uint8_t memequal64_address[1] = {};
const uint8_t strequal_address[1] = {};

}  // extern "C"

}  // namespace prologo::runtime
