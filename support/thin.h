#pragma once

// Room of one pointer for what is mostly empty: a tree has many lists and texts a node, and few
// nodes use them.

#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prologo {

// A std::string of the size of a pointer.
class ThinString {
 public:
  ThinString() = default;

  ThinString(const ThinString& other) { *this = other.str(); }

  ThinString(ThinString&&) noexcept = default;

  ThinString& operator=(const ThinString& other) { return *this = std::string(other.str()); }

  ThinString& operator=(ThinString&&) noexcept = default;
  ~ThinString() = default;

  ThinString& operator=(std::string text) {
    text_ = text.empty() ? nullptr : std::make_unique<std::string>(std::move(text));
    return *this;
  }

  const std::string& str() const { return text_ != nullptr ? *text_ : kNone; }

  operator const std::string&() const { return str(); }  // NOLINT(google-explicit-constructor)

  operator std::string_view() const { return str(); }  // NOLINT(google-explicit-constructor)

  bool empty() const { return text_ == nullptr; }

  size_t size() const { return str().size(); }

  char operator[](size_t i) const { return str()[i]; }

  friend bool operator==(const ThinString& a, const ThinString& b) {
    return a.str() == b.str();
  }

  friend bool operator==(const ThinString& a, std::string_view b) { return a.str() == b; }

 private:
  static inline const std::string kNone;
  std::unique_ptr<std::string> text_;
};

// A T of the size of a pointer, T() until another value is given.
template <class T>
class ThinValue {
 public:
  ThinValue() = default;

  ThinValue(const ThinValue& other) { *this = other; }

  ThinValue(ThinValue&&) noexcept = default;

  ThinValue& operator=(const ThinValue& other) {
    value_ = other.value_ == nullptr ? nullptr : std::make_unique<T>(*other.value_);
    return *this;
  }

  ThinValue& operator=(ThinValue&&) noexcept = default;
  ~ThinValue() = default;

  ThinValue& operator=(T value) {
    value_ = std::make_unique<T>(std::move(value));
    return *this;
  }

  const T& operator*() const { return value_ != nullptr ? *value_ : kDefault; }

  const T* operator->() const { return &**this; }

 private:
  static inline const T kDefault;
  std::unique_ptr<T> value_;
};

// A std::vector of the size of a pointer.
template <class T>
class ThinVector {
 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  ThinVector() = default;

  ThinVector(std::initializer_list<T> list) : ThinVector(list.begin(), list.end()) {}

  template <std::input_iterator It>
  ThinVector(It first, It last) {
    if (first != last) {
      items_ = std::make_unique<std::vector<T>>(first, last);
    }
  }

  ThinVector(const ThinVector& other) : ThinVector(other.begin(), other.end()) {}

  ThinVector(ThinVector&&) noexcept = default;

  ThinVector& operator=(const ThinVector& other) { return *this = ThinVector(other); }

  ThinVector& operator=(ThinVector&&) noexcept = default;
  ~ThinVector() = default;

  size_t size() const { return items_ != nullptr ? items_->size() : 0; }

  bool empty() const { return size() == 0; }

  T* begin() { return items_ != nullptr ? items_->data() : nullptr; }

  T* end() { return begin() + size(); }

  const T* begin() const { return items_ != nullptr ? items_->data() : nullptr; }

  const T* end() const { return begin() + size(); }

  T& operator[](size_t i) { return (*items_)[i]; }

  const T& operator[](size_t i) const { return (*items_)[i]; }

  T& front() { return items_->front(); }

  T& back() { return items_->back(); }

  const T& front() const { return items_->front(); }

  const T& back() const { return items_->back(); }

  void push_back(T item) { items().push_back(std::move(item)); }

  void pop_back() { items_->pop_back(); }

  void clear() { items_.reset(); }

  void reserve(size_t count) { items().reserve(count); }

  void resize(size_t count) { items().resize(count); }

  T* insert(const T* at, T item) {
    const auto place = at - begin();
    return std::to_address(items().insert(items().begin() + place, std::move(item)));
  }

  template <std::input_iterator It>
  T* insert(const T* at, It first, It last) {
    const auto place = at - begin();
    if (first != last) {
      items().insert(items().begin() + place, first, last);
    }
    return begin() + place;
  }

  T* erase(const T* at) { return erase(at, at + 1); }

  T* erase(const T* first, const T* last) {
    const auto place = first - begin();
    if (first != last) {
      items_->erase(items_->begin() + place, items_->begin() + (last - begin()));
    }
    return begin() + place;
  }

 private:
  std::vector<T>& items() {
    if (items_ == nullptr) {
      items_ = std::make_unique<std::vector<T>>();
    }
    return *items_;
  }

  std::unique_ptr<std::vector<T>> items_;
};

}  // namespace prologo
