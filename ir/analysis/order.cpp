#include "ir/analysis/order.h"

namespace prologo::ir {

std::vector<Block*> postorder(const Function& fn) {
  struct Visit {
    Block* block;
    size_t next_succ;
  };

  std::vector<bool> seen(static_cast<size_t>(fn.block_count()), false);
  std::vector<Block*> order;
  order.reserve(fn.blocks.size());
  std::vector<Visit> path = {{fn.entry, 0}};
  seen[fn.entry->id] = true;
  while (!path.empty()) {
    Visit& top = path.back();
    if (top.next_succ == top.block->succs.size()) {
      order.push_back(top.block);
      path.pop_back();
      continue;
    }
    Block* succ = top.block->succs[top.next_succ++].block;
    if (!seen[succ->id]) {
      seen[succ->id] = true;
      path.push_back({succ, 0});
    }
  }
  return order;
}

}  // namespace prologo::ir
