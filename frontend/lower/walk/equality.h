#pragma once
// The parts of a comparison of two values of one type, as expressions.

#include "frontend/lower/context.h"

namespace prologo::lower {

// Two conditions that must both hold; the second is a call.
struct EqualityTest {
  Node* quick = nullptr;
  Node* call = nullptr;
};

EqualityTest equal_strings(Context& cx, Node* x, Node* y);
EqualityTest equal_interfaces(Context& cx, Node* x, Node* y);
// All conditions for two structs (values or pointers to them) to be equal; cheap ones first,
// but what may panic stays in place.
Nodes equal_structs(Context& cx, const ir::Type* type, Node* x, Node* y);
bool equality_may_panic(const ir::Type* type);

// Fields from `start` on that can be compared as one piece of memory.
struct Run {
  int64_t size = 0;
  size_t next = 0;
};

Run memory_run(const ir::Type* type, size_t start);

}  // namespace prologo::lower
