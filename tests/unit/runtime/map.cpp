// Maps against a model: the same operations on std::map give the same contents, and iteration
// shows each entry once, whatever happens to the map meanwhile.

#include <bit>
#include <cmath>
#include <cstring>
#include <map>
#include <random>
#include <set>

#include "runtime/hash.h"
#include "runtime/machine.h"
#include "tests/catch.h"
#include "tests/unit/runtime/stand_ins.h"

using namespace prologo::runtime;

namespace prologo::runtime {
extern "C" {
Map* rt_makemap(const MapType* t, int64_t hint, Map* m);
void* rt_mapassign(const MapType* t, Map* m, const void* key);
void* rt_mapassign_fast64(const MapType* t, Map* m, uint64_t key);
void* rt_mapaccess1(const MapType* t, const Map* m, const void* key);
Pair<void*> rt_mapaccess2(const MapType* t, const Map* m, const void* key);
void rt_mapdelete(const MapType* t, Map* m, const void* key);
void rt_mapclear(const MapType* t, Map* m);
void rt_mapiterinit(const MapType* t, Map* m, MapIterator* it);
void rt_mapiternext(MapIterator* it);
}
}  // namespace prologo::runtime

namespace {

template <typename Key>
uint64_t hash_of(const void* p, uintptr_t seed, uintptr_t) {
  Key key;
  std::memcpy(&key, p, sizeof(key));
  if constexpr (std::is_floating_point_v<Key>) {
    key = key == 0 ? 0 : key;
  }
  return hash_bytes(&key, sizeof(key), seed);
}

template <typename Key>
uint64_t equal_of(const void* p, uintptr_t q, uintptr_t) {
  Key a;
  Key b;
  std::memcpy(&a, p, sizeof(a));
  std::memcpy(&b, std::bit_cast<void*>(q), sizeof(b));
  return a == b;
}

// A Go map[Key]Value; large keys and values are kept by pointer as in compiled programs.
template <typename Key, typename Value>
class TestMap {
 public:
  explicit TestMap(uint32_t flags) {
    equal_.code = reinterpret_cast<uintptr_t>(static_cast<EqualFunction>(equal_of<Key>));
    hash_.code = reinterpret_cast<uintptr_t>(static_cast<HashFunction>(hash_of<Key>));
    key_.size = sizeof(Key);
    key_.equal = &equal_;
    elem_.size = sizeof(Value);
    type_.key = &key_;
    type_.elem = &elem_;
    type_.hasher = &hash_;
    bool key_by_pointer = (flags & kMapIndirectKey) != 0;
    bool elem_by_pointer = (flags & kMapIndirectElem) != 0;
    type_.key_size = static_cast<uint8_t>(key_by_pointer ? 8 : sizeof(Key));
    type_.elem_size = static_cast<uint8_t>(elem_by_pointer ? 8 : sizeof(Value));
    type_.flags = flags;
    bucket_.size = 8 + 8u * (type_.key_size + type_.elem_size) + 8;
    type_.bucket = &bucket_;
    type_.bucket_size = static_cast<uint16_t>(bucket_.size);
    map_ = rt_makemap(&type_, 0, nullptr);
  }

  ~TestMap() { free_test_heap(); }

  TestMap(const TestMap&) = delete;
  TestMap& operator=(const TestMap&) = delete;

  int64_t size() const { return map_->count; }

  void set(const Key& key, const Value& value) {
    *static_cast<Value*>(rt_mapassign(&type_, map_, &key)) = value;
  }

  const Value* get(const Key& key) {
    auto found = rt_mapaccess2(&type_, map_, &key);
    return found.second != 0 ? static_cast<Value*>(found.first) : nullptr;
  }

  void erase(const Key& key) { rt_mapdelete(&type_, map_, &key); }

  void clear() { rt_mapclear(&type_, map_); }

  template <typename Visit>
  void each(Visit visit) {
    MapIterator it;
    for (rt_mapiterinit(&type_, map_, &it); it.key != nullptr; rt_mapiternext(&it)) {
      visit(*static_cast<Key*>(it.key), *static_cast<Value*>(it.elem));
    }
  }

  const MapType* type() const { return &type_; }

 private:
  FuncVal equal_{};
  FuncVal hash_{};
  Type key_{};
  Type elem_{};
  Type bucket_{};
  MapType type_{};
  Map* map_ = nullptr;
};

struct Large {
  uint64_t words[20];

