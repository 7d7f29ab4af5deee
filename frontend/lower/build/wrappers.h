#pragma once
// Crossings between calling conventions. Func values, itabs and type descriptors point to code
// of one ABI, the internal one. Where such a pointer would lead to a function of another ABI,
// it leads to a wrapper instead, which has the internal ABI and calls the function by its own:
//
//     func main.f.abiinternal(a int, s string) (~r0 bool) { return main.f(a, s) }
//
// Direct calls need none of this: they follow the callee's ABI.

#include <unordered_map>
#include <vector>

#include "frontend/lower/tree.h"
#include "ir/module.h"

namespace prologo::lower {

// A function of `abi` that passes its parameters on to `callee` and returns its results. It is
// ready for build_function: neither order nor walk has anything to do in it.
Func* make_abi_wrapper(Unit& unit, ir::Module& module, const Func& callee, const ir::Abi* abi);

class CodePointers {
 public:
  CodePointers(Unit& unit, ir::Module& module, const ir::Abi* internal)
      : unit_(unit), module_(module), internal_(internal) {}

  // Redirects all code pointers in the module's data. The wrappers this newly takes are
  // appended to the unit's functions, and returned.
  std::vector<Func*> redirect();

 private:
  Unit& unit_;
  ir::Module& module_;
  const ir::Abi* internal_;
  size_t seen_functions_ = 0;
  std::unordered_map<const ir::Symbol*, const Func*> foreign_;
  std::unordered_map<const ir::Symbol*, const ir::Symbol*> wrappers_;
};

}  // namespace prologo::lower
