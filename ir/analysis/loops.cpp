#include "ir/analysis/loops.h"

#include "ir/analysis/order.h"

namespace prologo::ir {

bool Loop::is_within(const Loop* other) const {
  if (other == nullptr) {
    return true;  // the function as a whole
  }
  for (const Loop* l = this; l != nullptr; l = l->outer) {
    if (l == other) {
      return true;
    }
  }
  return false;
}

static bool contains_call(const Block* b) {
  if (b->kind == BlockKind::Defer) {
    return true;
  }
  for (const Value* v : b->values) {
    if (info(v->op).has(kCall)) {
      return true;
    }
  }
  return false;
}

LoopNest::LoopNest(const Function& fn, const DominatorTree& dominators)
    : dominators_(dominators), by_block_(static_cast<size_t>(fn.block_count()), nullptr) {
  std::vector<bool> visited(static_cast<size_t>(fn.block_count()), false);
  std::vector<Block*> order = postorder(fn);
  for (Block* b : order) {
    place(b, visited);
    visited[b->id] = true;
  }
  // Depths are left at zero while the paths without calls are looked for: the comparison of
  // depths in ends_iteration is meant to see unnumbered loops.
  find_calls(order, visited.size());
  set_depths();
}

// The loop that the edge b -> succ says b is in: succ's own if succ is a header, or the
// nearest loop around succ whose header dominates b.
Loop* LoopNest::loop_through(Block* b, Block* succ, bool succ_visited) {
  Loop*& at_succ = by_block_[succ->id];
  if (dominators_.dominates(succ, b)) {
    if (at_succ == nullptr) {
      storage_.push_back({.header = succ});
      at_succ = &storage_.back();
      loops_.push_back(at_succ);
    }
    return at_succ;
  }
  if (!succ_visited) {
    has_irreducible_ = true;
    return at_succ;
  }
  Loop* loop = at_succ;
  if (loop != nullptr && !dominators_.dominates(loop->header, b)) {
    do {
      loop = loop->outer;
    } while (loop != nullptr && !dominators_.dominates(loop->header, b));
  }
  return loop;
}

void LoopNest::place(Block* b, const std::vector<bool>& visited) {
  Loop* innermost = nullptr;
  for (const Edge& e : b->succs) {
    Loop* loop = loop_through(b, e.block, visited[e.block->id]);
    if (loop == nullptr || loop == innermost) {
      continue;
    }
    if (innermost == nullptr) {
      innermost = loop;
    } else if (dominators_.strictly_dominates(innermost->header, loop->header)) {
      nest(innermost, loop);
      innermost = loop;
    } else if (dominators_.strictly_dominates(loop->header, innermost->header)) {
      nest(loop, innermost);
    }
  }
  if (innermost != nullptr) {
    by_block_[b->id] = innermost;
    ++innermost->block_count;
  }
}

// Records that `outer` contains `inner`, at its place among the loops already known around it.
void LoopNest::nest(Loop* outer, Loop* inner) {
  while (true) {
    Loop* around = inner->outer;
    while (around != nullptr && dominators_.strictly_dominates(outer->header, around->header)) {
      inner = around;
      around = inner->outer;
    }
    if (around == outer) {
      return;
    }
    inner->outer = outer;
    outer->is_inner = false;
    if (around == nullptr) {
      return;
    }
    inner = outer;
    outer = around;
  }
}

void LoopNest::set_depths() {
  for (Loop* loop : loops_) {
    loop->depth = 0;
    for (const Loop* l = loop; l != nullptr; l = l->outer) {
      ++loop->depth;
    }
  }
}

bool LoopNest::ends_iteration(const Loop* loop, const Block* b) const {
  const Loop* at = loop_of(b);
  return b == loop->header || at == nullptr || (at != loop && at->depth <= loop->depth);
}

void LoopNest::find_calls(const std::vector<Block*>& order, size_t block_count) {
  // Blocks that a walk must not enter (again): those with calls, and those seen before.
  std::vector<bool> closed(block_count, false);
  for (const Block* b : order) {
    closed[b->id] = contains_call(b);
  }
  for (Loop* loop : loops_) {
    loop->call_on_every_path = closed[loop->header->id] || !has_call_free_path(loop, closed);
  }
}

bool LoopNest::has_call_free_path(const Loop* loop, std::vector<bool>& closed) const {
  std::vector<const Block*> pending;
  for (const Edge& e : loop->header->succs) {
    if (!ends_iteration(loop, e.block)) {
      pending.push_back(e.block);
    }
  }
  while (!pending.empty()) {
    const Block* b = pending.back();
    pending.pop_back();
    if (closed[b->id]) {
      continue;
    }
    closed[b->id] = true;
    bool found = false;
    for (const Edge& e : b->succs) {
      found = found || ends_iteration(loop, e.block);
      if (!closed[e.block->id]) {
        pending.push_back(e.block);
      }
    }
    if (found) {
      return true;
    }
  }
  return false;
}

}  // namespace prologo::ir
