#pragma once
// Static data: which initial values of package variables are bytes of the object file, and
// which need code at start-up.

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frontend/lower/context.h"

namespace prologo::lower {

// A place in static data.
struct StaticPlace {
  Name* name = nullptr;
  int64_t offset = 0;
};

std::optional<StaticPlace> static_place(Node* n);

class Statics {
 public:
  explicit Statics(Context& context) : cx_(context) {}

  // The initialisation statements of the package in order: what can be data becomes data, the
  // rest is returned as code.
  Nodes initialise(const Nodes& statements);

  // Static assignment of `value` at name+offset. False: nothing was done. Parts that are not
  // constant may be left as code in `code`.
  bool assign(Name* name, int64_t offset, Node* value, const ir::Type* type);
  Nodes code;

  // ---- Bytes ----
  void write_constant(Name* name, int64_t offset, const Node* value);
  void write_address(Name* name, int64_t offset, const ir::Symbol* target, int64_t addend = 0);
  void write_slice(Name* name, int64_t offset, const ir::Symbol* array, int64_t length);
  void write_integer(Name* name, int64_t offset, int64_t value, int64_t size);

 private:
  using Plan = std::vector<std::pair<int64_t, Node*>>;

  bool try_statement(Node* n);
  bool copy(Name* name, int64_t offset, Name* from, const ir::Type* type);
  bool copy_value(Name* name, int64_t offset, Name* from, Node* value, const ir::Type* type);
  void copy_plan(Name* name, int64_t offset, Name* from, Node* value);
  void assign_or_code(Name* name, int64_t offset, Node* value);
  bool assign_pointer(Name* name, int64_t offset, Node* value);
  bool assign_slice(Name* name, int64_t offset, Node* value);
  bool assign_interface(Name* name, int64_t offset, Node* value, const ir::Type* type);
  void assign_parts(Name* name, int64_t offset, Node* value);
  const Plan& plan(Node* literal);
  void add_to_plan(Plan& plan, int64_t offset, Node* value);
  Node* place_link(Name* name, int64_t offset, const ir::Type* type);
  Node* place_node(Name* name, int64_t offset, const ir::Type* type);
  ir::Data& data(Name* name, int64_t end);

  Context& cx_;
  std::unordered_map<const Node*, Plan> plans_;
  std::unordered_map<const Node*, Name*> temps_;  // objects made for literals
};

}  // namespace prologo::lower
