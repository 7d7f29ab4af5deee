// The code of older releases beside what they made: tests/dialects. What is reached once stays.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ir/dialect.h"
#include "tests/catch.h"
#include "tests/programs.h"

using namespace prologo::tests;

namespace {

struct Floor {
  const char* release;
  const char* program;
  int frames;  // functions with the release's frame
  int same;    // functions with the release's code
};

struct Count {
  int same = -1;
  int functions = 0;
  int frames = -1;
};

}  // namespace

// Of the line `total: 14 of 32 the same  190/197  908/1087  94/98  48/48  30/32  9113`.
static Count read_total(const std::string& output) {
  Count count;
  const size_t at = output.find("total: ");
  if (at != std::string::npos) {
    std::sscanf(output.c_str() + at, "total: %d of %d the same %*s %*s %*s %*s %d/",
                &count.same, &count.functions, &count.frames);
  }
  return count;
}

static const std::vector<Floor>& floors() {
  static const std::vector<Floor> table = {
      {"go1.10", "methods", 26, 16}, {"go1.10", "variadic", 11, 2},
      {"go1.10", "frames", 32, 15},  {"go1.14", "methods", 26, 20},
      {"go1.14", "variadic", 11, 4}, {"go1.14", "frames", 32, 17},
      {"go1.15", "methods", 26, 20}, {"go1.15", "variadic", 11, 7},
      {"go1.15", "frames", 32, 22},  {"go1.16", "methods", 26, 23},
      {"go1.16", "variadic", 11, 8}, {"go1.16", "frames", 32, 23},
      {"go1.17", "methods", 26, 25}, {"go1.17", "variadic", 11, 10},
      {"go1.17", "frames", 32, 31},
  };
  return table;
}

TEST_CASE("compare older releases with what was recorded") {
  for (const Floor& floor : floors()) {
    const std::string folder = std::string(PROLOGO_TESTS) + "/dialects/";
    const std::string command =
        compiler_path() + " compare -q -N -l -dialect=" + floor.release + " -golden=" + folder +
        floor.release + "/" + floor.program + ".N.json " + folder + floor.program + ".go";
    std::string output;
    run_command(command, output);
    const Count count = read_total(output);
    INFO(command << "\n" << output);
    CHECK(count.frames >= floor.frames);
    CHECK(count.same >= floor.same);
  }
}

// tests/golden/cli/dialect_*.golden: what a function is before and after.
TEST_CASE("compare dialects: each switch has a session of its own") {
  std::string sessions;
  for (const char* part : {"registers", "instructions", "temporaries", "calls"}) {
    const std::string path =
        std::string(PROLOGO_TESTS) + "/golden/cli/dialect_" + part + ".golden";
    std::ifstream in(path);
    sessions.append(std::istreambuf_iterator<char>(in), {});
  }
  constexpr int kNewestToAskFor = 19;
  for (const prologo::ir::DialectSwitch& row : prologo::ir::dialect_switches()) {
    INFO(row.name);
    const bool found =
        sessions.find("func " + std::string(row.name) + "(") != std::string::npos;
    CHECK((found || row.first > kNewestToAskFor));
  }
}
