#pragma once
// Lowering in Go's steps: tree, escape analysis, order, walk. What comes out is ready for SSA
// construction (build/).

#include <memory>

#include "frontend/check/info.h"
#include "frontend/lower/context.h"
#include "frontend/lower/tree.h"

namespace prologo::lower {

enum class Step : uint8_t { Tree, Order, Walk };

// The lowering of one checked package. It must live as long as its module is compiled: passes
// ask it for type descriptors, and these may ask for functions that `build` then makes.
class PackageLowering {
 public:
  PackageLowering(const check::Package& package, ir::Module& module, Unit& unit,
                  const Options& options, Diagnostics& diagnostics);
  ~PackageLowering();

  // Lowers the package into the unit and its static data into the module, up to and including
  // the step. False if something was refused; the diagnostics say what.
  bool run(Step last = Step::Walk);

  // Behind run(Walk): appends to the module every function that is not there yet, as SSA. To be
  // called again when the module's functions are compiled, until it appends none.
  void build();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace prologo::lower
