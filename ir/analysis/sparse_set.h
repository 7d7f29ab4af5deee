#pragma once
// Sets and maps over small integers (value and block numbers) whose order of iteration is
// defined: additions go to the end, a removal moves the last member into the gap. Several
// passes' results depend on that order.

#include <cstdint>
#include <vector>

namespace prologo::ir {

class SparseSet {
 public:
  explicit SparseSet(int32_t limit) : place_(static_cast<size_t>(limit), -1) {}

  bool contains(int32_t key) const { return place_[key] >= 0; }

  size_t size() const { return members_.size(); }

  bool empty() const { return members_.empty(); }

  const std::vector<int32_t>& members() const { return members_; }

  void add(int32_t key) {
    if (place_[key] < 0) {
      place_[key] = static_cast<int32_t>(members_.size());
      members_.push_back(key);
    }
  }

  void add_all(const std::vector<int32_t>& keys) {
    for (int32_t key : keys) {
      add(key);
    }
  }

  void remove(int32_t key) {
    int32_t at = place_[key];
    if (at < 0) {
      return;
    }
    members_[at] = members_.back();
    place_[members_[at]] = at;
    members_.pop_back();
    place_[key] = -1;
  }

  // Removes and returns the last member.
  int32_t pop() {
    int32_t key = members_.back();
    remove(key);
    return key;
  }

  void clear() {
    for (int32_t key : members_) {
      place_[key] = -1;
    }
    members_.clear();
  }

 private:
  std::vector<int32_t> place_;  // index into members_, or -1
  std::vector<int32_t> members_;
};

template <typename T>
class SparseMap {
 public:
  struct Entry {
    int32_t key;
    T value;
  };

  explicit SparseMap(int32_t limit) : place_(static_cast<size_t>(limit), -1) {}

  // The value of a key, or null.
  T* find(int32_t key) { return place_[key] < 0 ? nullptr : &entries_[place_[key]].value; }

  const std::vector<Entry>& entries() const { return entries_; }

  std::vector<Entry>& entries() { return entries_; }

  void set(int32_t key, T value) {
    if (T* known = find(key)) {
      *known = value;
      return;
    }
    place_[key] = static_cast<int32_t>(entries_.size());
    entries_.push_back({key, value});
  }

  void remove(int32_t key) {
    int32_t at = place_[key];
    if (at < 0) {
      return;
    }
    entries_[at] = entries_.back();
    place_[entries_[at].key] = at;
    entries_.pop_back();
    place_[key] = -1;
  }

  void clear() {
    for (const Entry& entry : entries_) {
      place_[entry.key] = -1;
    }
    entries_.clear();
  }

 private:
  std::vector<int32_t> place_;
  std::vector<Entry> entries_;
};

}  // namespace prologo::ir
