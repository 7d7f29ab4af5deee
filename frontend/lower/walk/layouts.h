#pragma once
// Types of objects that only generated code handles.

#include "frontend/lower/context.h"

namespace prologo::lower {

// The state of a loop over a map: 96 bytes, key and element pointers first.
const ir::Type* map_iterator_type(Context& cx, const ir::Type* map);
// A map's header: 48 bytes, the count first.
const ir::Type* map_header_type(Context& cx, const ir::Type* map);
constexpr int kMapHeaderHash = 4;  // field numbers
constexpr int kMapHeaderBuckets = 5;
// An entry of a select statement's table: channel and address of the value.
const ir::Type* select_case_type(Context& cx);
// A closure object: code, then what it captures.
const ir::Type* closure_type(Context& cx, const Node* closure);
// The object of a method value: code and receiver.
const ir::Type* method_value_type(Context& cx, const Node* method_value);

}  // namespace prologo::lower
