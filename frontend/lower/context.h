#pragma once
// What the steps of lowering share: the package, the tree's owner, the current function and
// position, and constructors of nodes. Every node made here stands at `pos`, as nodes made by
// order and walk stand at the statement or expression they were made for.

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontend/check/info.h"
#include "frontend/lower/descriptors/descriptors.h"
#include "frontend/lower/tree.h"
#include "frontend/lower/types.h"
#include "support/diagnostic.h"

namespace prologo::lower {

struct Options {
  bool optimise = false;                // not -N
  const ir::Abi* abi = nullptr;         // of functions without a pragma
  const ir::Abi* internal = nullptr;    // of func values, methods in itabs, run-time helpers
  const ir::Abi* (*find_abi)(std::string_view name) = nullptr;  // `//prologo:abi NAME`
  bool require_main = true;
};

class Context {
 public:
  Context(const check::Package& package_, ir::Module& module_, Unit& unit_,
          const Options& options_, Diagnostics& diagnostics_);

  const check::Package& package;
  ir::Module& module;
  Unit& unit;
  const Options& options;
  Diagnostics& diagnostics;
  TypeMap types;
  Descriptors descriptors;
  Pos pos;             // of nodes made now
  Func* fn = nullptr;  // function at work
  // Addresses taken from here on mark their variable at once (before, a pass over the finished
  // tree does, so that dead code does not count).
  bool track_addresses = false;

  // `not supported yet: what`, and goes on.
  void unsupported(Pos at, std::string_view what);
  bool failed() const { return diagnostics.has_errors(); }

  const ir::Type* basic(ir::Kind kind) const { return types.basic(kind); }

  // ---- Nodes ----
  Node* make(Op op, const ir::Type* type = nullptr) { return unit.node(op, pos, type); }
  Node* copy(const Node* n);
  Node* unary(Op op, Node* x, const ir::Type* type);
  Node* binary(Op op, Node* x, Node* y, const ir::Type* type);
  Node* compare(Op op, Node* x, Node* y) { return binary(op, x, y, basic(ir::Kind::Bool)); }
  Node* integer(int64_t value, const ir::Type* type);
  Node* integer(int64_t value) { return integer(value, basic(ir::Kind::Int)); }
  Node* boolean(bool value);
  Node* string(std::string value);
  Node* nil(const ir::Type* type);
  Node* addr(Node* x);                      // &x; the variable's address counts as taken
  Node* deref(Node* x);                     // *x
  Node* index(Node* x, Node* i, bool bounded);
  Node* dot(Node* x, int field);            // x.field or x->field
  Node* len(Node* x) { return unary(Op::Len, x, basic(ir::Kind::Int)); }
  Node* cap(Node* x) { return unary(Op::Cap, x, basic(ir::Kind::Int)); }
  Node* sptr(Node* x);                      // data pointer of a string or slice
  Node* slice(Op op, Node* x, Node* low, Node* high, Node* max, const ir::Type* type);
  Node* assign(Node* x, Node* y);
  Node* assign2(Nodes lhs, Nodes rhs);
  Node* if_(Node* cond, Nodes body = {}, Nodes else_body = {});
  Node* block(Nodes list);
  Node* jump(Op op, std::string label);     // Goto, Break, Continue
  Node* label(std::string name);
  // Conversion between numeric, identical-under or pointer types; x itself if it has the type.
  // Literals are converted at once.
  Node* conv(Node* x, const ir::Type* type);
  Node* conv_nop(Node* x, const ir::Type* type);
  Node* link(const ir::Symbol* symbol, const ir::Type* type);
  Node* blank() { return blank_; }          // the left side `_`
  // `expr` with statements to run before it; wraps it when it may be shared.
  Node* with_init(Nodes init, Node* expr);

  // A new local of the current function, named by its place in the declaration list.
  Node* temp(const ir::Type* type) { return temp_in(fn, type); }
  Node* temp_in(Func* owner, const ir::Type* type);
  std::string fresh_label(std::string_view prefix);

  // ---- Static data ----
  // A nameless global `main..stmp_N`.
  Name* static_name(const ir::Type* type, bool read_only);
  Name* extern_name(std::string link_name, const ir::Type* type, ir::Symbol::Kind kind);
  ir::Data& data_of(const Name* name);
  // `f·f`, the closure object of a plain function.
  const ir::Symbol* func_value(Name* func);
  // Addresses of descriptors, as *uint8.
  Node* type_address(const ir::Type* type);
  Node* itab_address(const ir::Type* concrete, const ir::Type* interface);
  Node* symbol_address(const ir::Symbol* symbol);

  // ---- Helpers of the run-time system ----
  // `runtime.name`; arguments take their own types, literals the parameter's. `result` replaces
  // the type of the only result. The call is not walked yet.
  Node* call(std::string_view name, Nodes args, const ir::Type* result = nullptr);
  Name* helper(std::string_view name);
  // The package's own symbol name: path + "." + name.
  std::string link_name(std::string_view name) const;

  int closures_of_globals = 0;

 private:
  Node* blank_ = nullptr;
  int statics_ = 0;
  int labels_ = 0;
  std::map<std::string, Name*, std::less<>> helpers_;
  std::map<std::string, Name*, std::less<>> externs_;
};

// Restores the current position at the end of a scope.
class PosScope {
 public:
  explicit PosScope(Context& context) : context_(context), saved_(context.pos) {}
  // And makes it that of `n`, if `n` has one of its own.
  PosScope(Context& context, const Node* n);
  PosScope(const PosScope&) = delete;
  PosScope& operator=(const PosScope&) = delete;
  ~PosScope() { context_.pos = saved_; }

 private:
  Context& context_;
  Pos saved_;
};

// Names and unknown positions leave the current position as it is.
bool has_own_pos(const Node* n);
void set_pos(Context& context, const Node* n);

}  // namespace prologo::lower
