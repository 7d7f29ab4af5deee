#include "backend/allocate/unsafe_points.h"

#include <algorithm>
#include <vector>

namespace prologo::alloc {

using namespace ir;

namespace {

bool reads_barrier_flag(const Value* v) {
  return v->aux.kind() == Aux::Kind::Symbol && v->aux.symbol()->name == "runtime.writeBarrier";
}

// The load of the write barrier's flag that decides a branch, or null.
const Value* barrier_load(const Block* b) {
  const Value* v = b->controls[0];
  while (v != nullptr && b->succs.size() == 2) {
    if (reads_barrier_flag(v)) {
      return v;
    }
    bool is_test = v->args.size() == 1 || (v->args.size() == 2 && v->args[0] == v->args[1]);
    v = is_test && v->block == b ? v->args[0] : nullptr;
  }
  return nullptr;
}

class UnsafePoints {
 public:
  explicit UnsafePoints(const Function& fn)
      : fn_(fn), flooded_(static_cast<size_t>(fn.block_count()), false) {}

  std::unordered_map<ValueId, bool> run() {
    for (const Block* b : fn_.blocks) {
      for (const Value* v : b->values) {
        if (fn_.no_split || info(v->op).has(kUnsafePoint)) {
          out_[v->id] = true;
        }
      }
    }
    if (!fn_.no_split) {
      for (const Block* b : fn_.blocks) {
        mark_barrier(b);
        mark_arithmetic(b);
      }
    }
    return std::move(out_);
  }

 private:
  const Function& fn_;
  std::vector<bool> flooded_;
  std::unordered_map<ValueId, bool> out_;

  // From the load on, and both arms: with the barrier and without.
  void mark_barrier(const Block* b) {
    const Value* load = barrier_load(b);
    if (load == nullptr || b->succs[0].block == b->succs[1].block) {
      return;
    }
    auto from = std::find(b->values.begin(), b->values.end(), load);
    for (; from != b->values.end(); ++from) {
      out_[(*from)->id] = true;
    }
    for (const Edge& e : b->succs) {
      for (const Value* v : e.block->values) {
        out_[v->id] = true;
      }
    }
  }

  // A uintptr becomes a pointer: everything back to the last call may hold the object by the
  // number alone.
  void mark_arithmetic(const Block* b) {
    for (size_t i = 0; i < b->values.size(); ++i) {
      const Value* v = b->values[i];
      if (v->op == Op::Convert && v->type->is_pointer_shaped()) {
        flood(b, i + 1);
      }
    }
  }

  void flood(const Block* from, size_t count) {
    struct Work {
      const Block* block;
      size_t count;  // of values from the start of the block
    };

    std::vector<Work> pending = {{from, count}};
    while (!pending.empty()) {
      Work work = pending.back();
      pending.pop_back();
      if (flooded_[work.block->id] || !mark_back(work.block, work.count)) {
        continue;
      }
      flooded_[work.block->id] = work.count == work.block->values.size();
      for (const Edge& e : work.block->preds) {
        pending.push_back({e.block, e.block->values.size()});
      }
    }
  }

  // False if a call ended it.
  bool mark_back(const Block* b, size_t count) {
    while (count-- > 0) {
      if (info(b->values[count]->op).has(kCall)) {
        return false;
      }
      out_[b->values[count]->id] = true;
    }
    return true;
  }
};

}  // namespace

std::unordered_map<ValueId, bool> find_unsafe_points(const Function& fn) {
  return UnsafePoints(fn).run();
}

}  // namespace prologo::alloc
