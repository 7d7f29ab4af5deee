#pragma once
#include "ir/function.h"

namespace prologo::alloc {

// Moves the header of a loop to the loop's end, so that an iteration runs one jump:
//
//     head: test; jcc out           jmp head
//     body; jmp head           =>   body
//     out:                          head: test; jcc body
void rotate_loops(ir::Function& fn);

}  // namespace prologo::alloc
