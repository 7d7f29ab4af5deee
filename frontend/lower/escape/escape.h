#pragma once
// Escape analysis: which variables and which implicit allocations may live on the stack, and
// how closures capture variables. Data flow between storage locations is a graph whose edges
// count dereferences; an address that reaches the heap, or a place that outlives the variable,
// moves the variable to the heap. Also here, since the flow decides it: calls of defer and go
// statements become calls of parameterless closures, and variadic calls get their slice.

#include <array>
#include <deque>
#include <unordered_map>
#include <vector>

#include "frontend/lower/context.h"

namespace prologo::lower {

// What a parameter leaks to: the heap, or results by number, with the least dereferences.
class Leaks {
 public:
  static constexpr int kResults = 7;

  int heap() const { return get(0); }

  int result(int i) const { return get(1 + i); }

  void add_heap(int derefs) { add(0, derefs); }

  void add_result(int i, int derefs) { add(1 + i, derefs); }

  // A leak to the heap covers every weaker one to a result.
  void optimise();

 private:
  int get(int i) const { return at_[static_cast<size_t>(i)] - 1; }

  void add(int i, int derefs);

  std::array<uint8_t, 1 + kResults> at_{};
};

class Escape {
 public:
  explicit Escape(Context& context) : cx_(context) {}

  // Analyses functions not seen before, callees first.
  void run(const std::vector<Func*>& funcs);
  // The number of the statement among those whose call needs a wrapper, in order of the source.
  int defer_wrapper_number(const Node* defer) const;
  // What a call of an analysed function does with its parameters, by signature position.
  const std::vector<Leaks>* tags(const Func* fn) const;

  bool is_analysed(const Func* fn) const { return tags(fn) != nullptr; }

  void set_tags(const Func* fn, std::vector<Leaks> tags) { tags_[fn] = std::move(tags); }

 private:
  void number_defer_wrappers(const std::vector<Func*>& funcs);
  uint32_t visit(Func* fn);

  Context& cx_;
  std::unordered_map<const Func*, std::vector<Leaks>> tags_;
  std::unordered_map<const Func*, uint32_t> order_;
  std::vector<Func*> stack_;
  uint32_t counter_ = 0;
  std::unordered_map<const Node*, int> defer_wrappers_;
};

// Why a variable or allocation can never be on the stack; empty if it can.
std::string_view heap_reason(const Node* n);

}  // namespace prologo::lower
