// libFuzzer entry: any text through the IR parser. What it accepts must print and read back to
// the same text; what the verifier accepts must survive the generic rules and stay sound.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "ir/parser.h"
#include "ir/passes/passes.h"
#include "ir/printer.h"
#include "ir/verifier.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace prologo;
  std::string error;
  ir::Module module;
  ir::Function* fn =
      ir::parse({reinterpret_cast<const char*>(data), size}, module, nullptr, error);
  if (fn == nullptr) {
    return 0;
  }
  std::string printed = ir::print(*fn);
  ir::Module again;
  ir::Function* copy = ir::parse(printed, again, nullptr, error);
  if (copy == nullptr || ir::print(*copy) != printed) {
    std::abort();
  }
  if (ir::verify(*fn).empty()) {
    ir::eliminate_dead_code(*fn);
    if (!ir::verify(*fn).empty()) {
      std::abort();
    }
  }
  return 0;
}
