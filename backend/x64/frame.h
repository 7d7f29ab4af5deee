#pragma once
// The frame of a function: which variables have slots, in which order, and what lies where.
//
//     F+8(SP)  first byte above the return address (FP)
//     F(SP)    return address
//     F-8(SP)  saved BP
//     ...      locals, first in order highest
//     0(SP)    arguments of calls

#include <cstdint>

#include "backend/x64/inst.h"
#include "ir/function.h"

namespace prologo::x64 {

// Marks the variables in use and gives automatic ones their offsets below the top of the
// locals; sets fn.locals_bytes. Needs the register allocation; run it before liveness, whose
// needs_zero must not change the order (variables the front end marked so stand first).
void plan_frame(ir::Function& fn);

struct Frame {
  int64_t size = 0;             // the decrement of SP, saved BP included
  bool saves_bp = false;        // has the word of the caller's BP
  bool no_split = false;        // no stack check
  int64_t saved_registers = 0;  // offset from SP of the callee-saved registers' area

  // Displacements from SP of what operands count from.
  int64_t top_of_locals() const { return size - (saves_bp ? 8 : 0); }

  int64_t parameters() const { return size + 8; }
};

// The frame around a body. Only the size of the outgoing area and the calls of the body matter.
Frame size_frame(const ir::Function& fn, const InstList& body);

// What the growth path opens of a frame where the caller keeps no room for register parameters,
// or where registers must outlive the call: the word of BP, the parameters' own slots, which
// plan_frame puts highest, and at the bottom the callee-saved registers. 0: nothing.
int64_t growth_frame(const ir::Function& fn);

// Parameters that arrive in registers and live in the frame like variables.
bool is_adopted(const ir::Variable& v);

// Callee-saved registers of the function's ABI that its body changes.
std::vector<Register> saved_registers(const ir::Function& fn);

}  // namespace prologo::x64