  bool operator==(const Large& other) const { return words[0] == other.words[0]; }
};

template <typename Map>
void compare_with_model(Map& m, int operations, uint64_t keys) {
  std::map<uint64_t, uint64_t> model;
  std::mt19937_64 random(7);
  for (int i = 0; i < operations; i++) {
    uint64_t key = random() % keys;
    if (random() % 3 == 0) {
      m.erase(key);
      model.erase(key);
    } else {
      m.set(key, static_cast<uint64_t>(i));
      model[key] = static_cast<uint64_t>(i);
    }
    REQUIRE(m.size() == static_cast<int64_t>(model.size()));
  }
  std::map<uint64_t, uint64_t> seen;
  m.each([&](uint64_t key, uint64_t value) { CHECK(seen.emplace(key, value).second); });
  CHECK(seen == model);
  for (uint64_t key = 0; key < keys; key++) {
    const uint64_t* value = m.get(key);
    auto expected = model.find(key);
    REQUIRE((value != nullptr) == (expected != model.end()));
    if (value != nullptr) {
      REQUIRE(*value == expected->second);
    }
  }
}

}  // namespace

TEST_CASE("runtime: map against a model") {
  for (uint64_t keys : {4, 9, 100, 3000}) {
    TestMap<uint64_t, uint64_t> m(kMapReflexiveKey);
    compare_with_model(m, 20000, keys);
  }
}

TEST_CASE("runtime: map with keys and elements by pointer") {
  TestMap<Large, Large> m(kMapReflexiveKey | kMapIndirectKey | kMapIndirectElem);
  for (uint64_t i = 0; i < 500; i++) {
    m.set(Large{{i}}, Large{{i * i}});
  }
  REQUIRE(m.size() == 500);
  CHECK(m.get(Large{{499}})->words[0] == 499U * 499U);
  CHECK(m.get(Large{{500}}) == nullptr);
}

TEST_CASE("runtime: map iteration while the map grows and shrinks") {
  TestMap<uint64_t, uint64_t> m(kMapReflexiveKey);
  for (uint64_t i = 0; i < 50; i++) {
    m.set(i, i);
  }
  std::set<uint64_t> seen;
  m.each([&](uint64_t key, uint64_t value) {
    CHECK(seen.insert(key).second);
    CHECK(value == (key >= 1000 ? key : key < 25 && key % 2 == 0 ? value : key));
    for (uint64_t i = 0; i < 100 && key < 50; i++) {
      m.set(1000 + 100 * key + i, 1000 + 100 * key + i);
    }
    if (key < 50 && key % 2 == 1) {
      m.erase(key - 1);
    }
  });
  for (uint64_t key = 1; key < 50; key += 2) {
    CHECK(seen.count(key) == 1);
  }
}

TEST_CASE("runtime: an entry deleted during iteration is not shown") {
  for (int run = 0; run < 20; run++) {
    TestMap<uint64_t, uint64_t> m(kMapReflexiveKey);
    for (uint64_t i = 0; i < 200; i++) {
      m.set(i, i);
    }
    std::set<uint64_t> deleted;
    m.each([&](uint64_t key, uint64_t) {
      CHECK(deleted.count(key) == 0);
      uint64_t other = (key * 31 + 7) % 200;
      m.erase(other);
      deleted.insert(other);
    });
  }
}

TEST_CASE("runtime: clearing a map during iteration ends it") {
  TestMap<uint64_t, uint64_t> m(kMapReflexiveKey);
  for (uint64_t i = 0; i < 1000; i++) {
    m.set(i, i);
  }
  int shown = 0;
  m.each([&](uint64_t, uint64_t) {
    shown++;
    m.clear();
  });
  CHECK(shown == 1);
  CHECK(m.size() == 0);
}

TEST_CASE("runtime: NaN keys are all different, zeros are one") {
  TestMap<double, int> m(kMapNeedKeyUpdate);
  m.set(std::nan(""), 1);
  m.set(std::nan(""), 2);
  m.set(0.0, 3);
  m.set(-0.0, 4);
  CHECK(m.size() == 3);
  CHECK(m.get(std::nan("")) == nullptr);
  CHECK(*m.get(0.0) == 4);
  int sum = 0;
  bool is_negative = false;
  m.each([&](double key, int value) {
    sum += value;
    is_negative = is_negative || std::signbit(key);
  });
  CHECK(sum == 7);
  CHECK(is_negative);  // the key is the one assigned last
}

TEST_CASE("runtime: nil maps") {
  TestMap<uint64_t, uint64_t> m(kMapReflexiveKey);
  uint64_t key = 1;
  CHECK(*static_cast<uint64_t*>(rt_mapaccess1(m.type(), nullptr, &key)) == 0);
  CHECK_THROWS_WITH(rt_mapassign(m.type(), nullptr, &key), "assignment to entry in nil map");
  rt_mapdelete(m.type(), nullptr, &key);
  MapIterator it;
  rt_mapiterinit(m.type(), nullptr, &it);
  CHECK(it.key == nullptr);
}
