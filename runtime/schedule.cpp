// Order as on one processor of Go's: what became ready last runs next, the others wait in turn.

#include "runtime/schedule.h"

#include "runtime/alloc.h"
#include "runtime/machine.h"
#include "runtime/stack.h"
#include "runtime/traceback.h"

namespace prologo::runtime {

G* all_goroutines = nullptr;

extern "C" {
extern const uint8_t goexit_entry[] asm("runtime.goexit");
#pragma GCC visibility push(default)
[[gnu::weak]] extern const uint8_t unchecked_stack[] asm("go.uncheckedstack");
#pragma GCC visibility pop
}

namespace {

constexpr int64_t kFirstUserId = 5;  // Go's own goroutines have those between main's and this
// Of programs with functions that do not see to their stack: as much as C programs have.
constexpr uint64_t kUncheckedStack = 8 * 1024 * 1024;
constexpr uint64_t kFairness = 61;  // so often the queue goes before the one made ready last

struct Queue {
  G* first = nullptr;
  G* last = nullptr;

  void add(G* g) {
    g->next = nullptr;
    (first == nullptr ? first : last->next) = g;
    last = g;
  }

  G* take() {
    G* g = first;
    if (g != nullptr) {
      first = g->next;
    }
    return g;
  }
};

Queue runnable;
Queue dead;
G* runs_next = nullptr;
G* last_made = nullptr;
int64_t next_id = 1;
int64_t living = 0;
uint64_t turns = 0;

G* take_or_make() {
  if (G* g = dead.take()) {
    return g;
  }
  auto* g = static_cast<G*>(allocate_permanent(sizeof(G)));
  g->m = &m0;
  (last_made == nullptr ? all_goroutines : last_made->all_next) = g;
  last_made = g;
  return g;
}

G* take_next() {
  turns++;
  bool fair = turns % kFairness == 0 && runnable.first != nullptr;
  if (runs_next != nullptr && !fair) {
    G* g = runs_next;
    runs_next = nullptr;
    return g;
  }
  return runnable.take();
}

}  // namespace

void make_ready(G* g) {
  g->wait_reason = nullptr;
  if (runs_next != nullptr) {
    runnable.add(runs_next);
  }
  runs_next = g;
}

void new_goroutine(uintptr_t code, void* closure, uintptr_t go_pc) {
  G* g = take_or_make();
  if (g->stack.lo == 0) {
    g->stack = allocate_stack(unchecked_stack != nullptr ? kUncheckedStack : kStackMin);
  }
  g->stackguard0 = g->stackguard1 = g->stack.lo + kStackGuard;
  g->is_dead = false;
  g->id = next_id;
  next_id = next_id == 1 ? kFirstUserId : next_id + 1;
  g->start_pc = code;
  g->go_pc = go_pc;
  g->sched = {};
  g->sched.sp = g->stack.hi - 4 * sizeof(uintptr_t);
  *reinterpret_cast<uintptr_t*>(g->sched.sp) = reinterpret_cast<uintptr_t>(goexit_entry) + 1;
  g->sched.pc = code;
  g->sched.ctxt = closure;
  g->sched.g = reinterpret_cast<uintptr_t>(g);
  living++;
  make_ready(g);
}

void schedule() {
  G* g = take_next();
  m0.curg = g;
  if (g == nullptr) {
    fatal_in_program(living == 0 ? "no goroutines (main called runtime.Goexit) - deadlock!"
                                 : "all goroutines are asleep - deadlock!");
  }
  rt_gogo(&g->sched);
}

void park(const char* reason) {
  G* g = current();
  g->wait_reason = reason;
  g->sched.g = reinterpret_cast<uintptr_t>(g);
  g->sched.ctxt = nullptr;
  g->sched.ret = 0;
  schedule();
}

void end_goroutine() {
  G* g = current();
  if (g->stack.hi - g->stack.lo > static_cast<uintptr_t>(kStackMin)) {
    free_stack(g->stack);
    g->stack = {};
  }
  g->panic = nullptr;
  g->defer = nullptr;
  g->signal = 0;
  g->is_dead = true;
  dead.add(g);
  living--;
  schedule();
}

extern "C" {

[[noreturn]] void rt_goexit1() { end_goroutine(); }

// The go statement.
void rt_newproc(FuncVal* fn) {
  if (fn == nullptr) {
    fatal_in_program("go of nil func value");
  }
  new_goroutine(fn->code, fn, helper_caller_pc());
}

}  // extern "C"

}  // namespace prologo::runtime
