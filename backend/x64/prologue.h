#pragma once
// What surrounds a body: stack check, frame, wrapper code, entry spills, clearing of pointer
// variables, epilogues, and the tail that grows the stack (reference/prologue.md).

#include <vector>

#include "backend/x64/emit.h"
#include "backend/x64/frame.h"
#include "backend/x64/inst.h"

namespace prologo::x64 {

// The whole function: `body` with prologue, an epilogue before every return, and the tail.
// Frame slots become displacements from SP.
InstList surround(const ir::Function& fn, const Frame& frame, const EmitFacts& facts,
                  const InstList& body);

}  // namespace prologo::x64
