#pragma once
// What `-abi` names: a built-in convention, or a file that describes one.

#include <memory>
#include <string>

#include "backend/abi/abi_file.h"
#include "driver/options.h"

namespace prologo::driver {

// "teach4.toml", as opposed to "abi0".
bool is_abi_file(const std::string& name);

// A convention and, if it came from a file, what the file says.
struct AbiChoice {
  const ir::Abi* abi = nullptr;
  std::unique_ptr<abi::AbiFile> file;
};

// Without an ABI if there is none of that name or the file is wrong; `error` then says so, a
// problem a line.
AbiChoice find_abi(const std::string& name, std::string& error);

// "teach4.toml:6:9: what is wrong; what mends it".
std::string describe(const std::string& path, const abi::AbiProblem& problem);

// Whether code can be compiled under it; `error` says why not.
bool can_compile(const ir::Abi& abi, std::string& error);

}  // namespace prologo::driver
