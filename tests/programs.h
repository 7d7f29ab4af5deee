#pragma once
// Program tests: tests/programs/*.go are compiled with the product and run, under both Go ABIs
// and C's (but those that say `// Needs: stack checks`, which C's functions have not), with -N
// -l and with the default flags. What a program must print (standard error and output together)
// stands in a comment at its end, as in Go's examples:
//
//     // Output:
//     // 42
//     // Exit: 2        (if not 0)
//
// `// Output begins:` compares the beginning only (tracebacks hold addresses); `// Later: LINE`
// says what must stand after it, `// Later begins: TEXT` how a line after it must begin.

#include <filesystem>
#include <string>
#include <vector>

namespace prologo::tests {

struct ProgramBuild {
  std::string abi;    // "abi0", "abiinternal", "sysv"; "" for that of the release
  std::string flags;  // "-N -l" or ""
};

// The conventions under which a program is to run.
std::vector<std::string> abis_of(const std::filesystem::path& source);

// Whether the program prints in releases from go1.`release` on what its comment says.
bool runs_in(const std::filesystem::path& source, int release);

void check_program(const std::filesystem::path& source, const ProgramBuild& build);

// Runs a shell command; returns its exit status and what it printed.
int run_command(const std::string& command, std::string& output);

// The product under test.
std::string compiler_path();

}  // namespace prologo::tests
