// Builds and runs tests/programs/*.go in every mode and compares what they print.

#include "tests/programs.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/catch.h"
#include "tests/golden.h"

namespace prologo::tests {

namespace fs = std::filesystem;

struct Expectation {
  std::string output;
  int exit = 0;
  bool only_beginning = false;     // the output goes on with what depends on the build
  std::vector<std::string> later;  // texts that come after the beginning
};

static Expectation read_expectation(const fs::path& source) {
  Expectation want;
  std::ifstream in(source);
  bool in_output = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "// Output:" || line == "// Output begins:") {
      in_output = true;
      want.only_beginning = line == "// Output begins:";
    } else if (in_output && line.starts_with("// Exit: ")) {
      want.exit = std::stoi(line.substr(9));
    } else if (in_output && line.starts_with("// Later: ")) {
      want.later.push_back("\n" + line.substr(10) + "\n");
    } else if (in_output && line.starts_with("// Later begins: ")) {
      want.later.push_back("\n" + line.substr(17));
    } else if (in_output && line.starts_with("//")) {
      want.output += (line.size() > 3 ? line.substr(3) : "") + "\n";
    }
  }
  return want;
}

std::vector<std::string> abis_of(const fs::path& source) {
  std::ifstream in(source);
  for (std::string line; std::getline(in, line);) {
    if (line == "// Needs: stack checks") {
      return {"abiinternal", "abi0"};
    }
  }
  return {"abiinternal", "abi0", "sysv"};
}

int run_command(const std::string& command, std::string& output) {
  output.clear();
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) {
    return -1;
  }
  char buffer[4096];
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    output.append(buffer, n);
  }
  int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Of a program that says `// Since: go1.13`, no release before it.
bool runs_in(const fs::path& source, int release) {
  const std::string since = "// Since: go1.";
  std::ifstream in(source);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(since)) {
      return release >= std::stoi(line.substr(since.size()));
    }
  }
  return true;
}

std::string compiler_path() { return PROLOGO_COMPILER; }

void check_program(const fs::path& source, const ProgramBuild& build) {
  Expectation want = read_expectation(source);
  fs::path program = fs::temp_directory_path() / ("prologo-test-" + std::to_string(getpid()) +
                                                  "-" + source.stem().string());
  std::string command = compiler_path() + " build " +
                        (build.abi.empty() ? "" : "-abi=" + build.abi) + " " + build.flags +
                        " -o " + program.string() + " " + source.string();
  std::string output;
  int status = run_command(command, output);
  if (status != 0) {
    FAIL(command << "\nexit status " << status << "\n" << output);
    return;
  }
  status = run_command("timeout 60 " + program.string(), output);
  fs::remove(program);
  for (const std::string& line : want.later) {
    INFO(command << "\n" << output);
    CHECK(output.find(line) != std::string::npos);
  }
  if (want.only_beginning) {
    output.resize(std::min(output.size(), want.output.size()));
  }
  if (output != want.output || status != want.exit) {
    FAIL(command << "\nexit status " << status << ", expected " << want.exit
                 << "\n- expected, + actual:\n"
                 << line_difference(want.output, output));
  }
  SUCCEED();
}

}  // namespace prologo::tests
