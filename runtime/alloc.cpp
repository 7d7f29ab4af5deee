// Objects of a size class are cut from spans of whole pages; spans with pointers and without
// are kept apart, and a span with pointers notes the type of each of its objects, so that a
// precise collector finds every pointer. Pages come from the kernel zeroed.

#include "runtime/alloc.h"

#include "runtime/machine.h"
#include "runtime/size_class.h"
#include "runtime/syscall_linux.h"
#include "runtime/traceback.h"

namespace prologo::runtime {

namespace {

constexpr uintptr_t kHeapStart = 0xc000000000;
constexpr uint64_t kChunkBytes = 64 * 1024 * 1024;

struct Span {
  uintptr_t base;
  uint64_t bytes;
  uint64_t object_bytes;
  const Type** types;  // by object; null: objects without pointers
  Span* next;
};

// A span being filled.
struct Filling {
  uintptr_t next;
  uintptr_t end;  // of the last whole object
  const Type** type;
};

Filling filling[kSizeClassCount][2];
Span* spans = nullptr;

uintptr_t page_next = kHeapStart;
uintptr_t page_end = kHeapStart;
uintptr_t permanent_next = 0;
uintptr_t permanent_end = 0;

[[noreturn]] void out_of_memory() { fatal("runtime: out of memory"); }

uintptr_t allocate_pages(uint64_t bytes) {
  if (page_end - page_next < bytes) {
    uint64_t size = (bytes + kChunkBytes - 1) / kChunkBytes * kChunkBytes;
    void* memory = sys::map_pages(page_end, size);
    if (memory == nullptr) {
      out_of_memory();
    }
    auto start = reinterpret_cast<uintptr_t>(memory);
    if (page_end != kHeapStart) {
      // A program with a large heap has fewer faults with large pages.
      sys::call(sys::kMadvise, static_cast<int64_t>(start), static_cast<int64_t>(size),
                sys::kAdviceHugePages);
    }
    // Chunks that follow each other become one; else the rest of the last one is given up.
    if (start != page_end) {
      page_next = start;
    }
    page_end = start + size;
  }
  uintptr_t result = page_next;
  page_next += bytes;
  return result;
}

Span* new_span(uint64_t bytes, uint64_t object_bytes, bool has_pointers) {
  auto* span = static_cast<Span*>(allocate_permanent(sizeof(Span)));
  span->base = allocate_pages(bytes);
  span->bytes = bytes;
  span->object_bytes = object_bytes;
  if (has_pointers) {
    uint64_t count = bytes / object_bytes;
    span->types = static_cast<const Type**>(allocate_permanent(count * sizeof(Type*)));
  }
  span->next = spans;
  spans = span;
  return span;
}

void* allocate_large(uint64_t bytes, const Type* type) {
  if (bytes > kMaxAllocation) {
    out_of_memory();
  }
  uint64_t whole = allocation_bytes(bytes);
  Span* span = new_span(whole, whole, type != nullptr);
  if (type != nullptr) {
    span->types[0] = type;
  }
  return reinterpret_cast<void*>(span->base);
}

void refill(Filling& f, int index, bool has_pointers) {
  uint64_t object_bytes = kSizeClasses[index].bytes;
  Span* span = new_span(kSizeClasses[index].pages * kPageBytes, object_bytes, has_pointers);
  f.next = span->base;
  f.end = span->base + span->bytes / object_bytes * object_bytes;
  f.type = span->types;
}

}  // namespace

void* allocate_permanent(uint64_t bytes) {
  constexpr uint64_t kPermanentChunk = 256 * 1024;
  bytes = (bytes + 7) & ~uint64_t{7};
  if (permanent_end - permanent_next < bytes) {
    uint64_t size = bytes > kPermanentChunk ? bytes : kPermanentChunk;
    void* memory = sys::map_pages(0, size);
    if (memory == nullptr) {
      out_of_memory();
    }
    permanent_next = reinterpret_cast<uintptr_t>(memory);
    permanent_end = permanent_next + size;
  }
  uintptr_t result = permanent_next;
  permanent_next += bytes;
  return reinterpret_cast<void*>(result);
}

void* allocate(uint64_t bytes, const Type* type) {
  if (bytes == 0) {
    return &zero_base;
  }
  if (type != nullptr && type->ptrdata == 0) {
    type = nullptr;
  }
  if (bytes > kMaxSmall) {
    return allocate_large(bytes, type);
  }
  int index = size_class(bytes);
  bool has_pointers = type != nullptr;
  Filling& f = filling[index][has_pointers];
  if (f.next == f.end) {
    refill(f, index, has_pointers);
  }
  uintptr_t result = f.next;
  f.next += kSizeClasses[index].bytes;
  if (has_pointers) {
    *f.type++ = type;
  }
  return reinterpret_cast<void*>(result);
}

extern "C" {

void* rt_newobject(const Type* type) { return allocate(type->size, type); }

void* rt_mallocgc(uint64_t bytes, const Type* type) { return allocate(bytes, type); }

// A heap record for deferproc when the pool is empty.
Defer* rt_new_defer() {
  static const uint8_t kPointers[] = {0xb8, 0};  // fn, panic, link, varp
  static const Type kDefer = {.size = sizeof(Defer),
                              .ptrdata = 64,
                              .hash = 0,
                              .tflag = 0,
                              .align = 8,
                              .field_align = 8,
                              .kind = static_cast<uint8_t>(Kind::Struct),
                              .equal = nullptr,
                              .gcdata = kPointers,
                              .str = 0,
                              .ptr_to_this = 0};
  return static_cast<Defer*>(allocate(sizeof(Defer), &kDefer));
}

// A record with the arguments of the call behind it.
Defer* rt_new_sized_defer(uint64_t size, const void* arguments) {
  auto* d = static_cast<Defer*>(allocate(sizeof(Defer) + size, nullptr));
  d->size = static_cast<uint32_t>(size);
  __builtin_memcpy(d + 1, arguments, size);
  return d;
}

}  // extern "C"

}  // namespace prologo::runtime
