// tests/identity: programs whose code, with and without -N -l, is that of Go 1.19 to the byte.
#include <filesystem>
#include <string>

#include "tests/catch.h"
#include "tests/programs.h"

using namespace prologo::tests;

TEST_CASE("code that is Go's to the byte stays so") {
  const std::filesystem::path folder = std::string(PROLOGO_TESTS) + "/identity";
  int programs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".go") {
      continue;
    }
    ++programs;
    const std::string golden = (folder / "golden" / entry.path().stem()).string() + ".json";
    for (const char* mode : {" -q", " -q -N -l"}) {
      const std::string command = compiler_path() + " compare" + mode + " -golden=" + golden +
                                  " " + entry.path().string();
      std::string output;
      const int status = run_command(command, output);
      INFO(command << "\n" << output);
      CHECK(status == 0);
    }
  }
  CHECK(programs >= 2);
}
