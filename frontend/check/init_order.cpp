// The order in which package variables are initialised, and cycles in it.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

namespace {

struct BySource {
  bool operator()(const Object* a, const Object* b) const { return a->order < b->order; }
};

using ObjectSet = std::set<Object*, BySource>;

// A variable or constant, with functions cut out of its relations.
struct Node {
  ObjectSet needs;
  ObjectSet needed_by;
  size_t open = 0;  // needs that have not been initialised
};

using Graph = std::map<Object*, Node, BySource>;

// One assignment of the initialisation.
struct Assignment {
  Declaration* declaration = nullptr;
  std::vector<Object*> variables;
  size_t open = 0;  // variables it waits for
  bool is_done = false;
  std::vector<size_t> blocks;  // assignments that wait for it
};

}  // namespace

using Declarations = std::unordered_map<Object*, Declaration*>;

// Everything a declaration refers to, functions looked through.
static void collect_needs(const Declaration* declaration, const Declarations& all,
                          ObjectSet& functions, ObjectSet& needs) {
  for (Object* object : declaration->dependencies) {
    if (object->kind != ObjectKind::Func) {
      needs.insert(object);
    } else if (all.count(object) != 0 && functions.insert(object).second) {
      collect_needs(all.at(object), all, functions, needs);
    }
  }
}

static Graph build_graph(const std::vector<Object*>& objects, const Declarations& all) {
  Graph graph;
  for (Object* object : objects) {
    if (object->kind != ObjectKind::Var && object->kind != ObjectKind::Const) {
      continue;
    }
    ObjectSet functions;
    Node& node = graph[object];
    collect_needs(all.at(object), all, functions, node.needs);
  }
  for (auto& [object, node] : graph) {
    node.open = node.needs.size();
    for (Object* other : node.needs) {
      graph[other].needed_by.insert(object);
    }
  }
  return graph;
}

// The way from `from` to `to` along dependencies, last step first; empty if there is none.
static std::vector<Object*> find_path(Object* from, Object* to, const Declarations& all,
                                      ObjectSet& seen) {
  if (!seen.insert(from).second) {
    return {};
  }
  const std::set<Object*>& found = all.at(from)->dependencies;
  for (Object* next : ObjectSet(found.begin(), found.end())) {
    if (next == to) {
      return {next};
    }
    std::vector<Object*> path = find_path(next, to, all, seen);
    if (!path.empty()) {
      path.push_back(next);
      return path;
    }
  }
  return {};
}

void Checker::report_init_cycle(const std::vector<Object*>& cycle) {
  const Object* object = cycle[0];
  std::string text = message("initialization loop for ", object->name);
  auto add = [&](std::string_view tail) {
    text += "\n\t" + sources_.describe(object->pos) + ": " + std::string(object->name);
    text += tail;
  };
  for (size_t i = cycle.size(); i > 0; i--) {
    add(" refers to");
    object = cycle[i - 1];
  }
  add("");
  error(cycle[0]->pos, text);
}

void Checker::find_init_cycles() {
  Graph graph = build_graph(in_order_, declarations_);
  std::set<std::pair<size_t, uint32_t>> queue;
  std::map<uint32_t, Object*> by_order;
  for (auto& [object, node] : graph) {
    queue.emplace(node.open, object->order);
    by_order[object->order] = object;
  }
  while (!queue.empty()) {
    auto [open, order] = *queue.begin();
    queue.erase(queue.begin());
    Object* object = by_order[order];
    if (open > 0) {
      ObjectSet seen;
      std::vector<Object*> cycle = find_path(object, object, declarations_, seen);
      if (!cycle.empty()) {
        report_init_cycle(cycle);
      }
    }
    for (Object* waiting : graph[object].needed_by) {
      Node& node = graph[waiting];
      if (queue.erase({node.open, waiting->order}) != 0) {
        node.open--;
        queue.emplace(node.open, waiting->order);
      }
    }
  }
}

// After walk_bodies. Takes the assignments in source order; each runs as soon as all it needs
// are done, the earliest first when several are ready.
void Checker::order_initialization() {
  std::vector<Assignment> assignments;
  std::unordered_map<Object*, size_t> assigned_by;
  std::unordered_map<Declaration*, size_t> by_declaration;
  for (Object* object : in_order_) {
    if (object->kind != ObjectKind::Var) {
      continue;
    }
    Declaration* declaration = declarations_.at(object);
    auto [place, is_new] = by_declaration.emplace(declaration, assignments.size());
    if (is_new) {
      assignments.emplace_back().declaration = declaration;
    }
    assignments[place->second].variables.push_back(object);
    assigned_by[object] = place->second;
  }
  std::set<size_t> ready;
  for (size_t i = 0; i < assignments.size(); i++) {
    Assignment& assignment = assignments[i];
    ObjectSet functions;
    ObjectSet needs;
    collect_needs(assignment.declaration, declarations_, functions, needs);
    for (Object* object : needs) {
      auto found = assigned_by.find(object);
      if (found != assigned_by.end() && !assignments[found->second].is_done) {
        assignment.open++;
        assignments[found->second].blocks.push_back(i);
      }
    }
    if (assignment.open == 0) {
      ready.insert(i);
    }
    while (!ready.empty()) {
      Assignment& next = assignments[*ready.begin()];
      ready.erase(ready.begin());
      next.is_done = true;
      if (next.declaration->init != nullptr) {
        package_.init_order.push_back({next.variables, next.declaration->init});
      }
      for (size_t blocked : next.blocks) {
        if (--assignments[blocked].open == 0) {
          ready.insert(blocked);
        }
      }
    }
  }
}

}  // namespace prologo::check
