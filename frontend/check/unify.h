#pragma once
// Unification: finds types for type parameters that make two types alike. As inference wants
// it, not strictly: a defined type matches a literal that is like its underlying type,
// directions of channels do not count.

#include <utility>
#include <vector>

#include "frontend/types/type.h"
#include "frontend/types/type_params.h"

namespace prologo::check {

class Unifier {
 public:
  using TypeParams = std::vector<const types::TypeParam*>;
  using TypeArgs = std::vector<const types::Type*>;

  // `known` may hold nulls. `both_sides`: the parameters occur in the second type too.
  Unifier(const TypeParams& params, const TypeArgs& known, bool both_sides);

  bool unify(const types::Type* x, const types::Type* y);

  // Of the i-th parameter; null if it is not known.
  const types::Type* at(size_t i) const { return slots_[slot_of_[i]]; }

  void set(size_t i, const types::Type* type) { slots_[slot_of_[i]] = type; }

  TypeArgs types() const;
  size_t unknown_count() const;

 private:
  using InterfacePair = std::pair<const types::Interface*, const types::Interface*>;

  int left_index(const types::Type* type) const { return types::param_index(params_, type); }

  int right_index(const types::Type* type) const {
    return both_sides_ ? types::param_index(params_, type) : -1;
  }

  bool unify_params(int i, int j, const types::Type* x, const types::Type* y);
  bool unify_same_kind(const types::Type* x, const types::Type* y);
  bool unify_lists(const std::vector<types::Param>& x, const std::vector<types::Param>& y);
  bool unify_structs(const types::Struct& x, const types::Struct& y);
  bool unify_interfaces(const types::Interface& x, const types::Interface& y);
  bool unify_named(const types::Named& x, const types::Named& y);

  const TypeParams& params_;
  bool both_sides_;
  // Parameters found to be alike share a slot.
  std::vector<size_t> slot_of_;
  std::vector<const types::Type*> slots_;
  std::vector<InterfacePair> open_;
  int depth_ = 0;
};

}  // namespace prologo::check
