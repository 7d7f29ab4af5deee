#pragma once
// Two compilers' code of one function, line beside line: what is the same, what differs and
// how, and one number for it. The alignment is the cheapest by the weights below.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "backend/listing/function_code.h"

namespace prologo::compare {

using listing::CodeLine;
using listing::CodePart;

enum class Mark : uint8_t { Same, Masked, Different };

enum class Kind : uint8_t {
  None,
  Padding,   // other NOPs
  Encoding,  // the same instruction in other bytes
  Slot,      // only the place in the frame differs
  Operand,   // another register, constant or address
  Target,    // a jump to a place that is not the counterpart's, a call of another function
  Order,     // the same instruction stands elsewhere
  Extra,     // only ours has it
  Missing,   // only the other has it
  Replaced,  // both of these in one row
};

std::string_view kind_name(Kind kind);
int weight(Kind kind);

constexpr size_t kNoLine = SIZE_MAX;

struct Row {
  size_t ours = kNoLine;  // index into the lines of each side
  size_t theirs = kNoLine;
  Mark mark = Mark::Same;
  Kind kind = Kind::None;
  CodePart part = CodePart::Body;
};

struct PartCount {
  int same = 0;
  int total = 0;
};

struct Comparison {
  std::vector<Row> rows;
  std::array<PartCount, listing::kCodeParts> parts{};
  PartCount instructions;
  int64_t score = 0;  // 0: same

  bool is_same() const { return score == 0 && instructions.same == instructions.total; }
};

// Lines without bytes (recorded as text only) are compared by their normal form, and then
// padding is left out on both sides.
Comparison compare_code(const std::vector<CodeLine>& ours, const std::vector<CodeLine>& theirs);

// Counts and score of the rows there are.
void count_rows(Comparison& comparison);

}  // namespace prologo::compare
