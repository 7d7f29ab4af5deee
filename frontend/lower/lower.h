#pragma once
// Lowering in Go's steps: tree, escape analysis, order, walk. What comes out is ready for SSA
// construction (build/).

#include <functional>
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

  // Translates the checked functions into trees. False if something was refused; the
  // diagnostics say what.
  bool translate();

  // Whether functions may have to be translated for other type arguments. If not, nobody reads
  // the syntax of the package behind translate(), nor what the checker knows of bodies.
  bool needs_syntax() const;

  // Behind translate(): lowers the trees, and static data into the module, up to and including
  // the step. False as above.
  bool run(Step last = Step::Walk);

  // Behind run(Walk): appends every function to the module, as SSA, and calls `made` after
  // each. What `made` does with it may ask for descriptors, and these for more functions.
  void build(const std::function<void()>& made = {});

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace prologo::lower
