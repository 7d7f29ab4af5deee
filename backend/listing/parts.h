#pragma once
// Finds prologue, epilogues and the block that grows the stack in a function's code by its
// shape, the same way for every compiler's code.

#include <vector>

#include "backend/listing/function_code.h"

namespace prologo::listing {

// Sets the part of each line from the normal forms and jumps.
void find_parts(std::vector<CodeLine>& lines);

// Bytes by which the prologue lowers SP, saved BP included. Needs the parts.
int64_t frame_of(const std::vector<CodeLine>& lines);

}  // namespace prologo::listing
