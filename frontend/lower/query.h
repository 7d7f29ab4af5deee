#pragma once
// Questions about trees that several steps ask.

#include <functional>
#include <string>

#include "frontend/lower/tree.h"

namespace prologo::ir {
struct Dialect;
}

namespace prologo::lower {

bool is_blank(const Node* n);
bool is_auto_temp(const Node* n);
bool is_nil(const Node* n);
bool is_literal(const Node* n, Constant::Kind kind);
// An integer literal that fits 32 bits.
bool is_small_int(const Node* n);
// Zero of its type, written out: literals, nil, literals of composites made of such.
bool is_zero(const Node* n);
bool is_constant(const Node* n);    // Literal or Nil
bool may_be_shared(const Node* n);  // nodes that several parents may hold
bool is_addressable(const Node* n);
// The same expression without calls or allocation in it: evaluating it twice is the same.
bool is_same_safe(const Node* l, const Node* r);
// The variable (or whatever) that x is a part of: strips fields and array elements.
Node* outer_value(Node* n);
// A function's literal that captures nothing.
bool is_trivial_closure(const Node* n);
// May have effects other than its value (calls, panics, communication).
bool has_side_effects(const Node* n);

// Some node of the tree (n itself first, depth first; init lists too) satisfies the test.
// Function literals are not entered.
bool any_node(const Node* n, const std::function<bool(const Node*)>& test);
// Calls `visit` for each direct child, in evaluation order; null children are left out.
void each_child(Node* n, const std::function<void(Node*&)>& visit);

// A composite literal made of constants only.
bool is_static_literal(const Node* n);

// Whether a deferred call has to become one without arguments and results.
bool needs_defer_wrapper(const Node* call);

// Bytes of a captured value that a closure copies to a variable of its own (in releases with
// the switch wide_captures_by_address).
constexpr int64_t kWidestCopiedCapture = 16;

// The N of the name ~rN of the next result of `fn`, which the source leaves unnamed.
size_t result_number(const ir::Dialect& dialect, const Func* fn);

}  // namespace prologo::lower
