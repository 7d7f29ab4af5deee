#pragma once
// The Go on this machine: where it is, which release, and the code it makes of a package.

#include <string>
#include <vector>

#include "backend/listing/function_code.h"

namespace prologo::driver {

struct GoCompiler {
  std::string path;     // of the go command
  std::string version;  // "go1.19.8"

  // "go1.19"
  std::string release() const;
};

// `wanted` is a go command, a GOROOT or "" for the one in PATH or in the usual places. On
// failure returns false with the reason.
bool find_go(const std::string& wanted, GoCompiler& go, std::string& error);

// Compiles the files as one package and reads its assembly listing; nothing is kept. On failure
// returns false with Go's words.
bool compile_with_go(const GoCompiler& go, const std::vector<std::string>& files,
                     const std::string& package, const std::vector<std::string>& flags,
                     std::vector<listing::FunctionCode>& functions, std::string& error);

}  // namespace prologo::driver
