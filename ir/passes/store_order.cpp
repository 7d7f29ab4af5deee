#include "ir/passes/store_order.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "support/ensure.h"

namespace prologo::ir {

namespace {

class StoreOrder {
 public:
  explicit StoreOrder(const std::vector<Value*>& values) : values_(values) {}

  std::vector<Value*> run(bool only_for_nil_checks) {
    bool has_nil_check = collect();
    if (stores_.empty() || (only_for_nil_checks && !has_nil_check)) {
      return values_;
    }
    number_stores();
    for (Value* v : values_) {
      number(v);
    }
    std::vector<Value*> order = values_;
    std::stable_sort(order.begin(), order.end(), [this](const Value* a, const Value* b) {
      return number_.at(a) < number_.at(b);
    });
    sort_nil_checks(order);
    return order;
  }

 private:
  // The store with index i from the front has number 3i (from 1), a nil check that depends on
  // it 3i+1, other values 3i+2; i = 0 is the state at the block's start.
  const std::vector<Value*>& values_;
  std::vector<Value*> stores_;
  std::unordered_set<const Value*> used_;  // memory states that a store of the block takes
  std::unordered_map<const Value*, size_t> number_;
  std::unordered_set<const Value*> seen_;

  bool collect() {
    bool has_nil_check = false;
    for (Value* v : values_) {
      has_nil_check = has_nil_check || v->op == Op::NilCheck;
      if (!v->is_memory()) {
        continue;
      }
      stores_.push_back(v);
      if (v->op != Op::InitMem && v->op != Op::Phi) {
        used_.insert(v->memory_arg());
      }
    }
    return has_nil_check;
  }

  void number_stores() {
    Value* last = nullptr;
    for (Value* v : stores_) {
      if (used_.count(v) == 0) {
        ENSURE_MSG(last == nullptr, "two memory states are live at once");
        last = v;
      }
    }
    for (size_t n = stores_.size(); n > 0; --n) {
      number_[last] = 3 * n;
      seen_.insert(last);
      if (last->op == Op::InitMem || last->op == Op::Phi) {
        ENSURE(n == 1);
        break;
      }
      last = last->memory_arg();
    }
  }

  // Depth first without recursion: chains of arguments may be long.
  void number(Value* root) {
    if (!seen_.insert(root).second) {
      return;
    }
    std::vector<Value*> path = {root};
    while (!path.empty()) {
      Value* v = path.back();
      if (number_.count(v) != 0) {
        path.pop_back();
        continue;
      }
      if (v->op == Op::Phi) {
        number_[v] = 2;  // depends on nothing in this block
        path.pop_back();
        continue;
      }
      if (Value* next = unseen_arg(v)) {
        seen_.insert(next);
        path.push_back(next);
        continue;
      }
      number_[v] = 3 * latest_store(v) + (v->op == Op::NilCheck ? 1 : 2);
      path.pop_back();
    }
  }

  Value* unseen_arg(const Value* v) const {
    for (Value* arg : v->args) {
      if (arg->block == v->block && seen_.count(arg) == 0) {
        return arg;
      }
    }
    return nullptr;
  }

  size_t latest_store(const Value* v) const {
    size_t latest = 0;
    for (const Value* arg : v->args) {
      auto found = number_.find(arg);
      if (arg->block == v->block && found != number_.end()) {
        latest = std::max(latest, found->second / 3);
      }
    }
    return latest;
  }

  // The first in the source must be the first to fault.
  static void sort_nil_checks(std::vector<Value*>& order) {
    for (size_t begin = 0; begin < order.size(); ++begin) {
      size_t end = begin;
      while (end < order.size() && order[end]->op == Op::NilCheck) {
        ++end;
      }
      std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
                       order.begin() + static_cast<std::ptrdiff_t>(end),
                       [](const Value* a, const Value* b) { return a->pos < b->pos; });
      begin = end;
    }
  }
};

}  // namespace

std::vector<Value*> store_order(const Function& fn, const std::vector<Value*>& values) {
  return StoreOrder(values).run(fn.current_pass == "nilcheckelim");
}

}  // namespace prologo::ir
