#include "frontend/check/unify.h"

#include <algorithm>

#include "frontend/types/relations.h"

namespace prologo::check {

using namespace types;

Unifier::Unifier(const TypeParams& params, const TypeArgs& known, bool both_sides)
    : params_(params), both_sides_(both_sides), slots_(known) {
  slots_.resize(params.size());
  for (size_t i = 0; i < params.size(); i++) {
    slot_of_.push_back(i);
  }
}

Unifier::TypeArgs Unifier::types() const {
  TypeArgs list;
  for (size_t i = 0; i < params_.size(); i++) {
    list.push_back(at(i));
  }
  return list;
}

size_t Unifier::unknown_count() const {
  size_t count = 0;
  for (size_t slot : slot_of_) {
    count += slots_[slot] == nullptr ? 1 : 0;
  }
  return count;
}

// At least one of the sides is a parameter with the index given.
bool Unifier::unify_params(int i, int j, const Type* x, const Type* y) {
  if (i >= 0 && j >= 0) {
    size_t left = slot_of_[static_cast<size_t>(i)];
    size_t right = slot_of_[static_cast<size_t>(j)];
    if (left == right) {
      return true;
    }
    if (slots_[left] != nullptr && slots_[right] != nullptr) {
      return unify(slots_[left], slots_[right]);
    }
    slots_[right] = slots_[right] != nullptr ? slots_[right] : slots_[left];
    std::replace(slot_of_.begin(), slot_of_.end(), left, right);
    return true;
  }
  size_t slot = slot_of_[static_cast<size_t>(i >= 0 ? i : j)];
  const Type* other = i >= 0 ? y : x;
  if (slots_[slot] == nullptr) {
    slots_[slot] = other;
    return true;
  }
  return i >= 0 ? unify(slots_[slot], y) : unify(x, slots_[slot]);
}

bool Unifier::unify(const Type* x, const Type* y) {
  constexpr int kDeepest = 50;
  if (x == y && (both_sides_ || !mentions(params_, x))) {
    return true;
  }
  if (x == nullptr || y == nullptr || depth_ >= kDeepest) {
    return false;
  }
  depth_++;
  bool result = false;
  int i = left_index(x);
  int j = right_index(y);
  if (x->kind == Kind::Named && !has_name(y)) {
    result = unify(underlying(x), y);
  } else if (y->kind == Kind::Named && !has_name(x)) {
    result = unify(x, underlying(y));
  } else if (i >= 0 || j >= 0) {
    result = unify_params(i, j, x, y);
  } else if (is_type_param(x) && !has_name(y) && core_type(x) != nullptr) {
    result = unify(core_type(x), y);
  } else if (is_type_param(y) && !has_name(x) && core_type(y) != nullptr) {
    result = unify(x, core_type(y));
  } else {
    result = x->kind == y->kind && unify_same_kind(x, y);
  }
  depth_--;
  return result;
}

bool Unifier::unify_lists(const std::vector<Param>& x, const std::vector<Param>& y) {
  return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                    [this](const Param& a, const Param& b) { return unify(a.type, b.type); });
}

bool Unifier::unify_structs(const Struct& x, const Struct& y) {
  return std::equal(x.fields.begin(), x.fields.end(), y.fields.begin(), y.fields.end(),
                    [this](const Field& f, const Field& g) {
                      return f.embedded == g.embedded && f.tag == g.tag && f.name == g.name &&
                             unify(f.type, g.type);
                    });
}

bool Unifier::unify_interfaces(const Interface& x, const Interface& y) {
  const TypeSet& a = *type_set_of(&x);
  const TypeSet& b = *type_set_of(&y);
  if (a.comparable != b.comparable || !same_terms(a, b)) {
    return false;
  }
  for (auto& [p, q] : open_) {
    if ((p == &x && q == &y) || (p == &y && q == &x)) {
      return true;
    }
  }
  open_.emplace_back(&x, &y);
  bool result = std::equal(a.methods.begin(), a.methods.end(), b.methods.begin(),
                           b.methods.end(), [this](const Method* m, const Method* n) {
                             return m->name == n->name && unify(m->type, n->type);
                           });
  open_.pop_back();
  return result;
}

bool Unifier::unify_named(const Named& x, const Named& y) {
  return x.origin != nullptr && x.origin == y.origin &&
         std::equal(x.type_args.begin(), x.type_args.end(), y.type_args.begin(),
                    y.type_args.end(),
                    [this](const Type* a, const Type* b) { return unify(a, b); });
}

bool Unifier::unify_same_kind(const Type* x, const Type* y) {
  switch (x->kind) {
    case Kind::Basic:
      return as<Basic>(x)->basic == as<Basic>(y)->basic;
    case Kind::Named:
      return unify_named(*as<Named>(x), *as<Named>(y));
    case Kind::Pointer:
      return unify(as<Pointer>(x)->elem, as<Pointer>(y)->elem);
    case Kind::Array: {
      int64_t m = as<Array>(x)->length;
      int64_t n = as<Array>(y)->length;
      return (m < 0 || n < 0 || m == n) && unify(as<Array>(x)->elem, as<Array>(y)->elem);
    }
    case Kind::Slice:
      return unify(as<Slice>(x)->elem, as<Slice>(y)->elem);
    case Kind::Map:
      return unify(as<Map>(x)->key, as<Map>(y)->key) &&
             unify(as<Map>(x)->elem, as<Map>(y)->elem);
    case Kind::Chan:
      return unify(as<Chan>(x)->elem, as<Chan>(y)->elem);
    case Kind::Struct:
      return unify_structs(*as<Struct>(x), *as<Struct>(y));
    case Kind::Signature:
      return as<Signature>(x)->variadic == as<Signature>(y)->variadic &&
             unify_lists(as<Signature>(x)->params, as<Signature>(y)->params) &&
             unify_lists(as<Signature>(x)->results, as<Signature>(y)->results);
    case Kind::Interface:
      return unify_interfaces(*as<Interface>(x), *as<Interface>(y));
    case Kind::Tuple:
      return unify_lists(as<Tuple>(x)->items, as<Tuple>(y)->items);
    case Kind::TypeParam:
    case Kind::Union:
      return false;
  }
  return false;
}

}  // namespace prologo::check
