#pragma once
// What the argument words of a traceback line are worth. Go prints what lies in the parameters'
// memory; a parameter that came in a register is there only if the code has stored it.

#include <string>
#include <vector>

#include "backend/code.h"
#include "backend/listing/function_code.h"

namespace prologo::driver {

// A function's line of a traceback and the line below it.
struct TraceLine {
  std::string function;   // "main.h"
  std::string arguments;  // "{0x464772?, 0x0?}, 0x1"
  uint32_t pc = 0;        // from the function's beginning
};

std::vector<TraceLine> parse_traceback(const std::string& text);

struct ArgumentWord {
  std::string name;   // "s.len"
  std::string shown;  // "0x0?"
  std::string truth;
  bool is_exact = false;
};

std::vector<ArgumentWord> judge_arguments(const TraceLine& trace, const backend::Code& code,
                                          const std::vector<listing::CodeLine>& lines);

}  // namespace prologo::driver
