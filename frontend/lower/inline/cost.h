#pragma once
// What a function's body costs where it replaces a call.

#include <functional>
#include <optional>
#include <unordered_set>

#include "frontend/lower/tree.h"

namespace prologo::lower {

struct Cost {
  static constexpr int kBudget = 80;
  int value = 0;
  std::unordered_set<const Name*> used_locals;
};

// Nothing if the function must not be inlined: too expensive, or with statements that need a
// frame of their own. `decide` makes up the mind about a function literal that is called.
std::optional<Cost> inline_cost(const Func* fn, const std::function<void(Func*)>& decide);

// The function that a call surely calls, or null.
Func* static_callee(const Node* call);

// Has so many nodes that only the smallest functions are inlined into it.
bool is_big(const Func* fn);

}  // namespace prologo::lower
