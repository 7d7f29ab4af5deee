// Turns forward references (a variable read in a block that does not define it) into phis and
// copies. Two ways, as in Go, because they number values differently: small functions look the
// definition up through the predecessors; large ones place phis on dominance frontiers.

#include <algorithm>

#include "frontend/lower/build/builder.h"
#include "ir/analysis/dominators.h"
#include "ir/analysis/order.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Block;
using ir::Value;

// What insertion needs of the Builder.
class PhiInserter {
 public:
  explicit PhiInserter(Builder& builder)
      : builder_(builder), fn_(builder.f_), definitions_(builder.block_definitions_) {
    definitions_.resize(static_cast<size_t>(fn_.block_count()), nullptr);
    for (Builder::Definitions*& d : definitions_) {
      if (d == nullptr) {
        d = &builder_.definitions_storage_.emplace_back();
      }
    }
  }

 protected:
  using Key = Builder::Key;

  Value* find(const Block* b, Key key) const {
    const Builder::Definitions& d = *definitions_[static_cast<size_t>(b->id)];
    auto it = d.find(key);
    return it == d.end() ? nullptr : it->second;
  }

  void define(const Block* b, Key key, Value* v) {
    (*definitions_[static_cast<size_t>(b->id)])[key] = v;
  }

  const Builder::Definitions& all(const Block* b) const {
    return *definitions_[static_cast<size_t>(b->id)];
  }

  Key key_of(const Value* v) const { return builder_.forward_keys_.at(v); }

  void set_key(const Value* v, Key key) { builder_.forward_keys_[v] = key; }

  void name(Key key, Value* v) {
    if (auto it = builder_.variable_keys_.find(key); it != builder_.variable_keys_.end()) {
      builder_.name_value(it->second, v);
    }
  }

  static void make_copy(Value* v, Value* of) {
    v->op = ir::Op::Copy;
    ir::add_arg(v, of);
  }

  Value* new_unknown() {
    return builder_.entry_value(ir::Op::Unknown, builder_.basic(ir::Kind::Int));
  }

  Builder& builder_;
  ir::Function& fn_;
  std::vector<Builder::Definitions*>& definitions_;
};

namespace {

// ---- Up to five hundred blocks ----

class SmallInserter : public PhiInserter {
 public:
  using PhiInserter::PhiInserter;

  void run();

 private:
  void resolve(Value* v);
  Value* outgoing(Block* b, const ir::Type* type, Key key, Pos pos);
  void find_reachable();

  std::vector<Value*> work_;
  std::vector<bool> reachable_;
};

void SmallInserter::find_reachable() {
  reachable_.assign(static_cast<size_t>(fn_.block_count()), false);
  std::vector<Block*> todo{fn_.entry};
  reachable_[static_cast<size_t>(fn_.entry->id)] = true;
  while (!todo.empty()) {
    Block* b = todo.back();
    todo.pop_back();
    for (const ir::Edge& e : b->succs) {
      if (!reachable_[static_cast<size_t>(e.block->id)]) {
        reachable_[static_cast<size_t>(e.block->id)] = true;
        todo.push_back(e.block);
      }
    }
  }
}

void SmallInserter::run() {
  find_reachable();
  for (Block* b : fn_.blocks) {
    for (Value* v : b->values) {
      if (v->op == ir::Op::FwdRef) {
        work_.push_back(v);
        if (find(b, key_of(v)) == nullptr) {
          define(b, key_of(v), v);
        }
      }
    }
  }
  while (!work_.empty()) {
    Value* v = work_.back();
    work_.pop_back();
    resolve(v);
  }
}

void SmallInserter::resolve(Value* v) {
  Block* b = v->block;
  ENSURE_MSG(b != fn_.entry, "a variable is used before the function begins");
  if (!reachable_[static_cast<size_t>(b->id)]) {
    v->op = ir::Op::Unknown;
    return;
  }
  std::vector<Value*> args;
  for (const ir::Edge& e : b->preds) {
    args.push_back(outgoing(e.block, v->type, key_of(v), v->pos));
  }
  // A phi only if there are two different values, itself not counted.
  Value* only = nullptr;
  for (Value* arg : args) {
    if (arg == v || arg == only) {
      continue;
    }
    if (only != nullptr) {
      v->op = ir::Op::Phi;
      for (Value* a : args) {
        ir::add_arg(v, a);
      }
      return;
    }
    only = arg;
  }
  ENSURE(only != nullptr);
  make_copy(v, only);
}

// The variable's value at the end of b; asks on through single predecessors, else leaves a new
// reference there for later.
Value* SmallInserter::outgoing(Block* b, const ir::Type* type, Key key, Pos pos) {
  for (;;) {
    if (Value* v = find(b, key)) {
      return v;
    }
    if (b->preds.size() != 1) {
      break;
    }
    b = b->preds[0].block;
    if (!reachable_[static_cast<size_t>(b->id)]) {
      break;
    }
  }
  Value* v = fn_.new_value(b, ir::Op::FwdRef, type, pos);
  set_key(v, key);
  define(b, key, v);
  name(key, v);
  work_.push_back(v);
  return v;
}

// ---- More ----

class LargeInserter : public PhiInserter {
 public:
  explicit LargeInserter(Builder& builder) : PhiInserter(builder), tree_(builder_function()) {}

