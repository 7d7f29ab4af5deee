#pragma once
// The state of ordering one block of statements.

#include <unordered_map>
#include <vector>

#include "frontend/lower/order/order.h"
#include "ir/dialect.h"

namespace prologo::lower {

// Temporaries no longer in use, last in first out.
using FreeTemps = std::unordered_map<const ir::Type*, std::vector<Node*>>;

class Orderer {
 public:
  Orderer(Context& context, FreeTemps& free) : cx_(context), free_(free) {}

  static void block(Context& context, Nodes& list, FreeTemps& free);
  static Node* stmt_in_place(Context& context, Node* n, FreeTemps& free);

 private:
  using Mark = size_t;

  // ---- Temporaries (temps.cpp) ----
  Node* new_temp(const ir::Type* type, bool clear);
  Node* copy_expr(Node* n, bool clear = false);
  Node* cheap(Node* n);
  Node* safe(Node* n);
  Node* addressable(Node* n);
  Node* map_key(const ir::Type* map, Node* key);
  Node* map_key_by_value(const ir::Type* want, Node* key);

  Mark mark() const { return temps_.size(); }

  void pop(Mark mark);
  Nodes kills(Mark mark);
  void clean(Mark mark);

  // ---- Statements (statements.cpp) ----
  void stmts(const Nodes& list);
  void stmt(Node* n);
  void take_init(Node* n);
  void call(Node* n);
  void assign(Node* n);
  void assign_from_call(Node* n);
  void assign_op(Node* n);
  void assign_list(Node* n);
  Node* kept_target(Node* n);
  void assign_pair(Node* n);
  void assign_results(Node* n);
  void assign_ok(Node* n);
  void keep_map_assign(Node* n);
  Node* safe_map_value(Node* n);
  void if_(Node* n);
  void for_(Node* n);
  void range(Node* n);
  void switch_(Node* n);
  void select(Node* n);
  void select_receive(Node* clause);
  Node* hoisted(Node* n);

  // ---- Expressions (expressions.cpp) ----
  Node* expr(Node* n, const Node* target = nullptr);
  Node* expr_body(Node* n, const Node* target);
  Node* expr_in_place(Node* n);
  void exprs(Nodes& list);
  Node* add_strings(Node* n);
  Node* index_map(Node* n);
  Node* logical(Node* n);
  Node* slice(Node* n, const Node* target);
  Node* compare(Node* n);
  Node* map_literal(Node* n);

  Context& cx_;
  FreeTemps& free_;
  Nodes out_;
  Nodes temps_;
};

}  // namespace prologo::lower
