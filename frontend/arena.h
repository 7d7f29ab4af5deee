#pragma once
// Memory for syntax trees: nodes live until all are released or the arena dies, none is freed
// by itself. Text that nodes refer to is interned here too, so a tree does not need its source
// in memory; it outlives the nodes, since types and symbols have names from it.

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace prologo::ast {

class Arena {
 public:
  Arena();

  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // A value-initialised T. No destructor will run.
  template <typename T>
  T* make() {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T();
  }

  // The items of `from`, moved to memory that lasts as long as the arena.
  template <typename T>
  std::span<T> copy(std::span<const T> from) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (from.empty()) {
      return {};
    }
    T* items = static_cast<T*>(allocate(from.size_bytes(), alignof(T)));
    std::uninitialized_copy(from.begin(), from.end(), items);
    return {items, from.size()};
  }

  template <typename T>
  std::span<T> copy(const std::vector<T>& from) {
    return copy(std::span<const T>(from));
  }

  // The one copy of this text: equal texts give equal data pointers.
  std::string_view intern(std::string_view text);

  void* allocate(size_t size, size_t alignment) { return nodes_.allocate(size, alignment); }

  // Ends the life of all that was made, but not of the text.
  void release_nodes() { nodes_ = Chunks(); }

 private:
  class Chunks {
   public:
    void* allocate(size_t size, size_t alignment) {
      size_t start = (used_ + alignment - 1) & ~(alignment - 1);
      if (start + size > capacity_) {
        return allocate_chunk(size);
      }
      used_ = start + size;
      return chunk_ + start;
    }

   private:
    void* allocate_chunk(size_t size);

    std::vector<std::unique_ptr<std::byte[]>> chunks_;
    std::byte* chunk_ = nullptr;
    size_t used_ = 0;
    size_t capacity_ = 0;
  };

  void grow_table();

  Chunks nodes_;
  Chunks text_;
  std::vector<std::string_view> table_;  // open addressing; size is a power of two
  size_t interned_ = 0;
};

}  // namespace prologo::ast