  void run();

 private:
  struct Tracked {
    Key key;
    const ir::Type* type;
    std::vector<Block*> defined_in;
  };

  // A step of the walk over the dominator tree: a block to visit, or a value to put back.
  struct Step {
    Block* block = nullptr;
    size_t number = 0;
    Value* value = nullptr;
  };

  const ir::Function& builder_function() { return fn_; }

  void collect();
  void compute_levels();
  void place_phis(size_t number);
  void walk_subtree(size_t number, Block* root, std::vector<bool>& queued,
                    std::vector<bool>& has_phi, std::vector<bool>& has_definition);
  void resolve();
  void visit(Block* b, std::vector<Step>& steps);

  bool is_deeper(size_t i, size_t j) const {
    return level_[id(heap_[i])] > level_[id(heap_[j])];
  }

  void push_heap(Block* b);
  void sift_down(size_t i, size_t size);
  Block* pop_heap();

  size_t id(const Block* b) const { return static_cast<size_t>(b->id); }

  ir::DominatorTree tree_;
  std::vector<Tracked> tracked_;
  std::unordered_map<Key, size_t> numbers_;
  std::vector<int> level_;
  std::vector<Block*> heap_;  // deepest first
  std::vector<Value*> current_;
  Value* placeholder_ = nullptr;
};

void LargeInserter::run() {
  collect();
  if (tracked_.empty()) {
    return;
  }
  for (Block* b : fn_.blocks) {
    for (const auto& [key, v] : all(b)) {
      if (auto it = numbers_.find(key); it != numbers_.end()) {
        tracked_[it->second].defined_in.push_back(b);
      }
    }
  }
  compute_levels();
  placeholder_ = new_unknown();
  for (size_t i = 0; i < tracked_.size(); i++) {
    place_phis(i);
  }
  resolve();
  for (Block* b : fn_.blocks) {
    for (Value* v : b->values) {
      if (v->op == ir::Op::Phi) {
        v->aux_int = 0;
      } else if (v->op == ir::Op::FwdRef) {
        v->op = ir::Op::Unknown;  // never reached
      }
    }
  }
}

// The variables that are read in another block than they are set in.
void LargeInserter::collect() {
  for (Block* b : fn_.blocks) {
    for (Value* v : b->values) {
      if (v->op != ir::Op::FwdRef) {
        continue;
      }
      Key key = key_of(v);
      if (b->preds.size() == 1) {
        if (Value* before = find(b->preds[0].block, key)) {
          make_copy(v, before);
          continue;
        }
      }
      if (numbers_.emplace(key, tracked_.size()).second) {
        tracked_.push_back({key, v->type, {}});
      }
    }
  }
}

void LargeInserter::compute_levels() {
  level_.assign(static_cast<size_t>(fn_.block_count()), 0);
  std::vector<Block*> todo{fn_.entry};
  while (!todo.empty()) {
    Block* b = todo.back();
    todo.pop_back();
    for (Block* c = tree_.child(b); c != nullptr; c = tree_.sibling(c)) {
      level_[id(c)] = level_[id(b)] + 1;
      todo.push_back(c);
    }
  }
}

void LargeInserter::push_heap(Block* b) {
  size_t i = heap_.size();
  heap_.push_back(b);
  while (i > 0 && is_deeper(i, (i - 1) / 2)) {
    std::swap(heap_[i], heap_[(i - 1) / 2]);
    i = (i - 1) / 2;
  }
}

void LargeInserter::sift_down(size_t i, size_t size) {
  for (;;) {
    size_t child = 2 * i + 1;
    if (child >= size) {
      return;
    }
    if (child + 1 < size && is_deeper(child + 1, child)) {
      child++;
    }
    if (!is_deeper(child, i)) {
      return;
    }
    std::swap(heap_[i], heap_[child]);
    i = child;
  }
}

Block* LargeInserter::pop_heap() {
  std::swap(heap_.front(), heap_.back());
  sift_down(0, heap_.size() - 1);
  Block* top = heap_.back();
  heap_.pop_back();
  return top;
}

// From the deepest definition to the shallowest: edges that leave what it dominates need a phi.
void LargeInserter::place_phis(size_t number) {
  auto blocks = static_cast<size_t>(fn_.block_count());
  std::vector<bool> queued(blocks);
  std::vector<bool> has_phi(blocks);
  std::vector<bool> has_definition(blocks);
  heap_.clear();
  for (Block* b : tracked_[number].defined_in) {
    has_definition[id(b)] = true;
    heap_.push_back(b);
  }
  for (size_t i = heap_.size() / 2; i-- > 0;) {
    sift_down(i, heap_.size());
  }
  while (!heap_.empty()) {
    walk_subtree(number, pop_heap(), queued, has_phi, has_definition);
  }
}

void LargeInserter::walk_subtree(size_t number, Block* root, std::vector<bool>& queued,
                                 std::vector<bool>& has_phi,
                                 std::vector<bool>& has_definition) {
  const Tracked& variable = tracked_[number];
  std::vector<Block*> todo{root};
  queued[id(root)] = true;
  while (!todo.empty()) {
    Block* b = todo.back();
    todo.pop_back();
    for (const ir::Edge& e : b->succs) {
      Block* c = e.block;
      if (level_[id(c)] > level_[id(root)] || has_phi[id(c)]) {
        continue;
      }
      has_phi[id(c)] = true;
      Value* phi = fn_.new_value(c, ir::Op::Phi, variable.type, root->pos);
      phi->aux_int = static_cast<int64_t>(number);
      name(variable.key, phi);
      for (size_t i = 0; i < c->preds.size(); i++) {
        ir::add_arg(phi, placeholder_);
      }
      if (!has_definition[id(c)]) {
        has_definition[id(c)] = true;
        push_heap(c);
      }
    }
    for (Block* c = tree_.child(b); c != nullptr; c = tree_.sibling(c)) {
      if (!queued[id(c)]) {
        queued[id(c)] = true;
        todo.push_back(c);
      }
    }
  }
}

// Down the dominator tree with the value each variable has on the way.
void LargeInserter::resolve() {
  current_.assign(tracked_.size(), placeholder_);
  std::vector<Step> steps{{fn_.entry}};
  while (!steps.empty()) {
    Step step = steps.back();
    steps.pop_back();
    if (step.block == nullptr) {
      current_[step.number] = step.value;
    } else {
      visit(step.block, steps);
    }
  }
}

void LargeInserter::visit(Block* b, std::vector<Step>& steps) {
  auto set = [&](size_t number, Value* v) {
    steps.push_back({nullptr, number, current_[number]});
    current_[number] = v;
  };
  for (Value* v : b->values) {
    if (v->op == ir::Op::Phi) {
      set(static_cast<size_t>(v->aux_int), v);
    }
  }
  for (Value* v : b->values) {
    if (v->op == ir::Op::FwdRef) {
      make_copy(v, current_[numbers_.at(key_of(v))]);
    }
  }
  for (const auto& [key, v] : all(b)) {
    if (auto it = numbers_.find(key); it != numbers_.end()) {
      set(it->second, v);
    }
  }
  for (const ir::Edge& e : b->succs) {
    // While phis are being placed they stand at the end of their block.
    for (size_t j = e.block->values.size(); j-- > 0;) {
      Value* phi = e.block->values[j];
      if (phi->op != ir::Op::Phi) {
        break;
      }
      Value* v = current_[static_cast<size_t>(phi->aux_int)];
      if (v->op != ir::Op::Unknown) {
        ir::set_arg(phi, static_cast<size_t>(e.index), v);
      }
    }
  }
  for (Block* c = tree_.child(b); c != nullptr; c = tree_.sibling(c)) {
    steps.push_back({c});
  }
}

}  // namespace

void Builder::insert_phis() {
  constexpr size_t kSmall = 500;
  if (f_.blocks.size() <= kSmall) {
    SmallInserter(*this).run();
  } else {
    LargeInserter(*this).run();
  }
}

}  // namespace prologo::lower
