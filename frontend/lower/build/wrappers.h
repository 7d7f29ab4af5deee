#pragma once
// Crossings between calling conventions. Func values, itabs and type descriptors point to code
// of one ABI, which the program's default decides (ir::Abi::values). Where such a pointer would
// lead to a function of another ABI, it leads to a wrapper instead, which has the ABI of values
// and calls the function by its own:
//
//     func main.f.abiinternal(a int, s string) (~r0 bool) { return main.f(a, s) }
//
// The run time has one ABI. A program with another calls its helpers through bridges, wrappers
// of the other direction; and what only the run time calls (comparing and hashing by
// descriptor) gets wrappers of the run time's ABI.
//
// Direct calls need none of this: they follow the callee's ABI.

#include <map>
#include <unordered_map>
#include <vector>

#include "frontend/lower/tree.h"
#include "ir/module.h"

namespace prologo::lower {

// A function of `abi` that passes its parameters on to `callee` and returns its results. It is
// ready for build_function: neither order nor walk has anything to do in it.
Func* make_abi_wrapper(Unit& unit, const Func& callee, const ir::Abi* abi,
                       const ir::Symbol* symbol);

// The bridge `symbol` of `abi` to the run-time helper `target`.
Func* make_helper_bridge(Unit& unit, const ir::Signature& signature,
                         const ir::Symbol* target, const ir::Abi* runtime_abi, const ir::Abi* abi,
                         const ir::Symbol* symbol, Pos pos);

class CodePointers {
 public:
  CodePointers(Unit& unit, ir::Module& module, const ir::Abi* values, const ir::Abi* runtime)
      : unit_(unit), module_(module), values_(values), runtime_(runtime) {}

  // Redirects all code pointers in the module's data. The wrappers this newly takes are
  // appended to the unit's functions, and returned.
  std::vector<Func*> redirect();

 private:
  Unit& unit_;
  ir::Module& module_;
  const ir::Symbol* wrapper_of(const Func& callee, const ir::Abi* abi,
                               std::vector<Func*>& made);

  const ir::Abi* values_;
  const ir::Abi* runtime_;
  size_t seen_functions_ = 0;
  std::unordered_map<const ir::Symbol*, const Func*> foreign_;
  std::map<std::pair<const Func*, const ir::Abi*>, const ir::Symbol*> wrappers_;
};

}  // namespace prologo::lower
