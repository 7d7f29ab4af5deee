#pragma once
// Which operation turns a value of one type into another.

#include "frontend/lower/context.h"

namespace prologo::lower {

// One Go type, though perhaps written in two places (TypeMap::of). What has no type (null: blank,
// a call without results) is identical only to its like.
bool is_identical(const ir::Type* a, const ir::Type* b);
// The types' underlying types are identical; struct tags may be left out of the comparison.
bool same_underlying(Context& cx, const ir::Type* a, const ir::Type* b, bool ignore_tags);
// How a value is assigned to a variable of another type; Invalid if it cannot be.
Op assign_op(Context& cx, const ir::Type* from, const ir::Type* to);
// The value as the type (null: as it is), converted if need be.
Node* assign_conv(Context& cx, Node* n, const ir::Type* type);
// Brings the operands of an equality test to one type; an interface compared with another value
// stays as it is, walk knows how.
void unify_comparison(Context& cx, Node* n);
// The operation of an explicit conversion.
Op conversion_op(Context& cx, const ir::Type* from, const ir::Type* to);

}  // namespace prologo::lower
