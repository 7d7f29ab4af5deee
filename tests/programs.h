#pragma once
// Program tests: tests/programs/*.go are compiled with the product and run, under both Go ABIs,
// with -N -l and with the default flags. What a program must print (standard error and output
// together) stands in a comment at its end, as in Go's examples:
//
//     // Output:
//     // 42
//     // Exit: 2        (if not 0)
//
// `// Output begins:` compares the beginning only (tracebacks hold addresses).

#include <filesystem>
#include <string>

namespace prologo::tests {

struct ProgramBuild {
  std::string abi;    // "abi0", "abiinternal"
  std::string flags;  // "-N -l" or ""
};

void check_program(const std::filesystem::path& source, const ProgramBuild& build);

// Runs a shell command; returns its exit status and what it printed.
int run_command(const std::string& command, std::string& output);

// The product under test.
std::string compiler_path();

}  // namespace prologo::tests
