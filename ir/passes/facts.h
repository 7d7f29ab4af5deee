#pragma once
// What is known on the way to a block: how values compare, and within which bounds they lie.
// Facts are added when a branch is taken and taken back when it is left.

#include <limits>
#include <map>
#include <tuple>
#include <unordered_map>

#include "ir/passes/value_order.h"

namespace prologo::ir {

// Sets of outcomes of a comparison, and of the ways to compare.
enum Relation : uint8_t { kLess = 1, kEqual = 2, kGreater = 4, kAny = 7 };

enum Domain : uint8_t { kSigned = 1, kUnsigned = 2, kPointer = 4, kBoolean = 8 };

struct Limits {
  int64_t min = std::numeric_limits<int64_t>::min();
  int64_t max = std::numeric_limits<int64_t>::max();
  uint64_t umin = 0;
  uint64_t umax = std::numeric_limits<uint64_t>::max();

  friend bool operator==(const Limits&, const Limits&) = default;
};

// Out of a block: by successor 0 or 1 of an If, or a number of a jump table.
struct Branch {
  enum class Kind : uint8_t { Unknown, Positive, Negative, Table } kind = Kind::Unknown;
  size_t index = 0;
};

// v = base + delta, or base is null.
struct ConstantSum {
  Value* base = nullptr;
  int64_t delta = 0;
};

ConstantSum as_constant_sum(const Value* v);

// What a comparison says when it is true.
struct Comparison {
  uint8_t domains = 0;
  uint8_t relation = 0;
};

Comparison comparison_of(Op op);

class Facts {
 public:
  explicit Facts(Function& fn);

  // v `relation` w; v may be null for booleans (false). `parent` is where the fact was learnt.
  void add(Block* parent, uint8_t domains, Value* v, Value* w, uint8_t relation);
  void add_branch(Block* b, Branch branch);

  // The facts contradict each other: nobody gets here.
  bool is_contradiction() const { return contradiction_; }

  bool is_non_negative(Value* v);
  const Limits* limits(const Value* v) const;

  Value* zero() const { return zero_; }

  // The first length and capacity of each slice.
  Value*& length(const Value* slice) { return lengths_[slice->id]; }

  Value*& capacity(const Value* slice) { return capacities_[slice->id]; }

  void checkpoint();
  void restore();

 private:
  using Pair = std::tuple<const Value*, const Value*, uint8_t>;

  Function& fn_;
  Value* zero_;
  bool contradiction_ = false;
  int contradictions_below_ = 0;  // checkpoints made since there is one
  ValueOrder signed_{false};
  ValueOrder unsigned_{true};
  std::map<Pair, uint8_t> relations_;  // pointers and booleans
  std::unordered_map<ValueId, Limits> limits_;

  struct OldRelation {
    Pair pair;
    uint8_t relation;  // 0: checkpoint
  };

  std::vector<OldRelation> old_relations_;

  struct OldLimits {
    ValueId id;  // 0: checkpoint
    Limits limits;
  };

  std::vector<OldLimits> old_limits_;
  std::unordered_map<ValueId, Value*> lengths_;
  std::unordered_map<ValueId, Value*> capacities_;

  void update(Block* parent, Value* v, Value* w, Domain domain, uint8_t relation);
  bool update_order(Value* v, Value* w, Domain domain, uint8_t relation);
  bool update_relation(Value* v, Value* w, Domain domain, uint8_t relation);
  bool update_limits(Value* v, Value* w, Domain domain, uint8_t relation);
  void derive_slices(Block* parent, Value* v, Value* w, Domain domain, uint8_t relation);
  void derive_fence_posts(Block* parent, Value* v, Value* w, Domain domain, uint8_t relation);
  void derive_sums(Block* parent, Value* v, Value* w, Domain domain, uint8_t relation);
  void derive_from_constant_sum(Block* parent, Value* x, int64_t delta, Value* w,
                                uint8_t relation);
  void derive_extensions(Block* parent, Value* v, Value* w, Domain domain, uint8_t relation);
};

}  // namespace prologo::ir
