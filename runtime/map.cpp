// Maps: arrays of buckets of eight slots with overflow chains, in Go's layout, of which compiled
// code knows the head (it makes small maps on its stack itself).
//
// A map grows all at once: the entries are copied into a new array and the old one stays as it
// was. An iterator that began on the old array goes on there and looks each key up in the map
// as it is now, so entries deleted meanwhile do not appear and changed ones show their new
// values.

#include "runtime/alloc.h"
#include "runtime/errors.h"
#include "runtime/hash.h"
#include "runtime/machine.h"
#include "runtime/random.h"
#include "runtime/type.h"

namespace prologo::runtime {

namespace {

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

bool is_entry(const FuncVal* fn, const uint8_t* entry) {
  return fn->code == reinterpret_cast<uintptr_t>(entry);
}

// Functions of the runtime itself are called directly, others through compiled code.
uint64_t hash_key(const MapType* t, const void* key, uint64_t seed) {
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

bool equal_keys(const Type* key, const void* p, const void* q) {
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

void* allocate_map_head() {
  static const uint8_t kPointers[] = {0x2c};  // buckets, old_buckets, extra
  static const Type kHead = {.size = sizeof(Map), .ptrdata = sizeof(Map), .hash = 0, .tflag = 0,
                             .align = 8, .field_align = 8,
                             .kind = static_cast<uint8_t>(Kind::Struct), .equal = nullptr,
                             .gcdata = kPointers, .str = 0, .ptr_to_this = 0};
  return allocate(sizeof(Map), &kHead);
}

// ---- Buckets ----

uint8_t* key_slot(const MapType* t, MapBucket* bucket, int i) {
  return reinterpret_cast<uint8_t*>(bucket) + kSlotsOffset +
         static_cast<uint64_t>(i) * t->key_size;
}

uint8_t* elem_slot(const MapType* t, MapBucket* bucket, int i) {
  return reinterpret_cast<uint8_t*>(bucket) + kSlotsOffset + kBucketSlots * t->key_size +
         static_cast<uint64_t>(i) * t->elem_size;
}

MapBucket*& overflow_of(const MapType* t, MapBucket* bucket) {
  auto* end = reinterpret_cast<uint8_t*>(bucket) + t->bucket_size;
  return *reinterpret_cast<MapBucket**>(end - sizeof(MapBucket*));
}

MapBucket* bucket_at(const MapType* t, void* buckets, uint64_t index) {
  auto* base = static_cast<uint8_t*>(buckets);
  return reinterpret_cast<MapBucket*>(base + index * t->bucket_size);
}

void* follow(void* slot, bool indirect) {
  return indirect ? *static_cast<void**>(slot) : slot;
}

bool has_indirect_key(const MapType* t) { return (t->flags & kMapIndirectKey) != 0; }

bool has_indirect_elem(const MapType* t) { return (t->flags & kMapIndirectElem) != 0; }

uint64_t bucket_mask(uint8_t b) { return (uint64_t{1} << b) - 1; }

uint8_t top_hash(uint64_t hash) {
  auto top = static_cast<uint8_t>(hash >> 56);
  return top < kMinTopHash ? static_cast<uint8_t>(top + kMinTopHash) : top;
}

bool is_overloaded(uint64_t count, uint8_t b) {
  return count > kBucketSlots &&
         count > kLoadNumerator * (uint64_t{1} << b) / kLoadDenominator;
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

// ---- Operations ----

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

// The element, or null.
template <typename Key>
void* access(const MapType* t, const Map* m, const Key& key) {
  if (m == nullptr || m->count == 0) {
    // A key that cannot be hashed is a mistake even then.
    if ((t->flags & kMapHashMightPanic) != 0) {
      key.hash(t, 0);
    }
    return nullptr;
  }
  Entry entry = find(t, m, key, key.hash(t, m->hash0));
  return entry.elem != nullptr ? follow(entry.elem, has_indirect_elem(t)) : nullptr;
}

MapBucket* new_overflow(const MapType* t, Map* m, MapBucket* last) {
  auto* bucket = static_cast<MapBucket*>(allocate(t->bucket_size, t->bucket));
  overflow_of(t, last) = bucket;
  // For large maps the count is approximate, to fit its field.
  if (m->b <= kExactCountLimit ||
      (rt_fastrand() & ((1u << (m->b - kExactCountLimit)) - 1)) == 0) {
    m->overflow_count++;
  }
  return bucket;
}

// A free slot in the chain for that hash; the chain gets longer if there is none.
Entry free_slot(const MapType* t, Map* m, uint64_t hash) {
  MapBucket* bucket = bucket_at(t, m->buckets, hash & bucket_mask(m->b));
  for (;;) {
    for (int i = 0; i < kBucketSlots; i++) {
      if (bucket->tophash[i] <= kEmpty) {
        return {key_slot(t, bucket, i), elem_slot(t, bucket, i), &bucket->tophash[i]};
      }
    }
    MapBucket* next = overflow_of(t, bucket);
    bucket = next != nullptr ? next : new_overflow(t, m, bucket);
  }
}

void* new_buckets(const MapType* t, uint8_t b) {
  return allocate(static_cast<uint64_t>(t->bucket_size) << b, t->bucket);
}

// Copies all entries into a new array of buckets.
void rehash(const MapType* t, Map* m, uint8_t b) {
  void* old_buckets = m->buckets;
  uint64_t old_count = uint64_t{1} << m->b;
  m->b = b;
  m->buckets = new_buckets(t, b);
  m->overflow_count = 0;
  for (uint64_t at = 0; at < old_count; at++) {
    MapBucket* bucket = bucket_at(t, old_buckets, at);
    for (; bucket != nullptr; bucket = overflow_of(t, bucket)) {
      for (int i = 0; i < kBucketSlots; i++) {
        if (bucket->tophash[i] <= kEmpty) {
          continue;
        }
        void* key = key_slot(t, bucket, i);
        uint64_t hash = hash_key(t, follow(key, has_indirect_key(t)), m->hash0);
        Entry entry = free_slot(t, m, hash);
        *entry.top = top_hash(hash);
        __builtin_memcpy(entry.key, key, t->key_size);
        __builtin_memcpy(entry.elem, elem_slot(t, bucket, i), t->elem_size);
      }
    }
  }
}

// Before an entry is added. Many overflow buckets at a low load are what deletions leave.
void grow_if_needed(const MapType* t, Map* m) {
  if (is_overloaded(static_cast<uint64_t>(m->count) + 1, m->b)) {
    rehash(t, m, static_cast<uint8_t>(m->b + 1));
  } else if (m->b > kSmallMap &&
             m->overflow_count >= 1u << (m->b < kExactCountLimit ? m->b : kExactCountLimit)) {
    rehash(t, m, m->b);
  }
}

template <typename Key>
void* assign(const MapType* t, Map* m, const Key& key) {
  if (m == nullptr) {
    panic_plain("assignment to entry in nil map");
  }
  uint64_t hash = key.hash(t, m->hash0);
  if (m->buckets == nullptr) {
    m->buckets = new_buckets(t, 0);
  }
  Entry entry = find(t, m, key, hash);
  if (entry.elem != nullptr) {
    key.update(t, entry.key);
    return follow(entry.elem, has_indirect_elem(t));
  }
  grow_if_needed(t, m);
  entry = free_slot(t, m, hash);
  key.store(t, entry.key);
  if (has_indirect_elem(t)) {
    *static_cast<void**>(entry.elem) = allocate(t->elem->size, t->elem);
  }
  *entry.top = top_hash(hash);
  m->count++;
  return follow(entry.elem, has_indirect_elem(t));
}

template <typename Key>
void remove(const MapType* t, Map* m, const Key& key) {
  if (m == nullptr || m->count == 0) {
    if ((t->flags & kMapHashMightPanic) != 0) {
      key.hash(t, 0);
    }
    return;
  }
  Entry entry = find(t, m, key, key.hash(t, m->hash0));
  if (entry.elem == nullptr) {
    return;
  }
  __builtin_memset(entry.key, 0, t->key_size);
  __builtin_memset(entry.elem, 0, t->elem_size);
  *entry.top = kEmpty;
  m->count--;
}

void* or_zero(void* elem) { return elem != nullptr ? elem : zero_value; }

Pair<void*> found_or(void* elem, void* otherwise) {
  return {elem != nullptr ? elem : otherwise, elem != nullptr};
}

// ---- Iteration ----

// The entry as the map has it now, for an iterator on an array that the map has left.
bool show_current(MapIterator* it, void* key, void* elem) {
  const MapType* t = it->type;
  AnyKey wanted{key};
  if ((t->flags & kMapReflexiveKey) == 0 && !equal_keys(t->key, key, key)) {
    // NaN is found by nobody: it can be neither changed nor deleted, except by clearing.
    it->key = key;
    it->elem = elem;
    return it->map->count != 0;
  }
  if (it->map->count == 0) {
    return false;
  }
  Entry entry = find(t, it->map, wanted, wanted.hash(t, it->map->hash0));
  if (entry.elem == nullptr) {
    return false;
  }
  it->key = follow(entry.key, has_indirect_key(t));
  it->elem = follow(entry.elem, has_indirect_elem(t));
  return true;
}

bool show_slot(MapIterator* it, int slot) {
  const MapType* t = it->type;
  if (it->bucket->tophash[slot] <= kEmpty) {
    return false;
  }
  void* key = follow(key_slot(t, it->bucket, slot), has_indirect_key(t));
  void* elem = follow(elem_slot(t, it->bucket, slot), has_indirect_elem(t));
  if (it->buckets != it->map->buckets) {
    return show_current(it, key, elem);
  }
  it->key = key;
  it->elem = elem;
  return true;
}

}  // namespace

extern "C" {

Map* rt_makemap_small() {
  auto* m = static_cast<Map*>(allocate_map_head());
  m->hash0 = rt_fastrand();
  return m;
}

Map* rt_makemap(const MapType* t, int64_t hint, Map* m) {
  if (m == nullptr) {
    m = static_cast<Map*>(allocate_map_head());
  }
  m->hash0 = rt_fastrand();
  uint64_t bytes = 0;
  if (hint < 0 || __builtin_mul_overflow(static_cast<uint64_t>(hint), t->bucket->size, &bytes) ||
      bytes > uint64_t{1} << 47) {
    hint = 0;
  }
  while (is_overloaded(static_cast<uint64_t>(hint), m->b)) {
    m->b++;
  }
  if (m->b != 0) {
    m->buckets = new_buckets(t, m->b);
  }
  return m;
}

Map* rt_makemap64(const MapType* t, int64_t hint, Map* m) { return rt_makemap(t, hint, m); }

void* rt_mapaccess1(const MapType* t, const Map* m, const void* key) {
  return or_zero(access(t, m, AnyKey{key}));
}

void* rt_mapaccess1_fast32(const MapType* t, const Map* m, uint32_t key) {
  return or_zero(access(t, m, Key32{key}));
}

void* rt_mapaccess1_fast64(const MapType* t, const Map* m, uint64_t key) {
  return or_zero(access(t, m, Key64{key}));
}

void* rt_mapaccess1_faststr(const MapType* t, const Map* m, const uint8_t* ptr, int64_t len) {
  return or_zero(access(t, m, StringKey{{ptr, len}}));
}

void* rt_mapaccess1_fat(const MapType* t, const Map* m, const void* key, void* zero) {
  return found_or(access(t, m, AnyKey{key}), zero).first;
}

Pair<void*> rt_mapaccess2(const MapType* t, const Map* m, const void* key) {
  return found_or(access(t, m, AnyKey{key}), zero_value);
}

Pair<void*> rt_mapaccess2_fast32(const MapType* t, const Map* m, uint32_t key) {
  return found_or(access(t, m, Key32{key}), zero_value);
}

Pair<void*> rt_mapaccess2_fast64(const MapType* t, const Map* m, uint64_t key) {
  return found_or(access(t, m, Key64{key}), zero_value);
}

Pair<void*> rt_mapaccess2_faststr(const MapType* t, const Map* m, const uint8_t* ptr,
                                  int64_t len) {
  return found_or(access(t, m, StringKey{{ptr, len}}), zero_value);
}

Pair<void*> rt_mapaccess2_fat(const MapType* t, const Map* m, const void* key, void* zero) {
  return found_or(access(t, m, AnyKey{key}), zero);
}

void* rt_mapassign(const MapType* t, Map* m, const void* key) {
  return assign(t, m, AnyKey{key});
}

void* rt_mapassign_fast32(const MapType* t, Map* m, uint32_t key) {
  return assign(t, m, Key32{key});
}

void* rt_mapassign_fast32ptr(const MapType* t, Map* m, uint32_t key) {
  return assign(t, m, Key32{key});
}

void* rt_mapassign_fast64(const MapType* t, Map* m, uint64_t key) {
  return assign(t, m, Key64{key});
}

void* rt_mapassign_fast64ptr(const MapType* t, Map* m, uint64_t key) {
  return assign(t, m, Key64{key});
}

void* rt_mapassign_faststr(const MapType* t, Map* m, const uint8_t* ptr, int64_t len) {
  return assign(t, m, StringKey{{ptr, len}});
}

void rt_mapdelete(const MapType* t, Map* m, const void* key) { remove(t, m, AnyKey{key}); }

void rt_mapdelete_fast32(const MapType* t, Map* m, uint32_t key) { remove(t, m, Key32{key}); }

void rt_mapdelete_fast64(const MapType* t, Map* m, uint64_t key) { remove(t, m, Key64{key}); }

void rt_mapdelete_faststr(const MapType* t, Map* m, const uint8_t* ptr, int64_t len) {
  remove(t, m, StringKey{{ptr, len}});
}

void rt_mapclear(const MapType* t, Map* m) {
  if (m == nullptr || m->count == 0) {
    return;
  }
  // Iterators see the entries vanish, on the overflow chains too.
  for (uint64_t at = 0; at <= bucket_mask(m->b); at++) {
    MapBucket* bucket = bucket_at(t, m->buckets, at);
    while (bucket != nullptr) {
      MapBucket* next = overflow_of(t, bucket);
      __builtin_memset(bucket, 0, t->bucket_size);
      bucket = next;
    }
  }
  m->count = 0;
  m->overflow_count = 0;
  m->hash0 = rt_fastrand();
}

// The next entry, in the array the iterator began on.
void rt_mapiternext(MapIterator* it) {
  for (;;) {
    if (it->bucket == nullptr) {
      if (it->visited && it->next_bucket == it->start_bucket) {
        it->key = nullptr;
        it->elem = nullptr;
        return;
      }
      it->bucket = bucket_at(it->type, it->buckets, it->next_bucket);
      it->slot = 0;
      it->next_bucket = (it->next_bucket + 1) & bucket_mask(it->b);
      it->visited = true;
    }
    while (it->slot < kBucketSlots) {
      int slot = (it->slot++ + it->offset) % kBucketSlots;
      if (show_slot(it, slot)) {
        return;
      }
    }
    it->bucket = overflow_of(it->type, it->bucket);
    it->slot = 0;
  }
}

// Starts at a random bucket and slot: no order is promised, and none must be relied on.
void rt_mapiterinit(const MapType* t, Map* m, MapIterator* it) {
  *it = {};
  it->type = t;
  if (m == nullptr || m->count == 0) {
    return;
  }
  it->map = m;
  it->b = m->b;
  it->buckets = m->buckets;
  uint64_t random = rt_fastrand();
  it->start_bucket = random & bucket_mask(m->b);
  it->next_bucket = it->start_bucket;
  it->offset = static_cast<uint8_t>((random >> m->b) % kBucketSlots);
  rt_mapiternext(it);
}

}  // extern "C"

}  // namespace prologo::runtime
