#pragma once
// `prologo check -syntax-only`: reads and parses files, one at a time, and compiles nothing.

#include <iosfwd>
#include <string>
#include <vector>

namespace prologo {

struct SyntaxOnlyOptions {
  bool all_errors = false;  // -e: no limit of 10 errors a file
};

// Directories are searched for *.go files, in order of names. Errors go to `errors` as
// "file:line:col: message", at the end "N files, M lines, K lines/s" to `summary`. Memory is
// bounded by the largest file. Returns whether all files are without fault.
bool check_syntax(const std::vector<std::string>& paths, const SyntaxOnlyOptions& options,
                  std::ostream& errors, std::ostream& summary);

}  // namespace prologo
