#include "ir/passes/facts.h"

#include <algorithm>

#include "ir/module.h"
#include "ir/rules/predicates.h"
#include "support/ensure.h"

namespace prologo::ir {

namespace {

constexpr int64_t kMin64 = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax64 = std::numeric_limits<int64_t>::max();

// Go's integers wrap.
int64_t plus(int64_t a, int64_t b) { return static_cast<int64_t>(ux64(a) + ux64(b)); }

int64_t minus(int64_t a, int64_t b) { return static_cast<int64_t>(ux64(a) - ux64(b)); }

uint8_t reversed(uint8_t relation) {
  return static_cast<uint8_t>((relation & kEqual) | ((relation & kLess) != 0 ? kGreater : 0) |
                              ((relation & kGreater) != 0 ? kLess : 0));
}

// A sign or zero extension that keeps the number.
bool is_clean_extension(const Value* v) {
  if (v->op >= Op::SignExt8to16 && v->op <= Op::SignExt32to64) {
    return v->args[0]->type->is_signed() && v->type->is_signed();
  }
  return v->op >= Op::ZeroExt8to16 && v->op <= Op::ZeroExt32to64 &&
         !v->args[0]->type->is_signed();
}

int64_t largest(int64_t size) {
  return size == 8 ? kMax64 : (int64_t{1} << (8 * size - 1)) - 1;
}

bool is_sum(Op op) {
  return op == Op::Add64 || op == Op::Sub64 || op == Op::Add32 || op == Op::Sub32;
}

bool is_wide_sum(Op op) { return op == Op::Add64 || op == Op::Sub64; }

}  // namespace

ConstantSum as_constant_sum(const Value* v) {
  Op constant = v->op == Op::Add32 || v->op == Op::Sub32 ? Op::Const32 : Op::Const64;
  if (v->op == Op::Add64 || v->op == Op::Add32) {
    for (size_t i = 0; i < 2; ++i) {
      if (v->args[i]->op == constant) {
        return {v->args[1 - i], v->args[i]->aux_int};
      }
    }
  }
  if ((v->op == Op::Sub64 || v->op == Op::Sub32) && v->args[1]->op == constant) {
    int64_t n = v->args[1]->aux_int;
    if (n != minus(0, n)) {  // not the most negative
      return {v->args[0], minus(0, n)};
    }
  }
  return {};
}

Comparison comparison_of(Op op) {
  auto among = [op](Op first, Op last) { return op >= first && op <= last; };
  if (among(Op::Eq8, Op::Eq64)) {
    return {kSigned | kUnsigned, kEqual};
  }
  if (among(Op::Neq8, Op::Neq64)) {
    return {kSigned | kUnsigned, kLess | kGreater};
  }
  switch (op) {
    case Op::EqPtr:
      return {kPointer, kEqual};
    case Op::NeqPtr:
      return {kPointer, kLess | kGreater};
    case Op::Less8:
    case Op::Less16:
    case Op::Less32:
    case Op::Less64:
      return {kSigned, kLess};
    case Op::Less8U:
    case Op::Less16U:
    case Op::Less32U:
    case Op::Less64U:
      return {kUnsigned, kLess};
    case Op::Leq8:
    case Op::Leq16:
    case Op::Leq32:
    case Op::Leq64:
      return {kSigned, kLess | kEqual};
    case Op::Leq8U:
    case Op::Leq16U:
    case Op::Leq32U:
    case Op::Leq64U:
      return {kUnsigned, kLess | kEqual};
    case Op::IsInBounds:
      return {kSigned | kUnsigned, kLess};
    case Op::IsSliceInBounds:
      return {kSigned | kUnsigned, kLess | kEqual};
    default:
      return {};
  }
}

Facts::Facts(Function& fn)
    : fn_(fn), zero_(fn.constant(Op::Const64, fn.module->types.basic(Kind::Int64), 0)) {}

const Limits* Facts::limits(const Value* v) const {
  auto found = limits_.find(v->id);
  return found == limits_.end() ? nullptr : &found->second;
}

void Facts::checkpoint() {
  if (contradiction_) {
    ++contradictions_below_;
  }
  old_relations_.push_back({{}, 0});
  old_limits_.push_back({0, {}});
  signed_.checkpoint();
  unsigned_.checkpoint();
}

void Facts::restore() {
  if (contradictions_below_ > 0) {
    --contradictions_below_;
  } else {
    contradiction_ = false;
  }
  for (; old_relations_.back().relation != 0; old_relations_.pop_back()) {
    relations_[old_relations_.back().pair] = old_relations_.back().relation;
  }
  old_relations_.pop_back();
  for (; old_limits_.back().id != 0; old_limits_.pop_back()) {
    const OldLimits& old = old_limits_.back();
    if (old.limits == Limits{}) {
      limits_.erase(old.id);
    } else {
      limits_[old.id] = old.limits;
    }
  }
  old_limits_.pop_back();
  signed_.undo();
  unsigned_.undo();
}

void Facts::add(Block* parent, uint8_t domains, Value* v, Value* w, uint8_t relation) {
  for (uint8_t domain = 1; domain <= kBoolean; domain = static_cast<uint8_t>(domain << 1)) {
    if ((domains & domain) != 0) {
      update(parent, v, w, static_cast<Domain>(domain), relation);
    }
  }
}

void Facts::add_branch(Block* b, Branch branch) {
  Value* c = b->controls[0];
  const bool positive = branch.kind == Branch::Kind::Positive;
  if (branch.kind == Branch::Kind::Table) {
    auto number = static_cast<int64_t>(branch.index);
    if (ConstantSum sum = as_constant_sum(c); sum.base != nullptr) {
      c = sum.base;
      number = minus(number, sum.delta);
    }
    Limits old = limits(c) == nullptr ? Limits{} : *limits(c);
    old_limits_.push_back({c->id, old});
    if (number < old.min || number > old.max || ux64(number) < old.umin ||
        ux64(number) > old.umax) {
      contradiction_ = true;
    } else {
      limits_[c->id] = {number, number, ux64(number), ux64(number)};
    }
    return;
  }
  add(b, kBoolean, nullptr, c, positive ? kLess | kGreater : kEqual);
  const Comparison comparison = comparison_of(c->op);
  if (comparison.domains == 0) {
    return;
  }
  uint8_t domains = comparison.domains;
  const auto opposite = static_cast<uint8_t>(comparison.relation ^ kAny);
  if (domains == kSigned && is_non_negative(c->args[0]) && is_non_negative(c->args[1])) {
    domains |= kUnsigned;
  }
  bool is_bounds_check = c->op == Op::IsInBounds || c->op == Op::IsSliceInBounds;
  if (is_bounds_check && positive) {
    add(b, kSigned, zero_, c->args[0], kLess | kEqual);
  } else if (is_bounds_check) {
    // Signed, a failed check says something only of an index that is not negative.
    domains = static_cast<uint8_t>(kUnsigned | (is_non_negative(c->args[0]) ? kSigned : 0));
  }
  add(b, domains, c->args[0], c->args[1], positive ? comparison.relation : opposite);
}

bool Facts::is_non_negative(Value* v) {
  if (ir::is_non_negative(v)) {
    return true;
  }
  const int64_t max = largest(v->type->size);
  if (const Limits* l = limits(v); l != nullptr && (l->min >= 0 || l->umax <= ux64(max))) {
    return true;
  }
  if (ConstantSum sum = as_constant_sum(v); sum.base != nullptr) {
    const Limits* l = limits(sum.base);
    bool no_wrap =
        sum.delta < 0 || (sum.delta > 0 && l != nullptr && l->max <= max - sum.delta);
    if (l != nullptr && sum.delta != 0 && no_wrap && l->min >= minus(0, sum.delta)) {
      return true;
    }
  }
  if (is_clean_extension(v) && is_non_negative(v->args[0])) {
    return true;
  }
  return signed_.is_less_or_equal(zero_, v);
}

// ---- One fact and what follows from it ----

void Facts::update(Block* parent, Value* v, Value* w, Domain domain, uint8_t relation) {
  if (contradiction_) {
    return;
  }
  if (v == w) {
    contradiction_ = (relation & kEqual) == 0;
    return;
  }
  bool numeric = domain == kSigned || domain == kUnsigned;
  if (!numeric) {
    if (v == nullptr || w->id < v->id) {
      // Pairs are kept in the order of their numbers, null first.
      if (v != nullptr) {
        std::swap(v, w);
        relation = reversed(relation);
      }
    }
    if (!update_relation(v, w, domain, relation)) {
      return;
    }
  } else if (!update_order(v, w, domain, relation)) {
    contradiction_ = true;
    return;
  }
  if (is_integer_constant(v)) {
    std::swap(v, w);
    relation = reversed(relation);
  }
  if (v != nullptr && is_integer_constant(w) && !update_limits(v, w, domain, relation)) {
    contradiction_ = true;
    return;
  }
  if (!numeric) {
    return;
  }
  derive_slices(parent, v, w, domain, relation);
  if (relation == kLess || relation == (kLess | kEqual)) {
    std::swap(v, w);
    relation = reversed(relation);
  }
  derive_fence_posts(parent, v, w, domain, relation);
  derive_sums(parent, v, w, domain, relation);
  derive_extensions(parent, v, w, domain, relation);
}

bool Facts::update_order(Value* v, Value* w, Domain domain, uint8_t relation) {
  ValueOrder& order = domain == kSigned ? signed_ : unsigned_;
  switch (relation) {
    case kLess:
      return order.set_less(v, w);
    case kGreater:
      return order.set_less(w, v);
    case kLess | kEqual:
      return order.set_less_or_equal(v, w);
    case kGreater | kEqual:
      return order.set_less_or_equal(w, v);
    case kEqual:
      return order.set_equal(v, w);
    case kLess | kGreater:
      return order.set_not_equal(v, w);
    default:
      UNREACHABLE("a comparison that says nothing");
  }
}

// False: nothing new, or a contradiction.
bool Facts::update_relation(Value* v, Value* w, Domain domain, uint8_t relation) {
  Pair pair{v, w, domain};
  auto found = relations_.find(pair);
  uint8_t old = found == relations_.end() ? static_cast<uint8_t>(kAny) : found->second;
  if (old == relation) {
    return false;
  }
  old_relations_.push_back({pair, old});
  relations_[pair] = old & relation;
  contradiction_ = (old & relation) == 0;
  return !contradiction_;
}

// What is known of a value that no fact has named before.
static Limits first_limits(const Value* v, Domain domain) {
  Limits out;
  if (!is_integer_constant(v)) {
    return out;
  }
  uint64_t u = domain == kUnsigned ? unsigned_constant(v) : ux64(v->aux_int);
  auto n = static_cast<int64_t>(u);
  if (domain == kSigned || n >= 0) {
    out.min = out.max = n;
  }
  if (domain == kUnsigned || n >= 0) {
    out.umin = out.umax = u;
  }
  return out;
}

// Numbers next to the end of their range wrap: the code is then unreachable.
static Limits signed_limits(const Limits& old, int64_t c, uint8_t relation) {
  Limits now;
  switch (relation) {
    case kLess:
      now.max = minus(c, 1);
      break;
    case kLess | kEqual:
      now.max = c;
      break;
    case kGreater | kEqual:
      now.min = c;
      break;
    case kGreater:
      now.min = plus(c, 1);
      break;
    case kLess | kGreater:
      now = old;
      now.min = c == now.min ? plus(c, 1) : now.min;
      now.max = c == now.max ? minus(c, 1) : now.max;
      break;
    default:
      now.min = now.max = c;
  }
  if (now.min >= 0) {
    now.umin = ux64(now.min);
  }
  if (now.max != kMax64 && old.min >= 0 && now.max >= 0) {
    now.umax = ux64(now.max);
  }
  return now;
}

static Limits unsigned_limits(const Limits& old, uint64_t c, uint8_t relation) {
  Limits now;
  switch (relation) {
    case kLess:
      now.umax = c - 1;
      break;
    case kLess | kEqual:
      now.umax = c;
      break;
    case kGreater | kEqual:
      now.umin = c;
      break;
    case kGreater:
      now.umin = c + 1;
      break;
    case kLess | kGreater:
      now = old;
      now.umin = c == now.umin ? c + 1 : now.umin;
      now.umax = c == now.umax ? c - 1 : now.umax;
      break;
    default:
      now.umin = now.umax = c;
  }
  return now;
}

// v compared with the constant w. False: no number is left for v.
bool Facts::update_limits(Value* v, Value* w, Domain domain, uint8_t relation) {
  const Limits* known = limits(v);
  const Limits old = known != nullptr ? *known : first_limits(v, domain);
  Limits now;
  if (domain == kSigned) {
    now = signed_limits(old, w->aux_int, relation);
  } else if (domain == kUnsigned) {
    now = unsigned_limits(old, unsigned_constant(w), relation);
  }
  old_limits_.push_back({v->id, old});
  now = {std::max(old.min, now.min), std::min(old.max, now.max), std::max(old.umin, now.umin),
         std::min(old.umax, now.umax)};
  limits_[v->id] = now;
  return now.min <= now.max && now.umin <= now.umax;
}

// len(s) <= cap(s).
void Facts::derive_slices(Block* parent, Value* v, Value* w, Domain domain, uint8_t relation) {
  auto other = [](std::unordered_map<ValueId, Value*>& table, const Value* of) {
    auto found = table.find(of->args[0]->id);
    return found == table.end() ? nullptr : found->second;
  };
  const auto up = static_cast<uint8_t>(relation | kGreater);
  const auto down = static_cast<uint8_t>(relation | kLess);
  if (v->op == Op::SliceLen && (relation & kLess) == 0 && other(capacities_, v) != nullptr) {
    update(parent, other(capacities_, v), w, domain, up);
  }
  if (w->op == Op::SliceLen && (relation & kGreater) == 0 && other(capacities_, w) != nullptr) {
    update(parent, v, other(capacities_, w), domain, down);
  }
  if (v->op == Op::SliceCap && (relation & kGreater) == 0 && other(lengths_, v) != nullptr) {
    update(parent, other(lengths_, v), w, domain, down);
  }
  if (w->op == Op::SliceCap && (relation & kLess) == 0 && other(lengths_, w) != nullptr) {
    update(parent, v, other(lengths_, w), domain, up);
  }
}

// x+1 > w means x >= w, and the like. The relation is > or >= (or one that says nothing here).
void Facts::derive_fence_posts(Block* parent, Value* v, Value* w, Domain domain,
                               uint8_t relation) {
  ConstantSum a = as_constant_sum(v);
  ConstantSum b = as_constant_sum(w);
  if (relation == kGreater) {
    if (a.base != nullptr && a.delta == 1) {
      update(parent, a.base, w, domain, kGreater | kEqual);
    } else if (b.base != nullptr && b.delta == -1) {
      update(parent, v, b.base, domain, kGreater | kEqual);
    }
  } else if (relation == (kGreater | kEqual)) {
    if (a.base != nullptr && a.delta == -1) {
      // x-1 >= w, and x-1 does not wrap: x > w.
      const Limits* l = limits(a.base);
      int64_t lowest = !is_sum(v->op) ? 0 : is_wide_sum(v->op) ? kMin64 : min_int(32);
      if (l != nullptr &&
          ((domain == kSigned && l->min > lowest) || (domain == kUnsigned && l->umin > 0))) {
        update(parent, a.base, w, domain, kGreater);
      }
    } else if (b.base != nullptr && b.delta == 1) {
      const Limits* l = limits(b.base);
      bool wide = is_wide_sum(w->op);
      int64_t highest = wide ? kMax64 : largest(4);
      uint64_t uhighest = wide ? ~uint64_t{0} : 0xffffffff;
      if (l != nullptr && ((domain == kSigned && l->max < highest) ||
                           (domain == kUnsigned && l->umax < uhighest))) {
        update(parent, v, b.base, domain, kGreater);
      }
    }
  }
}

// x+delta > w (or >=), signed.
void Facts::derive_sums(Block* parent, Value* v, Value* w, Domain domain, uint8_t relation) {
  if (relation != kGreater && relation != (kGreater | kEqual)) {
    return;
  }
  ConstantSum sum = as_constant_sum(v);
  if (sum.base == nullptr || domain != kSigned) {
    return;
  }
  if (is_integer_constant(w)) {
    derive_from_constant_sum(parent, sum.base, sum.delta, w, relation);
    return;
  }
  // The sum is below x unless it wraps.
  const Limits* l = limits(sum.base);
  if (l == nullptr || sum.delta >= 0) {
    return;
  }
  int64_t lowest = sum.base->type->size == 8 ? kMin64 : min_int(32);
  if (l->min >= minus(lowest, sum.delta)) {
    update(parent, sum.base, w, kSigned, relation);
  }
}

// x+delta > c: x is above c-delta and not above the largest number minus delta; if the first of
// these wrapped, one of the two.
void Facts::derive_from_constant_sum(Block* parent, Value* x, int64_t delta, Value* w,
                                     uint8_t relation) {
  bool wide = x->type->size == 8;
  int64_t low = minus(w->aux_int, delta);
  int64_t high = minus(largest(x->type->size), delta);
  if (!wide) {
    low = sx32(low);
    high = sx32(high);
  }
  const Type* type = fn_.module->types.basic(wide ? Kind::Int64 : Kind::Int32);
  auto constant = [&](int64_t n) {
    Value* c = fn_.new_value(parent, wide ? Op::Const64 : Op::Const32, type, parent->pos);
    c->aux_int = n;
    return c;
  };
  Value* low_value = constant(low);
  Value* high_value = constant(high);
  const auto or_equal = static_cast<uint8_t>(relation | kEqual);
  if (low < high) {
    update(parent, x, low_value, kSigned, relation);
    update(parent, high_value, x, kSigned, or_equal);
    return;
  }
  const Limits* l = limits(x);
  if (l == nullptr) {
    return;
  }
  if (l->max <= low) {
    if ((relation & kEqual) == 0 || l->max < low) {
      update(parent, high_value, x, kSigned, or_equal);
    }
  } else if (l->min > high) {
    update(parent, x, low_value, kSigned, relation);
  }
}

void Facts::derive_extensions(Block* parent, Value* v, Value* w, Domain domain,
                              uint8_t relation) {
  auto fits = [domain](const Value* e) {
    return is_clean_extension(e) && (domain == kSigned) == e->args[0]->type->is_signed();
  };
  if (fits(v)) {
    update(parent, v->args[0], w, domain, relation);
  }
  if (fits(w)) {
    update(parent, v, w->args[0], domain, relation);
  }
}

}  // namespace prologo::ir
