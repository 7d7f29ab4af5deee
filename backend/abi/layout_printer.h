#pragma once
// A call layout as text, one line a parameter or result:
//
//     a  AX     spill+0   its leaves take the next registers
//     s  stack+8          an array longer than one cannot be in registers
//     stack 16  spill 8  args 24
//
// "spill+n" counts from the start of the spill room, "stack+n" from FP.

#include <string>

#include "ir/abi.h"

namespace prologo::abi {

struct PrintOptions {
  bool with_rules = true;
};

std::string print_layout(const ir::CallLayout& layout, const PrintOptions& options = {});

}  // namespace prologo::abi
