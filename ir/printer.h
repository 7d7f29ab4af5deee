#pragma once
// Functions as text, in the flavour of Go's SSA dumps:
//
//     b2: <- b1 b4
//       v7 (+12:9) = Add64 <int> v5 v6 : AX
//       If (12:11) v8 -> b3 b5 (likely)
//
// The full text begins with what the body refers to (types, symbols, variables, calls);
// ir/parser.h reads it back. Position: line:column, + where a statement begins, - where none
// may.

#include <string>

#include "ir/module.h"

namespace prologo::ir {

std::string print(const Function& fn);
// Blocks and values only, for people.
std::string print_body(const Function& fn);

std::string print(const Value& v);
std::string print(const Block& b);
std::string print(const Signature& signature);

// "v7", "b2".
std::string name_of(const Value* v);
std::string name_of(const Block* b);

}  // namespace prologo::ir
