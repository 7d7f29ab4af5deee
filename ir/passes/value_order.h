#pragma once
// A partial order of values that grows and can go back: `prove` asks it what follows from the
// comparisons on the way to a block. Facts are edges x < y and x <= y; equality is <= both
// ways; what follows is found by walking the edges. Constants are ordered by their numbers.

#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ir/function.h"

namespace prologo::ir {

bool is_integer_constant(const Value* v);
// The number of a constant, its low bits read as unsigned.
uint64_t unsigned_constant(const Value* v);

class ValueOrder {
 public:
  explicit ValueOrder(bool is_unsigned) : is_unsigned_(is_unsigned) {}

  // Each adds a fact. False: it contradicts what is known.
  bool set_less(const Value* x, const Value* y);
  bool set_less_or_equal(const Value* x, const Value* y);
  bool set_equal(const Value* x, const Value* y);
  bool set_not_equal(const Value* x, const Value* y);

  // x <= y follows from the facts.
  bool is_less_or_equal(const Value* x, const Value* y);

  void checkpoint() { log_.push_back({Step::Kind::Checkpoint, 0}); }

  void undo();

 private:
  using Node = int32_t;
  static constexpr Node kNone = -1;

  struct Link {
    Node to;
    bool strict;
  };

  struct Step {
    enum class Kind : uint8_t { Checkpoint, NewLink, NewConstant, NewDifference } kind;

    int64_t what;
  };

  bool is_unsigned_;
  std::vector<std::vector<Link>> links_;
  std::unordered_map<ValueId, Node> nodes_;
  std::map<uint64_t, Node> constants_;  // by number, biased so that signed ones sort
  std::vector<std::pair<Node, Node>> differences_;
  std::vector<Step> log_;

  Node find(const Value* v) const;
  Node node_of(const Value* v);
  Node constant_node(const Value* v);
  uint64_t key_of(const Value* v) const;
  void link(Node x, Node y, bool strict);
  bool reaches(Node x, Node y, bool strict) const;
  bool differ(Node x, Node y) const;
  bool add(const Value* x, const Value* y, bool strict);
};

}  // namespace prologo::ir
