#pragma once
// Go signatures as text, turned into IR types without the front end, so that tests of the
// layout need nothing above the IR. Understands `type N T`, `func f(...) ...` and
// `func (r T) f(...) ...`, one declaration a line, with all kinds of types.

#include <string>
#include <vector>

#include "ir/abi.h"

namespace prologo::tests {

struct NamedSignature {
  std::string text;  // the line
  ir::Signature signature;
};

// Throws std::runtime_error on text it does not understand.
std::vector<NamedSignature> parse_signatures(ir::Types& types, const std::string& text);

}  // namespace prologo::tests
