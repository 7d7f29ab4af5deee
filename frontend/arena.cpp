#include "frontend/arena.h"

#include <cstdint>
#include <cstring>

namespace prologo::ast {

static constexpr size_t kChunkSize = size_t{1} << 17;
static constexpr size_t kFirstTableSize = 1024;

Arena::Arena() : table_(kFirstTableSize) {}

// A request larger than half a chunk gets its own, so that the current one goes on being
// filled.
void* Arena::Chunks::allocate_chunk(size_t size) {
  bool is_large = size > kChunkSize / 2;
  size_t capacity = is_large ? size : kChunkSize;
  chunks_.push_back(std::unique_ptr<std::byte[]>(new std::byte[capacity]));
  std::byte* memory = chunks_.back().get();
  if (!is_large) {
    chunk_ = memory;
    capacity_ = capacity;
    used_ = size;
  }
  return memory;
}

static size_t hash(std::string_view text) {
  uint64_t h = 1469598103934665603U;
  for (char c : text) {
    h = (h ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  return h ^ (h >> 32);
}

std::string_view Arena::intern(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  size_t mask = table_.size() - 1;
  size_t slot = hash(text) & mask;
  while (!table_[slot].empty()) {
    if (table_[slot] == text) {
      return table_[slot];
    }
    slot = (slot + 1) & mask;
  }
  char* copy = static_cast<char*>(text_.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  std::string_view kept(copy, text.size());
  table_[slot] = kept;
  if (++interned_ * 2 > table_.size()) {
    grow_table();
  }
  return kept;
}

void Arena::grow_table() {
  std::vector<std::string_view> old(table_.size() * 2);
  old.swap(table_);
  size_t mask = table_.size() - 1;
  for (std::string_view text : old) {
    if (text.empty()) {
      continue;
    }
    size_t slot = hash(text) & mask;
    while (!table_[slot].empty()) {
      slot = (slot + 1) & mask;
    }
    table_[slot] = text;
  }
}

}  // namespace prologo::ast
