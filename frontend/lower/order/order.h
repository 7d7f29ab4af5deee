#pragma once
// Order: makes the order of evaluation explicit. Calls and other operations with effects move
// into statements of their own, in the order the language prescribes, their results into
// temporaries; temporaries are used again statement by statement and end with a VarKill.

#include "frontend/lower/context.h"

namespace prologo::lower {

// Orders the whole body of fn.
void order_function(Context& context, Func* fn);

// Orders one statement made by walk, with temporaries of its own.
Node* order_in_place(Context& context, Node* n);
// The same for a list of statements.
void order_block(Context& context, Nodes& list);

// How maps of a type are accessed: by the address of the key, or with the key by value.
enum class MapAccess : uint8_t { Slow, Fast32, Fast64, Fast64Pointer, FastString };
MapAccess map_access(const ir::Type* map);

// The run-time function that boxes a value of the type, and the type of its argument.
struct Boxing {
  std::string_view helper;
  const ir::Type* argument = nullptr;
  bool needs_address = false;
  // The rest of the name of the functions that return the interface: convT2E..., convT2I...
  std::string_view suffix;
};

Boxing boxing(TypeMap& types, const ir::Type* type);

// Turns string(bytes) inside a key that is only looked up into a view of the bytes.
bool use_bytes_as_key(Node* key);

}  // namespace prologo::lower
