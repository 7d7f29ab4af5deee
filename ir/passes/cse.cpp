// Common subexpressions: values are parted into classes, first by operation, type and
// attributes, then ever finer by the classes of their arguments; of what is left together, a
// value that dominates another takes its uses. Reorders commutative arguments by class.

#include <algorithm>

#include "ir/analysis/dominators.h"
#include "ir/analysis/go_sort.h"
#include "ir/analysis/type_order.h"
#include "ir/passes/passes.h"

namespace prologo::ir {

namespace {

class CommonValues {
 public:
  explicit CommonValues(Function& fn)
      : fn_(fn),
        class_(static_cast<size_t>(fn.value_count())),
        replacement_(static_cast<size_t>(fn.value_count()), nullptr) {}

  void run() {
    partition();
    number_classes();
    bool change = true;
    while (change) {
      change = refine();
    }
    choose();
    replace();
  }

 private:
  using Class = std::vector<Value*>;

  Function& fn_;
  std::vector<Class> classes_;
  std::vector<int32_t> class_;  // by value: its class, negative if it is alone
  int32_t next_class_ = 1;
  std::vector<Value*> replacement_;

  int32_t& class_of(const Value* v) { return class_[static_cast<size_t>(v->id)]; }

  // Attributes in the order of their first use; the numbers outlive the pass.
  int number_of(const Aux& aux) {
    auto [found, is_new] = fn_.aux_numbers.emplace(aux.raw(), 0);
    if (is_new) {
      found->second = static_cast<int>(fn_.aux_numbers.size());
    }
    return found->second;
  }

  static bool is_selector(Op op) {
    return op == Op::Select0 || op == Op::Select1 || op == Op::SelectN;
  }

  int compare(const Value* v, const Value* w) {
    auto three_way = [](auto a, auto b) { return a < b ? -1 : a > b ? 1 : 0; };
    if (v->op != w->op) {
      return three_way(go_order(v->op), go_order(w->op));
    }
    if (v->aux_int != w->aux_int) {
      return three_way(v->aux_int, w->aux_int);
    }
    if (v->args.size() != w->args.size()) {
      return three_way(v->args.size(), w->args.size());
    }
    if (v->op == Op::Phi && v->block != w->block) {
      return three_way(v->block->id, w->block->id);
    }
    // Selectors of one tuple must meet whatever their types.
    if (!is_selector(v->op)) {
      if (int types = compare_types(v->type, w->type); types != 0) {
        return types;
      }
    }
    if (v->aux == w->aux) {
      return 0;
    }
    if (!v->aux || !w->aux) {
      return v->aux ? 1 : -1;
    }
    return three_way(number_of(v->aux), number_of(w->aux));
  }

  void partition() {
    Class all;
    for (const Block* b : fn_.blocks) {
      for (Value* v : b->values) {
        if (!v->is_memory()) {
          number_of(v->aux);
          all.push_back(v);
        }
      }
    }
    std::sort(all.begin(), all.end(), [this](const Value* v, const Value* w) {
      int order = compare(v, w);
      return order != 0 ? order < 0 : v->id < w->id;
    });
    for (size_t i = 0; i < all.size();) {
      size_t end = i + 1;
      while (end < all.size() && compare(all[i], all[end]) == 0) {
        ++end;
      }
      if (end - i > 1) {
        classes_.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(i),
                              all.begin() + static_cast<std::ptrdiff_t>(end));
      }
      i = end;
    }
  }

  void number_classes() {
    for (const Block* b : fn_.blocks) {
      for (const Value* v : b->values) {
        class_of(v) = -v->id;
      }
    }
    for (const Class& members : classes_) {
      for (const Value* v : members) {
        class_of(v) = next_class_;
      }
      ++next_class_;
    }
  }

  int compare_args(const Value* v, const Value* w) {
    for (size_t i = 0; i < v->args.size(); ++i) {
      int32_t a = class_of(v->args[i]);
      int32_t b = class_of(w->args[i]);
      if (a != b) {
        return a < b ? -1 : 1;
      }
    }
    return 0;
  }

  // Splits each class where arguments differ. New classes are looked at in the same round.
  bool refine() {
    bool change = false;
    for (size_t i = 0; i < classes_.size();) {
      Class& members = classes_[i];
      if (info(members[0]->op).has(kCommutative)) {
        for (Value* v : members) {
          if (class_of(v->args[0]) > class_of(v->args[1])) {
            std::swap(v->args[0], v->args[1]);
          }
        }
      }
      go_sort(members,
              [this](const Value* v, const Value* w) { return compare_args(v, w) < 0; });
      std::vector<Class> parts;
      for (Value* v : members) {
        if (parts.empty() || compare_args(parts.back().back(), v) != 0) {
          parts.emplace_back();
        }
        parts.back().push_back(v);
      }
      if (parts.size() == 1) {
        ++i;
        continue;
      }
      classes_[i] = std::move(classes_.back());
      classes_.pop_back();
      add_parts(std::move(parts));
      change = true;
    }
    return change;
  }

  void add_parts(std::vector<Class> parts) {
    for (Class& part : parts) {
      if (part.size() == 1) {
        class_of(part[0]) = -part[0]->id;
        continue;
      }
      for (const Value* v : part) {
        class_of(v) = next_class_;
      }
      ++next_class_;
      classes_.push_back(std::move(part));
    }
  }

  void choose() {
    DominatorTree tree(fn_);
    for (Class& members : classes_) {
      go_sort(members, [&tree](const Value* v, const Value* w) {
        return tree.entry(v->block) < tree.entry(w->block);
      });
      for (size_t i = 0; i + 1 < members.size(); ++i) {
        const Value* v = members[i];
        if (v == nullptr) {
          continue;
        }
        Value* keeper = members[i];
        // In this order, what v dominates follows it without a gap.
        for (size_t j = i + 1; j < members.size(); ++j) {
          Value*& w = members[j];
          if (w == nullptr) {
            continue;
          }
          if (!tree.dominates(v->block, w->block)) {
            break;
          }
          replacement_[static_cast<size_t>(w->id)] = keeper;
          w = nullptr;
        }
      }
    }
  }

  void replace() {
    for (Block* b : fn_.blocks) {
      for (Value* v : b->values) {
        for (size_t i = 0; i < v->args.size(); ++i) {
          Value* old = v->args[i];
          Value* by = replacement_[static_cast<size_t>(old->id)];
          if (by == nullptr) {
            continue;
          }
          if (old->pos.mark == StatementMark::Yes && old->block == v->block &&
              old->pos.line == v->pos.line) {
            v->pos.mark = StatementMark::Yes;
            old->pos.mark = StatementMark::No;
          }
          set_arg(v, i, by);
        }
      }
      for (size_t i = 0; i < 2; ++i) {
        Value* control = b->controls[i];
        Value* by =
            control == nullptr ? nullptr : replacement_[static_cast<size_t>(control->id)];
        if (by != nullptr && control->op != Op::NilCheck) {
          replace_control(b, i, by);
        }
      }
    }
  }
};

}  // namespace

void eliminate_common(Function& fn) { CommonValues(fn).run(); }

}  // namespace prologo::ir
