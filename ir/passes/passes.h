#pragma once
// The passes over the generic level, in Go 1.19's order. The back end owns the whole table: it
// puts its call expansion between early_passes() and late_passes(), and its own passes behind.

#include <functional>
#include <span>
#include <string_view>

#include "ir/function.h"

namespace prologo::ir {

struct Pass {
  std::string_view name;  // Go's, as --dump= takes it
  void (*run)(Function&) = nullptr;
  bool required = false;  // also without optimisation (-N)
};

// From the function as built to the decomposition of built-in types, after which arguments and
// results may be given places.
std::span<const Pass> early_passes();
// From the second round of rewriting to write barriers.
std::span<const Pass> late_passes();

// Pairs of passes of which the first must come before the second, wherever both are.
struct PassOrder {
  std::string_view first;
  std::string_view second;
};

std::span<const PassOrder> pass_order();

// Called after a pass with its name.
using AfterPass = std::function<void(std::string_view, const Function&)>;

void run_passes(Function& fn, std::span<const Pass> passes, const AfterPass& after = {});

// ---- The passes, for tables ----

void number_lines(Function& fn);         // marks where source lines begin
void eliminate_phis(Function& fn);       // phis of one value become copies
void eliminate_copies(Function& fn);     // nobody uses copies any more
void eliminate_dead_code(Function& fn);  // unreachable blocks, unused values
void short_circuit(Function& fn);        // if phi(constants): jump where the constant says
void decompose_user(Function& fn);       // phis and names of structs and arrays
void optimise(Function& fn);             // the generic rules
void share_constants(Function& fn);      // one value a constant, in the entry block
void decompose_builtin(Function& fn);    // strings, slices, interfaces, complex numbers
void eliminate_common(Function& fn);     // equal values, by partition refinement
void simplify_bool_phis(Function& fn);   // phiopt
void eliminate_nil_checks(Function& fn);
void prove(Function& fn);  // facts from branches
void fuse_early(Function& fn);
void fuse_late(Function& fn);
void eliminate_branches(Function& fn);    // small ifs become conditional moves
void eliminate_dead_autos(Function& fn);  // variables that are written and never read
void eliminate_dead_stores(Function& fn);
void insert_write_barriers(Function& fn);
void eliminate_unread_autos(Function& fn);   // machine level: the same after lowering
void tighten_tuple_selectors(Function& fn);  // selectors next to their tuple, once each
void tighten(Function& fn);                  // values next to their only use
void phi_tighten(Function& fn);              // constants into the predecessors

}  // namespace prologo::ir
