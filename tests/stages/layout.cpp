// Stage `layout`: Go signatures in, their layout under the ABI named by the folder out.

#include <stdexcept>

#include "backend/abi/abi.h"
#include "backend/abi/layout_printer.h"
#include "tests/stages.h"
#include "tests/unit/abi/signature_text.h"

namespace prologo::tests {

static std::string run_layout(const std::string& argument, const std::string& input) {
  const ir::Abi* abi = abi::find(argument);
  if (abi == nullptr) {
    return "no ABI named " + argument + "\n";
  }
  ir::Types types;
  std::string out;
  try {
    for (const NamedSignature& function : parse_signatures(types, input)) {
      ir::CallLayout layout = abi->lay_out(*abi, types, function.signature);
      out += function.text + "\n" + abi::print_layout(layout) + "\n";
    }
  } catch (const std::runtime_error& error) {
    out += std::string(error.what()) + "\n";
  }
  return out;
}

static const bool kRegistered = register_stage("layout", run_layout);

}  // namespace prologo::tests
