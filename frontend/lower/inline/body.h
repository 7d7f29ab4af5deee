#pragma once
// Copies of function bodies: the one kept for inlining, and those that replace calls.

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "frontend/lower/context.h"

namespace prologo::lower {

// A copy that shares only what is never changed in place.
Nodes copy_body(Context& context, const Nodes& list);

// Makes the body that replaces a call: variables of the callee become variables of the caller,
// `return` becomes assignment and jump, positions lead through the call.
class Body {
 public:
  Body(Context& context, const Func* callee, int32_t call_number, int generation);

  std::unordered_map<const Name*, Name*> variables;  // of the callee, to the caller's
  std::vector<Name*> results;
  std::string end_label;

  Nodes list(const Nodes& from);
  Pos moved(Pos pos);

 private:
  Node* node(const Node* n);
  Node* name(const Node* n) const;
  Node* return_(const Node* n);
  Node* closure(const Node* n);
  Node* inside_literal(const Node* n);
  Name* literal_variable(const Name* old);
  std::string label(const std::string& old) const;

  Context& cx_;
  const Func* callee_;
  int32_t call_number_;
  int generation_;
  std::unordered_set<const Name*>
      undeclared_;           // of literals; their declaration is still to come
  Func* literal_ = nullptr;  // the copy of a function literal at work
  std::unordered_map<uint16_t, uint16_t> files_;
};

}  // namespace prologo::lower
