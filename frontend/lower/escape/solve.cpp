// The graph and its solution: for every location, what its value can point to.

#include "frontend/lower/escape/batch.h"
#include "frontend/lower/unallocatable.h"
#include "support/ensure.h"

namespace prologo::lower {

Location* Batch::new_location(Node* n, bool transient) {
  refuse_variable(cx_, n);
  Location& made = locations_.emplace_back();
  made.node = n;
  made.fn = at_.fn;
  made.loop_depth = at_.loop_depth;
  made.transient = transient;
  if (n != nullptr && n->op == Op::Name) {
    ENSURE(!n->name->is_closure_var());
    by_name_[n->name] = &made;
  }
  return &made;
}

Location* Batch::location(const Name* name) {
  auto found = by_name_.find(name->definition);
  ENSURE_MSG(found != by_name_.end(), "variable without a location: " + name->name);
  return found->second;
}

void Batch::flow(Hole to, Location* from) {
  if (to.address) {
    from->address_taken = true;
  }
  if (to.to == &blank_ || (to.to == from && to.derefs >= 0)) {
    return;
  }
  if (to.to->escapes && to.derefs < 0) {
    from->escapes = true;
    return;
  }
  to.to->edges.push_back({from, to.derefs});
}

// Flows to every one of the holes.
Hole Batch::tee(const Holes& holes) {
  if (holes.empty()) {
    return discard_hole();
  }
  if (holes.size() == 1) {
    return holes[0];
  }
  Location* loc = new_location(nullptr, true);
  for (const Hole& hole : holes) {
    flow(hole, loc);
  }
  return {loc};
}

// A value that lasts longer than the statement.
Hole Batch::later(Hole to) {
  Location* loc = new_location(nullptr, false);
  flow(to, loc);
  return {loc};
}

// The storage n allocates; its address flows to `to`.
Hole Batch::spill(Hole to, Node* n) {
  Location* loc = new_location(n, true);
  flow(to.addr(), loc);
  return {loc};
}

void Batch::solve() {
  std::vector<Location*> todo;
  const auto enqueue = [&](Location* loc) {
    if (!loc->queued) {
      todo.push_back(loc);
      loc->queued = true;
    }
  };
  for (Location& loc : locations_) {
    enqueue(&loc);
  }
  enqueue(&heap_);
  uint32_t walk = 0;
  while (!todo.empty()) {
    Location* root = todo.back();
    todo.pop_back();
    root->queued = false;
    solve_root(root, ++walk, enqueue);
  }
}

// Shortest paths (in dereferences) from everything that flows into root.
template <typename Enqueue>
void Batch::solve_root(Location* root, uint32_t walk, Enqueue enqueue) {
  root->walk = walk;
  root->derefs = 0;
  std::vector<Location*> todo = {root};
  while (!todo.empty()) {
    Location* loc = todo.back();
    todo.pop_back();
    int derefs = loc->derefs;
    const bool is_address = derefs < 0;
    if (is_address) {
      derefs = 0;
      if (!root->transient && loc->transient) {
        loc->transient = false;
        enqueue(loc);
      }
    }
    if (outlives(root, loc)) {
      if (loc->is_variable(Name::Class::Param)) {
        leak(loc, root, derefs);
      }
      if (is_address && !loc->escapes) {
        loc->escapes = true;
        enqueue(loc);
        continue;
      }
    }
    for (const Edge& edge : loc->edges) {
      if (edge.source->escapes) {
        continue;
      }
      const int d = derefs + edge.derefs;
      if (edge.source->walk != walk || edge.source->derefs > d) {
        edge.source->walk = walk;
        edge.source->derefs = d;
        todo.push_back(edge.source);
      }
    }
  }
}

void Batch::leak(Location* from, const Location* to, int derefs) {
  if (!to->escapes && to->is_variable(Name::Class::Result) && to->fn == from->fn &&
      to->result_index - 1 < Leaks::kResults) {
    from->leaks.add_result(to->result_index - 1, derefs);
    return;
  }
  from->leaks.add_heap(derefs);
}

namespace {

// c is a function literal inside f, at any depth.
bool contains(const Func* f, const Func* c) {
  if (f == c) {
    return false;
  }
  const std::string& outer = f->name;
  const std::string& inner = c->name;
  return inner.size() > outer.size() && inner.starts_with(outer) && inner[outer.size()] == '.';
}

}  // namespace

// Values stored in `a` may be used after `b` is gone.
bool Batch::outlives(const Location* a, const Location* b) const {
  if (a->escapes) {
    return true;
  }
  if (a->is_variable(Name::Class::Result)) {
    // A literal that is only ever called on the spot returns into the function around it.
    return !(contains(b->fn, a->fn) && called_directly_.contains(a->fn));
  }
  if (a->fn == b->fn && a->loop_depth < b->loop_depth) {
    return true;
  }
  return contains(a->fn, b->fn);
}

}  // namespace prologo::lower
