#include "runtime/traceback.h"

#include "runtime/frame_arguments.h"
#include "runtime/machine.h"
#include "runtime/offsets.h"
#include "runtime/open_defer.h"
#include "runtime/print.h"
#include "runtime/schedule.h"
#include "runtime/syscall_linux.h"
#include "runtime/unwind.h"

namespace prologo::runtime {

namespace {

constexpr int kExitStatus = 2;
constexpr int kMaxFrames = 100;
constexpr int kSigAbort = 6;

enum class Throwing : uint8_t { No, Program, Runtime };

struct Level {
  int frames = 1;    // 0: none, 1: user frames, 2: all frames
  bool all = false;  // all goroutines
  bool crash = false;
};

Level requested;
Throwing throwing = Throwing::No;
int dying = 0;

Level level() {
  Level result = requested;
  if (throwing != Throwing::No) {
    result.all = true;
  }
  if (throwing == Throwing::Runtime) {
    result.frames = 2;
  }
  return result;
}

bool equal(String a, const char* b) {
  auto length = static_cast<int64_t>(__builtin_strlen(b));
  return a.len == length && __builtin_memcmp(a.ptr, b, static_cast<size_t>(length)) == 0;
}

bool starts_with(String a, const char* b) {
  auto length = static_cast<int64_t>(__builtin_strlen(b));
  return a.len >= length && __builtin_memcmp(a.ptr, b, static_cast<size_t>(length)) == 0;
}

bool is_exported_runtime(String name) {
  constexpr int kPrefix = 8;  // "runtime."
  return starts_with(name, "runtime.") && name.len > kPrefix && name.ptr[kPrefix] >= 'A' &&
         name.ptr[kPrefix] <= 'Z';
}

// A wrapper is left out unless it called a panic function itself.
bool is_elided_wrapper(uint8_t id, uint8_t callee) {
  return id == kFuncIdWrapper && callee != kFuncIdGopanic && callee != kFuncIdSigpanic &&
         callee != kFuncIdPanicwrap;
}

bool is_shown(String name, uint8_t id, uint8_t callee, bool first) {
  if (level().frames > 1) {
    return true;
  }
  if (is_elided_wrapper(id, callee)) {
    return false;
  }
  if (equal(name, "runtime.gopanic") && !first) {
    return true;
  }
  bool has_dot = __builtin_memchr(name.ptr, '.', static_cast<size_t>(name.len)) != nullptr;
  return has_dot && (!starts_with(name, "runtime.") || is_exported_runtime(name));
}

void print_position(const CodeTables& code, const Func* fn, uintptr_t pc) {
  print("\t");
  print(code.file(fn, pc));
  print(":");
  print_decimal(code.line(fn, pc));
}

// Where Go's own source calls a deferred function, so that a trace reads as Go's does.
void print_panic_position(const Frame& frame) {
  constexpr int64_t kOpenCodedCall = 884;
  constexpr int64_t kRecordedCall = 890;
  const auto* panic = reinterpret_cast<const Panic*>(frame.sp + PANIC_RECORD);
  print("\truntime/panic.go:");
  print_decimal(runs_open_defer(panic) ? kOpenCodedCall : kRecordedCall);
}

// The frames of calls that the compiler inlined at pc; returns the place of the outermost one
// in the frame's own function.
uintptr_t print_inlined(const CodeTables& code, const Frame& frame, uintptr_t pc,
                        uint8_t& callee, int& printed) {
  const uint8_t* table = code.funcdata(frame.fn, kFuncDataInlTree);
  if (table == nullptr) {
    return pc;
  }
  const auto* calls = reinterpret_cast<const InlinedCall*>(table);
  for (;;) {
    int32_t index = code.pcdata(frame.fn, kPcDataInlTreeIndex, pc);
    if (index < 0) {
      return pc;
    }
    String name = code.name_at(calls[index].name);
    if (is_shown(name, calls[index].func_id, callee, printed == 0)) {
      print(name);
      print("(...)\n");
      print_position(code, frame.fn, pc);
      print("\n");
      printed++;
    }
    callee = calls[index].func_id;
    pc = code.entry(frame.fn) + static_cast<uintptr_t>(calls[index].parent_pc);
  }
}

void print_frame(const CodeTables& code, const Frame& frame, uintptr_t pc) {
  bool is_panic = frame.fn->func_id == kFuncIdGopanic;
  String name = code.name(frame.fn);
  if (is_panic) {
    print("panic");
  } else {
    print(name);
  }
  print("(");
  print_arguments(code, frame, pc);
  print(")\n");
  if (is_panic) {
    print_panic_position(frame);
  } else {
    print_position(code, frame.fn, pc);
  }
  if (frame.pc > code.entry(frame.fn)) {
    print(" +");
    print_hex(frame.pc - code.entry(frame.fn));
  }
  if (throwing == Throwing::Runtime || level().frames > 1) {
    print(" fp=");
    print_hex(frame.argp);
    print(" sp=");
    print_hex(frame.sp);
    print(" pc=");
    print_hex(frame.pc);
  }
  print("\n");
}

// `at_trap`: the innermost frame stopped at pc itself, not in a call before it.
void print_frames(const CodeTables& code, uintptr_t pc, uintptr_t sp, bool at_trap) {
  int printed = 0;
  int frames = 0;
  uint8_t callee = kFuncIdNormal;
  Unwinder walk(code, pc, sp);
  for (; walk.valid() && frames < kMaxFrames; walk.step(), frames++) {
    const Frame& frame = walk.frame();
    uintptr_t at = frame.lookup_pc(code, at_trap && frames == 0);
    at = print_inlined(code, frame, at, callee, printed);
    if (is_shown(code.name(frame.fn), frame.fn->func_id, callee, printed == 0)) {
      print_frame(code, frame, at);
      printed++;
    }
    callee = frame.fn->func_id;
  }
  if (frames == kMaxFrames) {
    print("...additional frames elided...\n");
  }
  if (walk.lost_pc() != 0) {
    print("runtime: unexpected return pc ");
    print_hex(walk.lost_pc());
    print("\n");
  }
}

void print_created_by(const CodeTables& code, const G* g) {
  const Func* fn = g->go_pc != 0 ? code.find(g->go_pc) : nullptr;
  if (fn == nullptr || g->id == 1 || !is_shown(code.name(fn), 0, 0, false)) {
    return;
  }
  print("created by ");
  print(code.name(fn));
  print("\n");
  print_position(code, fn, g->go_pc - 1);
  print(" +");
  print_hex(g->go_pc - code.entry(fn));
  print("\n");
}

void print_goroutine(const G* g, uintptr_t pc, uintptr_t sp, bool at_trap = false) {
  print("\ngoroutine ");
  print_decimal(g->id);
  print(" [");
  print(g->wait_reason != nullptr ? g->wait_reason : g == current() ? "running" : "runnable");
  print("]:\n");
  CodeTables code = code_tables();
  print_frames(code, pc, sp, at_trap);
  print_created_by(code, g);
}

// All goroutines but `shown`, the running one.
void print_other_goroutines(const G* shown) {
  for (const G* g = all_goroutines; g != nullptr; g = g->all_next) {
    if (g != shown && !g->is_dead) {
      print_goroutine(g, g->sched.pc, g->sched.sp);
    }
  }
}

// A second failure while reporting the first must not start all over.
void begin_dying() {
  if (++dying == 1) {
    return;
  }
  print(dying == 2 ? "panic during panic\n" : "stack trace unavailable\n");
  flush_output();
  sys::exit(dying == 2 ? kExitStatus : 4);
}

[[noreturn]] void end_process() {
  flush_output();
  if (level().crash) {
    uint64_t set_to_default[4] = {};
    sys::call(sys::kRtSigaction, kSigAbort, reinterpret_cast<int64_t>(set_to_default), 0, 8);
    sys::call(sys::kKill, sys::call(sys::kGetpid), kSigAbort);
  }
  sys::exit(kExitStatus);
}

void print_signal(const G* g) {
  if (g == nullptr || g->signal == 0) {
    return;
  }
  print("[signal ");
  print(signal_name(g->signal));
  print(" code=");
  print_hex(g->signal_code);
  print(" addr=");
  print_hex(g->signal_address);
  print(" pc=");
  print_hex(g->signal_pc);
  print("]\n");
}

// The frames of C++ functions are not walked: the callers of a throw are given by name.
void print_system_stack(const SystemFrame& thrower, const SystemFrame& caller) {
  const SystemFrame frames[] = {thrower, caller, {"runtime.morestack", "switch.S", 0}};
  print("\nruntime stack:\n");
  for (const SystemFrame& frame : frames) {
    print(frame.function);
    print("(...)\n\truntime/");
    print(frame.file);
    print(":");
    print_decimal(frame.line);
    print("\n");
  }
}

[[noreturn]] void throw_text(Throwing kind, const char* text, const SystemFrame* caller) {
  print_lock();
  print("fatal error: ");
  print(text);
  print("\n");
  if (throwing == Throwing::No) {
    throwing = kind;
  }
  begin_dying();
  G* g = current();
  print_signal(g);
  if (caller != nullptr) {
    print_system_stack({"runtime.throw", "traceback.cpp", __LINE__}, *caller);
  }
  if (g != nullptr && level().frames > 0) {
    print_goroutine(g, g->sched.pc, g->sched.sp);
  }
  if (level().all && level().frames > 0) {
    print_other_goroutines(g);
  }
  end_process();
}

bool parse_number(const char* text, int& result) {
  if (*text == 0) {
    return false;
  }
  int value = 0;
  for (; *text != 0; text++) {
    if (*text < '0' || *text > '9' || value > 100000) {
      return false;
    }
    value = value * 10 + (*text - '0');
  }
  result = value;
  return true;
}

}  // namespace

void read_traceback_level(char** environment) {
  constexpr char kName[] = "GOTRACEBACK=";
  const char* text = "";
  for (; *environment != nullptr; environment++) {
    if (__builtin_strncmp(*environment, kName, sizeof(kName) - 1) == 0) {
      text = *environment + sizeof(kName) - 1;
    }
  }
  String word{reinterpret_cast<const uint8_t*>(text),
              static_cast<int64_t>(__builtin_strlen(text))};
  int number = 0;
  if (equal(word, "none")) {
    requested = {0, false, false};
  } else if (equal(word, "") || equal(word, "single")) {
    requested = {1, false, false};
  } else if (equal(word, "all")) {
    requested = {1, true, false};
  } else if (equal(word, "system")) {
    requested = {2, true, false};
  } else if (equal(word, "crash")) {
    requested = {2, true, true};
  } else {
    parse_number(text, number);
    requested = {number, true, false};
  }
}

const char* signal_name(uint32_t signal) {
  switch (signal) {
    case 3:
      return "SIGQUIT: quit";
    case 4:
      return "SIGILL: illegal instruction";
    case 5:
      return "SIGTRAP: trace trap";
    case 6:
      return "SIGABRT: abort";
    case 7:
      return "SIGBUS: bus error";
    case 8:
      return "SIGFPE: floating-point exception";
    case 11:
      return "SIGSEGV: segmentation violation";
    default:
      return nullptr;
  }
}

void fatal(const char* text) { throw_text(Throwing::Runtime, text, nullptr); }

void fatal_in_program(const char* text) { throw_text(Throwing::Program, text, nullptr); }

void fatal_system(const char* text, const SystemFrame& caller) {
  throw_text(Throwing::Runtime, text, &caller);
}

void die_of_signal(const char* name, int32_t code, uintptr_t pc, uintptr_t sp,
                   const RegisterValue* registers, int count) {
  print_lock();
  throwing = Throwing::Runtime;
  begin_dying();
  print(name);
  print("\nPC=");
  print_hex(pc);
  print(" m=0 sigcode=");
  print_decimal(code);
  print("\n");
  G* g = current();
  bool in_go = g != nullptr && sp > g->stack.lo && sp < g->stack.hi;
  if (in_go) {
    print_goroutine(g, pc, sp, true);
  } else if (g != nullptr) {
    print_goroutine(g, g->sched.pc, g->sched.sp);
  }
  print("\n");
  for (int i = 0; i < count; i++) {
    print(registers[i].name);
    print_hex(registers[i].value);
    print("\n");
  }
  end_process();
}

void die_of_panic(uintptr_t pc, uintptr_t sp) {
  begin_dying();
  G* g = current();
  print_signal(g);
  if (level().frames > 0) {
    print_goroutine(g, pc, sp);
    if (level().all) {
      print_other_goroutines(g);
    }
  }
  end_process();
}

}  // namespace prologo::runtime
