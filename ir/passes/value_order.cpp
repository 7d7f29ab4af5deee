#include "ir/passes/value_order.h"

#include "ir/rules/predicates.h"

namespace prologo::ir {

bool is_integer_constant(const Value* v) {
  return v != nullptr && (v->op == Op::Const64 || v->op == Op::Const32 ||
                          v->op == Op::Const16 || v->op == Op::Const8);
}

uint64_t unsigned_constant(const Value* v) {
  switch (v->op) {
    case Op::Const8:
      return ux8(v->aux_int);
    case Op::Const16:
      return ux16(v->aux_int);
    case Op::Const32:
      return ux32(v->aux_int);
    default:
      return ux64(v->aux_int);
  }
}

uint64_t ValueOrder::key_of(const Value* v) const {
  return is_unsigned_ ? unsigned_constant(v) : ux64(v->aux_int) ^ (uint64_t{1} << 63);
}

ValueOrder::Node ValueOrder::find(const Value* v) const {
  auto found = nodes_.find(v->id);
  return found == nodes_.end() ? kNone : found->second;
}

ValueOrder::Node ValueOrder::node_of(const Value* v) {
  if (is_integer_constant(v)) {
    return constant_node(v);
  }
  auto [found, is_new] = nodes_.emplace(v->id, static_cast<Node>(links_.size()));
  if (is_new) {
    links_.emplace_back();
  }
  return found->second;
}

// A new constant takes its place between its neighbours.
ValueOrder::Node ValueOrder::constant_node(const Value* v) {
  auto [found, is_new] = constants_.emplace(key_of(v), static_cast<Node>(links_.size()));
  if (!is_new) {
    return found->second;
  }
  links_.emplace_back();
  log_.push_back({Step::Kind::NewConstant, static_cast<int64_t>(found->first)});
  if (found != constants_.begin()) {
    link(std::prev(found)->second, found->second, true);
  }
  if (std::next(found) != constants_.end()) {
    link(found->second, std::next(found)->second, true);
  }
  return found->second;
}

void ValueOrder::link(Node x, Node y, bool strict) {
  links_[static_cast<size_t>(x)].push_back({y, strict});
  log_.push_back({Step::Kind::NewLink, x});
}

// A way from x to y; if strict, one with a < on it. States: node, and whether a < was passed.
bool ValueOrder::reaches(Node x, Node y, bool strict) const {
  std::vector<uint8_t> seen(links_.size(), 0);
  std::vector<std::pair<Node, bool>> work = {{x, false}};
  while (!work.empty()) {
    auto [node, passed] = work.back();
    work.pop_back();
    if (node == y && (passed || !strict)) {
      return true;
    }
    for (const Link& l : links_[static_cast<size_t>(node)]) {
      bool now = passed || l.strict;
      uint8_t& marks = seen[static_cast<size_t>(l.to)];
      uint8_t bit = now ? 3 : 1;  // having passed a < is as good as not having to
      if ((marks & (now ? 2 : 1)) == 0) {
        marks |= bit;
        work.push_back({l.to, now});
      }
    }
  }
  return false;
}

bool ValueOrder::differ(Node x, Node y) const {
  auto same = [this](Node a, Node b) {
    return a == b || (reaches(a, b, false) && reaches(b, a, false));
  };
  for (const auto& [a, b] : differences_) {
    if ((same(a, x) && same(b, y)) || (same(a, y) && same(b, x))) {
      return true;
    }
  }
  return false;
}

bool ValueOrder::add(const Value* x, const Value* y, bool strict) {
  Node i = node_of(x);
  Node j = node_of(y);
  if (i == j) {
    return !strict;
  }
  strict = strict || differ(i, j);
  if (reaches(j, i, strict ? false : true)) {
    return false;
  }
  if (!reaches(i, j, strict)) {
    link(i, j, strict);
  }
  return true;
}

bool ValueOrder::set_less(const Value* x, const Value* y) { return add(x, y, true); }

bool ValueOrder::set_less_or_equal(const Value* x, const Value* y) { return add(x, y, false); }

bool ValueOrder::set_equal(const Value* x, const Value* y) {
  if (differ(node_of(x), node_of(y))) {
    return false;
  }
  return add(x, y, false) && add(y, x, false);
}

bool ValueOrder::set_not_equal(const Value* x, const Value* y) {
  Node i = node_of(x);
  Node j = node_of(y);
  bool below = reaches(i, j, false);
  bool above = reaches(j, i, false);
  if (i == j || (below && above)) {
    return false;
  }
  differences_.push_back({i, j});
  log_.push_back({Step::Kind::NewDifference, 0});
  if (below && !reaches(i, j, true)) {
    link(i, j, true);
  }
  if (above && !reaches(j, i, true)) {
    link(j, i, true);
  }
  return true;
}

bool ValueOrder::is_less_or_equal(const Value* x, const Value* y) {
  Node i = is_integer_constant(x) ? constant_node(x) : find(x);
  Node j = is_integer_constant(y) ? constant_node(y) : find(y);
  return i != kNone && j != kNone && (i == j || reaches(i, j, false));
}

void ValueOrder::undo() {
  while (true) {
    Step step = log_.back();
    log_.pop_back();
    switch (step.kind) {
      case Step::Kind::Checkpoint:
        return;
      case Step::Kind::NewLink:
        links_[static_cast<size_t>(step.what)].pop_back();
        break;
      case Step::Kind::NewConstant:
        constants_.erase(static_cast<uint64_t>(step.what));
        break;
      case Step::Kind::NewDifference:
        differences_.pop_back();
        break;
    }
  }
}

}  // namespace prologo::ir
