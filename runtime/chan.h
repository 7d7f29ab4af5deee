#pragma once
// What channel operations and select share: waiting goroutines, and the attempts that do not
// wait.

#include "runtime/layout.h"

namespace prologo::runtime {

// A goroutine that waits at one channel.
struct Waiter {
  G* g;
  Chan* chan;
  void* elem;  // value to send, or where to put one; null: nowhere
  Waiter* previous;
  Waiter* next;
  Waiter* next_case;  // of the same select, or of free waiters
  int64_t index;      // number of the case; negative outside of a select
  bool is_send;
};

// Whether the operation could be done at once. Receiving from a closed channel gives zero.
struct Outcome {
  bool done;
  bool received;  // a value, not the zero of a closed channel
};

// Panics if the channel is closed. The channel is not null.
bool try_send(Chan* c, const void* elem);
Outcome try_receive(Chan* c, void* elem);

// The current goroutine joins the queue of the channel.
void enqueue(Chan* c, void* elem, bool is_send, int64_t index);

}  // namespace prologo::runtime
