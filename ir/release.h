#pragma once
// What a function no longer needs once its machine code is there.

#include "ir/function.h"

namespace prologo::ir {

// Drops values, blocks and what refers to them. Name, signature, layout, variables and frame
// figures stay: the object's tables are made from these.
void release_body(Function& fn);

}  // namespace prologo::ir
