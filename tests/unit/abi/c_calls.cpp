// Calls between functions under `sysv` and C: tests/c_calls/calls.cpp, compiled by the system's
// compiler, calls calls.go, compiled by ours, and is called by it.

#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/catch.h"
#include "tests/programs.h"

namespace prologo::tests {

TEST_CASE("sysv: calls to and from C") {
  namespace fs = std::filesystem;
  std::string output;
  if (run_command("c++ --version", output) != 0) {
    WARN("no C++ compiler: not compared");
    return;
  }
  const std::string sources = std::string(PROLOGO_TESTS) + "/c_calls/";
  const fs::path folder =
      fs::temp_directory_path() / ("prologo-c-calls-" + std::to_string(getpid()));
  fs::create_directory(folder);
  const std::string object = (folder / "calls.o").string();
  const std::string program = (folder / "calls").string();
  const std::string c_flags = GENERATE("-O0", "-O2");
  const std::string our_flags = GENERATE("-N -l", "-l", "");
  INFO("c++ " << c_flags << ", prologo " << our_flags);
  int status = run_command(compiler_path() + " build -c -abi=sysv " + our_flags + " -o " +
                               object + " " + sources + "calls.go",
                           output);
  INFO(output);
  REQUIRE(status == 0);
  status = run_command("c++ -std=c++20 -no-pie -Wl,-z,noexecstack " + c_flags + " -o " +
                           program + " " + sources + "calls.cpp " + object + " && " + program,
                       output);
  fs::remove_all(folder);
  CHECK(status == 0);
  CHECK(output == "all calls agree\n");
}

}  // namespace prologo::tests
