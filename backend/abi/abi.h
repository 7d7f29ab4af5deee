#pragma once
// The calling conventions Prologo knows. What an ABI is stands in ir/abi.h; here is the list of
// instances. A new ABI is one file with one `const ir::Abi`, and one row in abi.cpp.

#include <span>
#include <string_view>
#include <vector>

#include "ir/abi.h"

namespace prologo::abi {

extern const ir::Abi kAbi0;         // everything on the stack
extern const ir::Abi kAbi0Tls;      // the same before Go 1.17: g in thread-local storage
extern const ir::Abi kAbiInternal;  // Go 1.17 and later: nine integer, fifteen float registers
extern const ir::Abi kSysV;         // what C compilers on Linux use

// In the order people are shown them.
std::span<const ir::Abi* const> all();

// By name ("abi0", "abiinternal", "sysv"), or null.
const ir::Abi* find(std::string_view name);

// What a name means in a release that keeps g in thread-local storage, "" being the release's
// default; null if the release has no such ABI.
const ir::Abi* find_in_release(std::string_view name, bool g_in_tls);

// Integer registers that neither carry a value nor have a job: the prologue may use them.
// Scratch registers first.
std::vector<ir::Register> free_at_entry(const ir::Abi& abi);

}  // namespace prologo::abi
