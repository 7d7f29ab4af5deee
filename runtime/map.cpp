// Maps: arrays of buckets of eight slots with overflow chains, in Go's layout, of which
// compiled code knows the head (it makes small maps on its stack itself).
//
// A map grows all at once: the entries are copied into a new array and the old one stays as it
// was. An iterator that began on the old array goes on there and looks each key up in the map
// as it is now, so entries deleted meanwhile do not appear and changed ones show their new
// values.

#include "runtime/errors.h"
#include "runtime/map_buckets.h"
#include "runtime/random.h"

namespace prologo::runtime {

namespace {

void* allocate_map_head() {
  static const uint8_t kPointers[] = {0x2c};  // buckets, old_buckets, extra
  static const Type kHead = {.size = sizeof(Map),
                             .ptrdata = sizeof(Map),
                             .hash = 0,
                             .tflag = 0,
                             .align = 8,
                             .field_align = 8,
                             .kind = static_cast<uint8_t>(Kind::Struct),
                             .equal = nullptr,
                             .gcdata = kPointers,
                             .str = 0,
                             .ptr_to_this = 0};
  return allocate(sizeof(Map), &kHead);
}

// ---- Operations ----

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
  if (hint < 0 ||
      __builtin_mul_overflow(static_cast<uint64_t>(hint), t->bucket->size, &bytes) ||
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
