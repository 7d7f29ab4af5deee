#pragma once
// The frame of a compiled function as people look at it: what lies where, who put it there and
// which rule says so. Everything comes from what the compiler decided (layout, slots) and from
// the instructions that write to the frame.

#include <cstdint>
#include <string>
#include <vector>

#include "backend/code.h"
#include "backend/listing/function_code.h"

namespace prologo::driver {

enum class SlotKind : uint8_t {
  StackArgument,
  StackResult,
  Spill,  // the caller's room for a register parameter
  ReturnPc,
  SavedBp,
  SavedRegister,
  Local,
  Result,
  Temporary,
  Outgoing,
  Padding,
};

std::string_view kind_name(SlotKind kind);

struct Slot {
  int64_t offset = 0;  // from SP in the body
  int64_t size = 0;
  SlotKind kind = SlotKind::Local;
  std::string name;
  std::string what;
  std::vector<uint32_t> writes;  // pcs
  std::string filled;            // the first write, or who else filled it
  std::string rule;
};

struct FrameView {
  std::string name;
  int64_t size = 0;
  int64_t args = 0;
  bool no_split = false;
  std::string check;        // why there is a stack check or none
  std::vector<Slot> slots;  // from the highest address down
  std::string budget;       // "locals 8 + ... = 24"
};

FrameView view_frame(const backend::Code& code, const std::vector<listing::CodeLine>& lines,
                     const std::string& outgoing);

// What SP was lowered by when the instruction at pc runs.
int64_t sp_delta_at(const backend::Code& code, uint32_t pc);
// "2a MOVQ AX, 0x8(SP)"
std::string line_text(const listing::CodeLine& line);
const listing::CodeLine* line_at_pc(const std::vector<listing::CodeLine>& lines, uint32_t pc);

}  // namespace prologo::driver
