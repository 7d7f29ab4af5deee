#include "ir/abi.h"

#include <array>

#include "support/ensure.h"

namespace prologo::ir {

std::string_view register_name(Register r) {
  static constexpr std::array<std::string_view, 33> kNames = {
      "AX",  "CX",  "DX",  "BX",  "SP",  "BP",  "SI",  "DI",  "R8",  "R9",  "R10",
      "R11", "R12", "R13", "R14", "R15", "X0",  "X1",  "X2",  "X3",  "X4",  "X5",
      "X6",  "X7",  "X8",  "X9",  "X10", "X11", "X12", "X13", "X14", "X15",
      "SB",  // where the static base is while registers are given out
  };
  ENSURE(r < kNames.size());
  return kNames[r];
}

}  // namespace prologo::ir
