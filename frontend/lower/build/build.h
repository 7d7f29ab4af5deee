#pragma once
// SSA construction: a function's tree after walk becomes an ir::Function. Values and blocks are
// made in the order Go makes them, because their numbers break ties in scheduling and register
// allocation; positions are Go's for the same reason.

#include <functional>

#include "frontend/lower/tree.h"
#include "ir/module.h"

namespace prologo::lower {

struct BuildOptions {
  bool optimise = false;               // not -N: variables that fit live in SSA values
  const ir::Abi* value_abi = nullptr;  // of func values, interface methods, calls of helpers
  // The symbol of a type's run-time descriptor.
  std::function<const ir::Symbol*(const ir::Type*)> descriptor;
};

// Appends the function to `module` and returns it.
ir::Function* build_function(const Func& fn, ir::Module& module, const BuildOptions& options);

}  // namespace prologo::lower
