// Channels: a ring of values and two queues of waiting goroutines. A value goes straight to a
// goroutine that waits for it, from stack to stack: a blocked goroutine's stack does not move.

#include "runtime/chan.h"

#include "runtime/alloc.h"
#include "runtime/errors.h"
#include "runtime/machine.h"
#include "runtime/schedule.h"

namespace prologo::runtime {

extern "C" const uint8_t send_on_closed_entry[] asm("runtime.sendOnClosed");

namespace {

constexpr uint64_t kMaxBytes = uint64_t{1} << 47;

Waiter* free_waiters = nullptr;

void unlink(Waiter* w) {
  WaitQueue& queue = w->is_send ? w->chan->senders : w->chan->receivers;
  (w->previous != nullptr ? w->previous->next : queue.first) = w->next;
  (w->next != nullptr ? w->next->previous : queue.last) = w->previous;
}

// The goroutine leaves all queues it stands in.
void release_waiters(G* g) {
  while (Waiter* w = g->waiter) {
    g->waiter = w->next_case;
    unlink(w);
    w->next_case = free_waiters;
    free_waiters = w;
  }
}

// A goroutine whose channel was closed while it wanted to send panics where it stands.
void raise_in(G* g) {
  g->sched.sp -= sizeof(uintptr_t);
  *reinterpret_cast<uintptr_t*>(g->sched.sp) = g->sched.pc;
  g->sched.pc = reinterpret_cast<uintptr_t>(send_on_closed_entry);
}

// The waiter's operation has been done, or the channel was closed.
void finish(Waiter* w, bool by_close) {
  G* g = w->g;
  bool received = !w->is_send && !by_close;
  if (w->index >= 0) {
    g->results->reg[0] = static_cast<uint64_t>(w->index);
    g->results->reg[1] = received;
  } else {
    g->sched.ret = received;
  }
  if (w->is_send && by_close) {
    raise_in(g);
  }
  release_waiters(g);
  make_ready(g);
}

void copy(const Chan* c, void* to, const void* from) {
  if (to != nullptr) {
    __builtin_memmove(to, from, c->elem_size);
  }
}

uint8_t* slot(Chan* c, uint64_t& at) {
  uint8_t* place = c->buffer + at * c->elem_size;
  at = at + 1 == c->capacity ? 0 : at + 1;
  return place;
}

// Where the collector would find pointers in a channel's head.
void* allocate_head() {
  static constexpr uint8_t kPointers[] = {0x84, 0x07};
  static constexpr Type kHead = {.size = sizeof(Chan),
                                 .ptrdata = sizeof(Chan),
                                 .hash = 0,
                                 .tflag = 0,
                                 .align = 8,
                                 .field_align = 8,
                                 .kind = static_cast<uint8_t>(Kind::Struct),
                                 .equal = nullptr,
                                 .gcdata = kPointers,
                                 .str = 0,
                                 .ptr_to_this = 0};
  return allocate(sizeof(Chan), &kHead);
}

}  // namespace

void enqueue(Chan* c, void* elem, bool is_send, int64_t index) {
  Waiter* w = free_waiters;
  if (w != nullptr) {
    free_waiters = w->next_case;
  } else {
    w = static_cast<Waiter*>(allocate_permanent(sizeof(Waiter)));
  }
  G* g = current();
  WaitQueue& queue = is_send ? c->senders : c->receivers;
  *w = {g, c, elem, queue.last, nullptr, g->waiter, index, is_send};
  (queue.last != nullptr ? queue.last->next : queue.first) = w;
  queue.last = w;
  g->waiter = w;
}

bool try_send(Chan* c, const void* elem) {
  if (c->closed) {
    panic_plain("send on closed channel");
  }
  if (Waiter* w = c->receivers.first) {
    copy(c, w->elem, elem);
    finish(w, false);
    return true;
  }
  if (c->count == c->capacity) {
    return false;
  }
  copy(c, slot(c, c->send_at), elem);
  c->count++;
  return true;
}

Outcome try_receive(Chan* c, void* elem) {
  if (c->count != 0) {
    uint8_t* place = slot(c, c->receive_at);
    copy(c, elem, place);
    Waiter* w = c->senders.first;
    if (w != nullptr) {
      // The buffer is full: the sender's value takes the place, which is now the last.
      copy(c, place, w->elem);
      c->send_at = c->receive_at;
      finish(w, false);
    } else {
      __builtin_memset(place, 0, c->elem_size);
      c->count--;
    }
    return {true, true};
  }
  if (Waiter* w = c->senders.first) {
    copy(c, elem, w->elem);
    finish(w, false);
    return {true, true};
  }
  if (c->closed) {
    if (elem != nullptr) {
      __builtin_memset(elem, 0, c->elem_size);
    }
    return {true, false};
  }
  return {false, false};
}

namespace {

bool receive(Chan* c, void* elem) {
  if (c == nullptr) {
    park("chan receive (nil chan)");
  }
  Outcome outcome = try_receive(c, elem);
  if (!outcome.done) {
    enqueue(c, elem, false, -1);
    park("chan receive");
  }
  return outcome.received;
}

}  // namespace

extern "C" {

Chan* rt_makechan(const ChanType* t, int64_t capacity) {
  uint64_t bytes = 0;
  bool overflow =
      __builtin_mul_overflow(t->elem->size, static_cast<uint64_t>(capacity), &bytes);
  if (capacity < 0 || overflow || bytes > kMaxBytes) {
    panic_plain("makechan: size out of range");
  }
  auto* c = static_cast<Chan*>(allocate_head());
  c->capacity = static_cast<uint64_t>(capacity);
  c->elem = t->elem;
  c->elem_size = static_cast<uint16_t>(t->elem->size);
  c->buffer = static_cast<uint8_t*>(allocate(bytes, t->elem));
  return c;
}

Chan* rt_makechan64(const ChanType* t, int64_t capacity) { return rt_makechan(t, capacity); }

void rt_chansend1(Chan* c, void* elem) {
  if (c == nullptr) {
    park("chan send (nil chan)");
  }
  if (!try_send(c, elem)) {
    enqueue(c, elem, true, -1);
    park("chan send");
  }
}

[[noreturn]] void rt_sendOnClosed() { panic_plain("send on closed channel"); }

void rt_chanrecv1(Chan* c, void* elem) { receive(c, elem); }

bool rt_chanrecv2(Chan* c, void* elem) { return receive(c, elem); }

void rt_closechan(Chan* c) {
  if (c == nullptr) {
    panic_plain("close of nil channel");
  }
  if (c->closed) {
    panic_plain("close of closed channel");
  }
  c->closed = true;
  while (Waiter* w = c->receivers.first) {
    if (w->elem != nullptr) {
      __builtin_memset(w->elem, 0, c->elem_size);
    }
    finish(w, true);
  }
  while (Waiter* w = c->senders.first) {
    finish(w, true);
  }
}

bool rt_selectnbsend(Chan* c, const void* elem) { return c != nullptr && try_send(c, elem); }

Pair<uint64_t> rt_selectnbrecv(void* elem, Chan* c) {
  if (c == nullptr) {
    return {0, 0};
  }
  Outcome outcome = try_receive(c, elem);
  return {outcome.done, outcome.received};
}

}  // extern "C"

}  // namespace prologo::runtime
