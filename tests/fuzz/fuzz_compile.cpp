// libFuzzer entry: any bytes through the whole compiler, up to machine code. The first byte
// chooses ABI and optimisation. An internal error counts as a crash.

#include <cstddef>
#include <cstdint>
#include <string>

#include "driver/pipeline.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace prologo::driver;
  if (size == 0) {
    return 0;
  }
  Compilation compilation;
  compilation.options.abi = (data[0] & 1) != 0 ? "abi0" : "abiinternal";
  compilation.options.abi_given = true;
  compilation.options.no_optimise = (data[0] & 2) != 0;
  compilation.options.object_only = true;
  std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (parse_text(compilation, "fuzz.go", text) && check_files(compilation) &&
      lower_files(compilation)) {
    generate_code(compilation);
    object_file(compilation);
  }
  return 0;
}
