#pragma once
// Golden tests: tests/golden/<stage>/[<argument>/]<name>.golden holds comment lines (`# ...`),
// an input, a line `----`, and the text the stage must make of it.

#include <filesystem>
#include <string>

namespace prologo::tests {

struct Golden {
  std::filesystem::path path;
  std::string stage;
  std::string argument;  // folders between the stage and the file, joined by '/'
  std::string comment;   // kept when the file is blessed
  std::string input;
  std::string expected;
};

Golden read_golden(const std::filesystem::path& root, const std::filesystem::path& path);

// Runs the stage; compares, or with PROLOGO_BLESS=1 in the environment rewrites the file.
void check_golden(const Golden& golden);

// A line-by-line difference for people: "- expected", "+ actual".
std::string line_difference(const std::string& expected, const std::string& actual);

}  // namespace prologo::tests
