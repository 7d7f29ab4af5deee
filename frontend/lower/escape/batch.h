#pragma once
// One group of mutually recursive functions under escape analysis.

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "frontend/lower/escape/escape.h"

namespace prologo::lower {

struct Location;

struct Edge {
  Location* source;
  int derefs;  // -1: the address of source
};

// Storage: a variable, an allocation, or an intermediate value.
struct Location {
  Node* node = nullptr;  // null for intermediate values
  Func* fn = nullptr;
  std::vector<Edge> edges;  // what flows in
  int loop_depth = 0;
  int result_index = 0;  // results: 1 + number
  int derefs = 0;        // from the root being solved
  uint32_t walk = 0;
  bool queued = false;
  bool escapes = false;
  bool transient = false;  // used up within the statement
  Leaks leaks;
  bool captured = false;
  bool reassigned = false;
  bool address_taken = false;

  bool is_variable(Name::Class cls) const {
    return node != nullptr && node->op == Op::Name && node->name->cls == cls;
  }
};

// Where a value flows to, dereferenced so many times.
struct Hole {
  Location* to = nullptr;
  int derefs = 0;
  bool address = false;

  Hole shifted(int by) const { return {to, derefs + by, by < 0}; }

  Hole deref() const { return shifted(1); }

  Hole addr() const { return shifted(-1); }
};

using Holes = std::vector<Hole>;

class Batch {
 public:
  Batch(Context& context, Escape& escape) : cx_(context), escape_(escape) {}

  void run(const std::vector<Func*>& funcs);

 private:
  enum class Label : uint8_t { Straight, Looping };

  struct ClosureFlow {
    Hole to;
    Node* closure;
  };

  // What is at work: saved around function literals.
  struct Place {
    Func* fn = nullptr;
    int loop_depth = 1;
    std::map<std::string, Label> labels;
  };

  void init_function(Func* fn);
  void walk_function(Func* fn);
  void flow_closure(const ClosureFlow& flow);
  void finish(const std::vector<Func*>& funcs);
  Leaks param_leaks(const Func* fn, const Name* param, const ir::Type* type);

  // ---- Graph ----
  Location* new_location(Node* n, bool transient);
  Location* location(const Name* name);
  void flow(Hole to, Location* from);

  Hole heap() { return {&heap_}; }

  Hole discard_hole() { return {&blank_}; }

  Hole tee(const Holes& holes);
  Hole later(Hole to);
  Hole spill(Hole to, Node* n);

  // ---- Statements ----
  void stmt(Node* n);
  void stmts(const Nodes& list);
  void block(const Nodes& list);
  Hole declare(Name* name);
  void range(Node* n);
  void switch_(Node* n);
  void type_switch(Node* n);
  void assign_list(const Nodes& to, const Nodes& from, Node* where);
  void reassigned(const Holes& holes, const Node* where);
  Hole addr(Node* n);
  Holes addrs(const Nodes& list);

  // ---- Expressions ----
  void expr(Hole to, Node* n);
  void expr_body(Hole to, Node* n);

  void discard(Node* n) { expr(discard_hole(), n); }

  void discards(const Nodes& list);
  void elements(Hole to, Node* n);
  void closure(Hole to, Node* n);
  void method_value(Hole to, Node* n);
  void unsafe_value(Hole to, Node* n);
  Hole through_assertion(Hole to, const ir::Type* type);

  // ---- Calls ----
  void call(const Holes& results, Node* n);
  void call_common(const Holes& results, Node* n, Nodes& init, Func* wrapper);
  void function_call(const Holes& results, Node* n, Nodes& init, Func* wrapper);
  void append(const Holes& results, Node* n, Nodes& init, Func* wrapper);
  void argument(Hole to, Node*& arg, Nodes& init, Node* call, Func* wrapper);
  void wrap_argument(Node*& arg, Pos pos, Nodes& init, Node* call, Func* wrapper);
  Node* copy_to_temp(Node* value, Pos pos, Nodes& init);
  Hole parameter_hole(const Holes& results, const Func* fn, size_t index);
  bool in_batch(const Func* fn) const;
  void go_or_defer(Node* n);
  Func* new_wrapper(const Node* defer);

  // ---- Solution ----
  void solve();
  template <typename Enqueue>
  void solve_root(Location* root, uint32_t walk, Enqueue enqueue);
  bool outlives(const Location* a, const Location* b) const;
  void leak(Location* from, const Location* to, int derefs);

  Context& cx_;
  Escape& escape_;
  Place at_;
  const Node* deferred_ = nullptr;  // a defer statement that copies the arguments at work
  std::deque<Location> locations_;
  std::unordered_map<const Name*, Location*> by_name_;
  std::vector<ClosureFlow> closures_;
  std::unordered_map<const Func*, bool> members_;
  std::unordered_map<const Func*, bool> called_directly_;
  Location heap_;
  Location blank_;
};

// The value a variable was declared with if it is never assigned again, else `n` itself.
Node* static_value(Node* n);
// A variadic call's extra arguments become one slice argument.
void fix_variadic(Context& context, Node* call);

}  // namespace prologo::lower
