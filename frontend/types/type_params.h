#pragma once
// Type sets at work: unions and intersections of terms, and what holds for all types that a
// type parameter may stand for.

#include <functional>
#include <string>
#include <vector>

#include "frontend/types/type.h"

namespace prologo::types {

using Terms = std::vector<UnionTerm>;

// Terms of which none includes another.
Terms simplified(const Terms& terms);
Terms intersection(const Terms& x, const Terms& y);
// No type belongs to both terms.
bool are_disjoint(const UnionTerm& x, const UnionTerm& y);
bool includes(const UnionTerm& term, const Type* type);
bool is_subset(const TypeSet& x, const TypeSet& y);
bool same_terms(const TypeSet& x, const TypeSet& y);
// With the names of packages, unlike other texts in messages.
std::string terms_text(const Terms& terms);

// Does the test hold for every term of the type parameter? Without terms it is asked once, with
// null.
bool all_terms(const TypeParam* type, const std::function<bool(const UnionTerm*)>& test);
// Does the test hold for the underlying types of all terms of a type parameter, or for that of
// any other type?
bool under_is(const Type* type, const std::function<bool(const Type*)>& test);
// The type belongs to one of the flags; a type parameter: all its terms do.
bool all_basic(const Type* type, unsigned flags);

inline bool all_boolean(const Type* t) { return all_basic(t, kBoolean); }

inline bool all_integer(const Type* t) { return all_basic(t, kInteger); }

inline bool all_numeric(const Type* t) { return all_basic(t, kNumeric); }

inline bool all_string(const Type* t) { return all_basic(t, kString); }

inline bool all_ordered(const Type* t) { return all_basic(t, kOrdered); }

// The single underlying type of all terms of a type parameter, channels with and without a
// direction taken together; null if there is none. The underlying type of other types.
const Type* core_type(const Type* type);
// Likewise, but []byte and string together count as string.
const Type* core_or_string(const Type* type);

template <typename T>
const T* core(const Type* type) {
  return as<T>(core_type(type));
}

// One of the type parameters occurs in the type.
bool mentions(const std::vector<const TypeParam*>& params, const Type* type);
// Any type parameter at all does.
bool mentions_any_param(const Type* type);
// The place of a type in a list of type parameters; -1 if it is none of them.
int param_index(const std::vector<const TypeParam*>& params, const Type* type);

}  // namespace prologo::types
