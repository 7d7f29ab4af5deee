// Panics, recovery and Goexit: the decisions of the loop that runs in panic.S.
//
// A panic runs the deferred calls of the goroutine one by one. Each call of rt_panic_next first
// deals with the one that has just returned, then names the next. Frames with open-coded
// deferred calls get a record only now, one frame at a time (add_open_defer_frame).

#include "runtime/alloc.h"
#include "runtime/errors.h"
#include "runtime/machine.h"
#include "runtime/offsets.h"
#include "runtime/open_defer.h"
#include "runtime/panic_text.h"
#include "runtime/print.h"
#include "runtime/schedule.h"
#include "runtime/traceback.h"
#include "runtime/type.h"
#include "runtime/unwind.h"

namespace prologo::runtime {

namespace {

enum class State : uint8_t { Start, Calling, Printing };

// The record in the frame of gopanic or Goexit.
struct ActivePanic {
  Panic panic;
  State state;
  bool is_open_coded;  // the deferred call at work
};

static_assert(PANIC_RECORD + sizeof(ActivePanic) + sizeof(uintptr_t) == PANIC_FRAME);

// What panic.S is to call: a deferred closure, or a method with its receiver in 0(SP).
struct NextCall {
  uintptr_t code;
  uint64_t is_method;
};

bool is_printing = false;

uintptr_t frame_sp(const Panic* p) { return reinterpret_cast<uintptr_t>(p) - PANIC_RECORD; }

void unlink_first(G* g) {
  Defer* d = g->defer;
  d->fn = nullptr;
  g->defer = d->link;
  free_defer(d);
}

void add_open_defer_frame_of_caller(G* g, const Panic* p) {
  uintptr_t return_address = frame_sp(p) + PANIC_FRAME;
  add_open_defer_frame(g, *reinterpret_cast<uintptr_t*>(return_address),
                       return_address + sizeof(uintptr_t), nullptr);
}

void add_next_open_defer_frame(G* g) {
  const Defer* d = g->defer;
  add_open_defer_frame(g, d->frame_pc, d->sp, d);
}

// ---- Recovery ----

// The goroutine goes on at pc, as if the call there had returned 1.
[[noreturn]] void resume(G* g, uintptr_t pc, uintptr_t sp) {
  if (sp < g->stack.lo || sp > g->stack.hi) {
    fatal("bad recovery");
  }
  CodeTables code = code_tables();
  const Func* fn = code.find(pc);
  uintptr_t delta = fn != nullptr ? static_cast<uintptr_t>(code.sp_delta(fn, pc)) : 0;
  g->sched = {};
  g->sched.g = reinterpret_cast<uintptr_t>(g);
  g->sched.sp = sp;
  g->sched.pc = pc;
  g->sched.ret = 1;
  g->sched.bp = delta != 0 ? sp + delta - sizeof(uintptr_t) : 0;
  rt_gogo(&g->sched);
}

// Open-coded records that were added but not started are dropped: their functions run the
// calls themselves when they return.
void drop_unstarted_open_records(G* g, bool keep_first) {
  Defer** place = &g->defer;
  if (keep_first && *place != nullptr) {
    place = &(*place)->link;
  }
  while (*place != nullptr && !(*place)->started) {
    Defer* d = *place;
    if (d->open_defer) {
      *place = d->link;
      free_defer(d);
    } else {
      place = &d->link;
    }
  }
}

[[noreturn]] void recover_into(G* g, const Panic* p, uintptr_t pc, uintptr_t sp, bool done) {
  g->panic = p->link;
  if (g->panic != nullptr && g->panic->goexit && g->panic->aborted) {
    // Goexit cannot be recovered from: its loop goes on.
    resume(g, g->panic->pc, g->panic->sp);
  }
  drop_unstarted_open_records(g, !done);
  while (g->panic != nullptr && g->panic->aborted) {
    g->panic = g->panic->link;
  }
  if (g->panic == nullptr) {
    g->signal = 0;
  }
  resume(g, pc, sp);
}

// ---- The end of an uncaught panic ----

// The method that gives the value's text, if it has one: Error before String.
const Method* text_method(const Type* type) {
  const Type* signature = string_method_type();
  const Method* method = find_method(type, c_text("Error"), signature);
  return method != nullptr ? method : find_method(type, c_text("String"), signature);
}

// Values with a text of their own are turned into it, newest first; then all is printed.
NextCall print_next(G* g, Panic* printer) {
  for (Panic* p = g->panic; p != nullptr; p = p->link) {
    if (p->goexit || p->arg.type == nullptr || p->arg.type == &kPanicText) {
      continue;
    }
    if (const Method* method = text_method(p->arg.type)) {
      *reinterpret_cast<void**>(frame_sp(printer)) = p->arg.data;
      return {method_code(method), 1};
    }
  }
  print_lock();
  print_panics(g->panic);
  die_of_panic(g->sched.pc, g->sched.sp);
}

[[noreturn]] void die_while_printing(const Panic* p) {
  constexpr const char* kWords = "panic while printing panic value";
  const Type* type = p->arg.type;
  TextBuilder text;
  text.add(kWords);
  if (type != nullptr && type->kind_of() == Kind::String && is_predeclared(type)) {
    text.add(": ").add(*static_cast<const String*>(p->arg.data));
  } else if (type != nullptr) {
    text.add(": type ").add(type_string(type));
  }
  text.add(String{reinterpret_cast<const uint8_t*>(""), 1});
  fatal(reinterpret_cast<const char*>(text.text().ptr));
}

// ---- The loop ----

NextCall begin_defer(ActivePanic* record, DeferredCall call) {
  record->state = State::Calling;
  record->panic.argp = reinterpret_cast<void*>(frame_sp(&record->panic));
  return {reinterpret_cast<uintptr_t>(call.fn), 0};
}

// A deferred call of a panic has returned. Returns the next one of the same frame, if any.
DeferredCall finish_panic_call(G* g, Panic* p) {
  Defer* d = g->defer;
  if (d == nullptr || d->panic != p) {
    fatal("bad defer entry in panic");
  }
  bool done = true;
  if (d->open_defer) {
    if (!p->recovered) {
      DeferredCall call = take_open_defer(d);
      if (call.exists) {
        return call;
      }
      add_next_open_defer_frame(g);
    } else {
      done = !has_open_defers(d);
    }
  }
  p->argp = nullptr;
  d->panic = nullptr;
  uintptr_t pc = d->pc;
  uintptr_t sp = d->sp;
  if (done) {
    unlink_first(g);
  }
  if (p->recovered) {
    recover_into(g, p, pc, sp, done);
  }
  return kNoCall;
}

DeferredCall finish_goexit_call(G* g, Panic* p) {
  Defer* d = g->defer;
  if (p->aborted) {
    // A panic in the call was recovered further out; the record of the call is gone.
    p->aborted = false;
    add_open_defer_frame_of_caller(g, p);
    return kNoCall;
  }
  if (d->open_defer) {
    DeferredCall call = take_open_defer(d);
    if (call.exists) {
      return call;
    }
    add_next_open_defer_frame(g);
  }
  d->panic = nullptr;
  unlink_first(g);
  return kNoCall;
}

// The deferred call to run next.
DeferredCall start_next_call(G* g, Panic* p) {
  while (Defer* d = g->defer) {
    if (d->started) {
      // An earlier panic started it, and it panicked: that panic will not go on.
      if (d->panic != nullptr) {
        d->panic->aborted = true;
      }
      d->panic = nullptr;
      if (!d->open_defer) {
        unlink_first(g);
        continue;
      }
    }
    d->started = true;
    d->panic = p;
    if (!d->open_defer) {
      return {d->fn, 1};
    }
    DeferredCall call = take_open_defer(d);
    if (call.exists) {
      return call;
    }
    add_next_open_defer_frame(g);
    d->panic = nullptr;
    unlink_first(g);
  }
  return kNoCall;
}

void begin(ActivePanic* record, bool goexit, Eface value) {
  G* g = current();
  record->panic = {};
  record->panic.arg = value;
  record->panic.goexit = goexit;
  record->panic.link = g->panic;
  // Where the loop goes on, should a recovery pass over a Goexit.
  record->panic.pc = g->sched.pc;
  record->panic.sp = g->sched.sp;
  record->state = State::Start;
  g->panic = &record->panic;
  add_open_defer_frame_of_caller(g, &record->panic);
}

}  // namespace

bool runs_open_defer(const Panic* p) {
  return reinterpret_cast<const ActivePanic*>(p)->is_open_coded;
}

extern "C" {

void rt_panic_begin(ActivePanic* record, const Type* type, void* data) {
  begin(record, false, {type, data});
}

void rt_goexit_begin(ActivePanic* record) { begin(record, true, {nullptr, nullptr}); }

NextCall rt_panic_next(ActivePanic* record) {
  G* g = current();
  Panic* p = &record->panic;
  DeferredCall call = kNoCall;
  if (record->state == State::Printing) {
    return print_next(g, p);
  }
  if (record->state == State::Calling) {
    call = p->goexit ? finish_goexit_call(g, p) : finish_panic_call(g, p);
  }
  if (!call.exists) {
    call = start_next_call(g, p);
  }
  if (call.exists) {
    record->is_open_coded = g->defer->open_defer;
    return begin_defer(record, call);
  }
  if (p->goexit) {
    end_goroutine();
  }
  if (is_printing) {
    die_while_printing(p);
  }
  is_printing = true;
  record->state = State::Printing;
  return print_next(g, p);
}

// The method called for the newest value that is not text yet has returned.
void rt_panic_text(ActivePanic*, const uint8_t* ptr, int64_t len) {
  for (Panic* p = current()->panic; p != nullptr; p = p->link) {
    bool has_text = p->goexit || p->arg.type == nullptr || p->arg.type == &kPanicText ||
                    text_method(p->arg.type) == nullptr;
    if (!has_text) {
      auto* text = static_cast<String*>(allocate_permanent(sizeof(String)));
      *text = {ptr, len};
      p->arg = {&kPanicText, text};
      return;
    }
  }
}

// From deferreturn, for a frame that a panic has given a record: the next call. Without one the
// record is used up and gone.
DeferredCall rt_open_defer_next() {
  G* g = current();
  DeferredCall call = take_open_defer(g->defer);
  if (!call.exists) {
    unlink_first(g);
  }
  return call;
}

// `argp` is the argument area of the function that calls recover: only the function that the
// panic itself called gets the value.
Eface rt_gorecover(void* argp) {
  Panic* p = current()->panic;
  if (p == nullptr || p->goexit || p->recovered || argp != p->argp) {
    return {nullptr, nullptr};
  }
  p->recovered = true;
  return p->arg;
}

[[noreturn]] void rt_throwinit() {
  fatal("recursive call during initialization - linker skew");
}

}  // extern "C"

}  // namespace prologo::runtime
