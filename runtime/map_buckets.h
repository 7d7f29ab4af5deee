#pragma once
// The buckets of maps: eight slots with one byte of hash each, keys, elements, and a pointer to
// an overflow bucket. Finding an entry, for the kinds of keys that compiled code passes.

#include "runtime/alloc.h"
#include "runtime/machine.h"
#include "runtime/type.h"

namespace prologo::runtime {

// What a slot's byte of tophash says, below kMinTopHash.
constexpr uint8_t kEmptyRest = 0;  // and so are all later slots of the chain
constexpr uint8_t kEmpty = 1;
constexpr uint8_t kMinTopHash = 5;

constexpr uint64_t kSlotsOffset = 8;

// Average entries in a bucket before the map grows: 13 / 2.
constexpr uint64_t kLoadNumerator = 13;
constexpr uint64_t kLoadDenominator = 2;

constexpr uint8_t kSmallMap = 3;          // up to 2^3 buckets, overflow is never too much
constexpr uint8_t kExactCountLimit = 15;  // up to 2^15 buckets, overflow is counted exactly

extern "C" {
uint64_t rt_memhash32(const void* p, uint64_t seed);
uint64_t rt_memhash64(const void* p, uint64_t seed);
uint64_t rt_strhash(const String* p, uint64_t seed);
extern const uint8_t memhash32_entry[] asm("runtime.memhash32");
extern const uint8_t memhash64_entry[] asm("runtime.memhash64");
extern const uint8_t strhash_entry[] asm("runtime.strhash");
extern const uint8_t memequal32_entry[] asm("runtime.memequal32");
extern const uint8_t memequal64_entry[] asm("runtime.memequal64");
extern const uint8_t strequal_entry[] asm("runtime.strequal");
}

inline bool is_entry(const FuncVal* fn, const uint8_t* entry) {
  return fn->code == reinterpret_cast<uintptr_t>(entry);
}

// Functions of the runtime itself are called directly, others through compiled code.
inline uint64_t hash_key(const MapType* t, const void* key, uint64_t seed) {
  if (is_entry(t->hasher, strhash_entry)) {
    return rt_strhash(static_cast<const String*>(key), seed);
  }
  if (is_entry(t->hasher, memhash64_entry)) {
    return rt_memhash64(key, seed);
  }
  if (is_entry(t->hasher, memhash32_entry)) {
    return rt_memhash32(key, seed);
  }
  return call_hash(t->hasher, key, seed);
}

inline bool equal_keys(const Type* key, const void* p, const void* q) {
  if (is_entry(key->equal, strequal_entry)) {
    return equal(*static_cast<const String*>(p), *static_cast<const String*>(q));
  }
  if (is_entry(key->equal, memequal64_entry)) {
    return *static_cast<const uint64_t*>(p) == *static_cast<const uint64_t*>(q);
  }
  if (is_entry(key->equal, memequal32_entry)) {
    return *static_cast<const uint32_t*>(p) == *static_cast<const uint32_t*>(q);
  }
  return call_equal(key, p, q);
}

// ---- Buckets ----

inline uint8_t* key_slot(const MapType* t, MapBucket* bucket, int i) {
  return reinterpret_cast<uint8_t*>(bucket) + kSlotsOffset +
         static_cast<uint64_t>(i) * t->key_size;
}

inline uint8_t* elem_slot(const MapType* t, MapBucket* bucket, int i) {
  return reinterpret_cast<uint8_t*>(bucket) + kSlotsOffset + kBucketSlots * t->key_size +
         static_cast<uint64_t>(i) * t->elem_size;
}

inline MapBucket*& overflow_of(const MapType* t, MapBucket* bucket) {
  auto* end = reinterpret_cast<uint8_t*>(bucket) + t->bucket_size;
  return *reinterpret_cast<MapBucket**>(end - sizeof(MapBucket*));
}

inline MapBucket* bucket_at(const MapType* t, void* buckets, uint64_t index) {
  auto* base = static_cast<uint8_t*>(buckets);
  return reinterpret_cast<MapBucket*>(base + index * t->bucket_size);
}

inline void* follow(void* slot, bool indirect) {
  return indirect ? *static_cast<void**>(slot) : slot;
}

inline bool has_indirect_key(const MapType* t) { return (t->flags & kMapIndirectKey) != 0; }

inline bool has_indirect_elem(const MapType* t) { return (t->flags & kMapIndirectElem) != 0; }

inline uint64_t bucket_mask(uint8_t b) { return (uint64_t{1} << b) - 1; }

inline uint8_t top_hash(uint64_t hash) {
  auto top = static_cast<uint8_t>(hash >> 56);
  return top < kMinTopHash ? static_cast<uint8_t>(top + kMinTopHash) : top;
}

inline bool is_overloaded(uint64_t count, uint8_t b) {
  return count > kBucketSlots && count > kLoadNumerator * (uint64_t{1} << b) / kLoadDenominator;
}

// ---- Kinds of keys ----

// A key in memory, of any type.
struct AnyKey {
  const void* p;

  uint64_t hash(const MapType* t, uint64_t seed) const { return hash_key(t, p, seed); }

  bool equals(const MapType* t, void* slot) const {
    return equal_keys(t->key, p, follow(slot, has_indirect_key(t)));
  }

  void store(const MapType* t, void* slot) const {
    if (has_indirect_key(t)) {
      void* box = allocate(t->key->size, t->key);
      *static_cast<void**>(slot) = box;
      slot = box;
    }
    __builtin_memmove(slot, p, t->key->size);
  }

  // An equal key can still look different: +0 and -0, or strings at other addresses.
  void update(const MapType* t, void* slot) const {
    if ((t->flags & kMapNeedKeyUpdate) != 0) {
      __builtin_memmove(follow(slot, has_indirect_key(t)), p, t->key->size);
    }
  }
};

template <typename Word, uint64_t (*kHash)(const void*, uint64_t)>
struct WordKey {
  Word value;

  uint64_t hash(const MapType*, uint64_t seed) const { return kHash(&value, seed); }

  bool equals(const MapType*, void* slot) const { return *static_cast<Word*>(slot) == value; }

  void store(const MapType*, void* slot) const { *static_cast<Word*>(slot) = value; }

  void update(const MapType*, void*) const {}
};

using Key32 = WordKey<uint32_t, rt_memhash32>;
using Key64 = WordKey<uint64_t, rt_memhash64>;

struct StringKey {
  String value;

  uint64_t hash(const MapType*, uint64_t seed) const { return rt_strhash(&value, seed); }

  bool equals(const MapType*, void* slot) const {
    return equal(value, *static_cast<String*>(slot));
  }

  void store(const MapType*, void* slot) const { *static_cast<String*>(slot) = value; }

  void update(const MapType* t, void* slot) const { store(t, slot); }
};

struct Entry {
  void* key = nullptr;  // slots
  void* elem = nullptr;
  uint8_t* top = nullptr;
};

template <typename Key>
Entry find(const MapType* t, const Map* m, const Key& key, uint64_t hash) {
  uint8_t top = top_hash(hash);
  MapBucket* bucket = bucket_at(t, m->buckets, hash & bucket_mask(m->b));
  for (; bucket != nullptr; bucket = overflow_of(t, bucket)) {
    for (int i = 0; i < kBucketSlots; i++) {
      if (bucket->tophash[i] == top && key.equals(t, key_slot(t, bucket, i))) {
        return {key_slot(t, bucket, i), elem_slot(t, bucket, i), &bucket->tophash[i]};
      }
      if (bucket->tophash[i] == kEmptyRest) {
        return {};
      }
    }
  }
  return {};
}

}  // namespace prologo::runtime
