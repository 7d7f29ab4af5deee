// Select over several channels: the cases are tried in random order; if none can go on, the
// goroutine waits at all of them.

#include "runtime/chan.h"
#include "runtime/machine.h"
#include "runtime/random.h"
#include "runtime/schedule.h"

namespace prologo::runtime {

namespace {

// The numbers below `count` in random order.
void shuffle(uint16_t* order, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    auto at = static_cast<int64_t>(rt_fastrand() % static_cast<uint64_t>(i + 1));
    order[i] = order[at];
    order[at] = static_cast<uint16_t>(i);
  }
}

void set_results(Block* block, int64_t index, bool received) {
  block->reg[0] = static_cast<uint64_t>(index);
  block->reg[1] = received;
}

}  // namespace

extern "C" {

// (cases, order, pcs, number of sends, of receives, may wait) -> (case or -1, received). Sends
// come first in the table; `order` has room for all numbers.
void rt_selectgo(Block* block) {
  auto* cases = reinterpret_cast<SelectCase*>(block->reg[0]);
  auto* order = reinterpret_cast<uint16_t*>(block->reg[1]);
  auto sends = static_cast<int64_t>(block->reg[3]);
  int64_t count = sends + static_cast<int64_t>(block->reg[4]);
  bool may_wait = (block->reg[5] & 0xff) != 0;
  shuffle(order, count);
  for (int64_t i = 0; i < count; i++) {
    const SelectCase& entry = cases[order[i]];
    if (entry.chan == nullptr) {
      continue;
    }
    if (order[i] < sends) {
      if (try_send(entry.chan, entry.elem)) {
        return set_results(block, order[i], false);
      }
    } else if (Outcome outcome = try_receive(entry.chan, entry.elem); outcome.done) {
      return set_results(block, order[i], outcome.received);
    }
  }
  if (!may_wait) {
    return set_results(block, -1, false);
  }
  current()->results = block;
  for (int64_t i = 0; i < count; i++) {
    if (cases[i].chan != nullptr) {
      enqueue(cases[i].chan, cases[i].elem, i < sends, i);
    }
  }
  park("select");
}

[[noreturn]] void rt_block() { park("select (no cases)"); }

}  // extern "C"

}  // namespace prologo::runtime
