#include "runtime/signal.h"

#include "runtime/errors.h"
#include "runtime/machine.h"
#include "runtime/print.h"
#include "runtime/symtab.h"
#include "runtime/syscall_linux.h"
#include "runtime/traceback.h"

namespace prologo::runtime {

namespace {

constexpr int kSigQuit = 3;
constexpr int kSigAbort = 6;
constexpr int kSigBus = 7;
constexpr int kSigFpe = 8;
constexpr int kSigSegv = 11;
constexpr uint64_t kLowestAddress = 4096;  // below: a nil pointer with an offset

// Codes of siginfo.
constexpr uint32_t kAccessError = 2;  // SEGV_MAPERR 1, SEGV_ACCERR 2, BUS_ADRERR 2
constexpr uint32_t kDivideByZero = 1;
constexpr uint32_t kIntegerOverflow = 2;

// The kernel's structures.
struct SignalInfo {
  int32_t signal;
  int32_t error;
  int32_t code;
  int32_t pad;
  uintptr_t address;
};

struct SignalStack {
  void* base;
  int32_t flags;
  int32_t pad;
  uint64_t size;
};

struct Context {
  uint64_t flags;
  void* link;
  SignalStack stack;
  uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
  uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
  uint16_t cs, gs, fs, ss;
};

struct SignalAction {
  void (*handler)(int, SignalInfo*, Context*);
  uint64_t flags;
  void (*restorer)();
  uint64_t mask;
};

extern "C" {
void rt_restore_signal();
extern const uint8_t sigpanic_entry[] asm("runtime.sigpanic");
}

alignas(16) uint8_t signal_stack[32 * 1024];

// A signal that ends the program with a report.
void handle_fatal(int signal, SignalInfo* info, Context* context) {
  const Context& c = *context;
  const RegisterValue registers[] = {
      {"rax    ", c.rax}, {"rbx    ", c.rbx},    {"rcx    ", c.rcx}, {"rdx    ", c.rdx},
      {"rdi    ", c.rdi}, {"rsi    ", c.rsi},    {"rbp    ", c.rbp}, {"rsp    ", c.rsp},
      {"r8     ", c.r8},  {"r9     ", c.r9},     {"r10    ", c.r10}, {"r11    ", c.r11},
      {"r12    ", c.r12}, {"r13    ", c.r13},    {"r14    ", c.r14}, {"r15    ", c.r15},
      {"rip    ", c.rip}, {"rflags ", c.rflags}, {"cs     ", c.cs},  {"fs     ", c.fs},
      {"gs     ", c.gs},
  };
  die_of_signal(signal_name(static_cast<uint32_t>(signal)), info->code, c.rip, c.rsp, registers,
                sizeof(registers) / sizeof(registers[0]));
}

// On the signal stack. The faulting function seems to call sigpanic at the instruction.
void handle_fault(int signal, SignalInfo* info, Context* context) {
  if (info->code <= 0) {
    handle_fatal(signal, info, context);  // sent by a process
  }
  G* g = current();
  bool in_go = g != nullptr && context->rsp > g->stack.lo && context->rsp < g->stack.hi;
  if (g != nullptr) {
    g->signal = static_cast<uint32_t>(signal);
    g->signal_code = static_cast<uint32_t>(info->code);
    g->signal_address = info->address;
    g->signal_pc = context->rip;
  }
  if (!in_go) {
    fatal("unexpected signal during runtime execution");
  }
  CodeTables code = code_tables();
  auto* stack = reinterpret_cast<uint64_t*>(context->rsp);
  // After a call of something that is no code, the caller is to blame.
  bool is_bad_call = code.find(context->rip) == nullptr && code.find(*stack) != nullptr;
  if (!is_bad_call) {
    *--stack = context->rip;
  }
  context->rsp = reinterpret_cast<uint64_t>(stack);
  context->rip = reinterpret_cast<uint64_t>(sigpanic_entry);
  context->r14 = reinterpret_cast<uint64_t>(g);
}

[[noreturn]] void unexpected_fault(uintptr_t address) {
  print("unexpected fault address ");
  print_hex(address);
  print("\n");
  fatal("fault");
}

}  // namespace

static void handle(int signal, void (*handler)(int, SignalInfo*, Context*)) {
  constexpr uint64_t kInfoOnStackRestorerNoDefer = 0x4 | 0x08000000 | 0x04000000 | 0x40000000;
  SignalAction action = {handler, kInfoOnStackRestorerNoDefer, rt_restore_signal, 0};
  sys::call(sys::kRtSigaction, signal, reinterpret_cast<int64_t>(&action), 0,
            sizeof(action.mask));
}

void install_signal_handlers() {
  SignalStack stack = {signal_stack, 0, 0, sizeof(signal_stack)};
  sys::call(sys::kSigaltstack, reinterpret_cast<int64_t>(&stack));
  for (int signal = kSigQuit; signal <= kSigAbort; signal++) {
    handle(signal, handle_fatal);
  }
  handle(kSigBus, handle_fault);
  handle(kSigFpe, handle_fault);
  handle(kSigSegv, handle_fault);
}

extern "C" [[noreturn]] void rt_sigpanic() {
  const G* g = current();
  if (g->signal == kSigFpe) {
    if (g->signal_code == kDivideByZero) {
      panic_error("integer divide by zero");
    }
    panic_error(g->signal_code == kIntegerOverflow ? "integer overflow"
                                                   : "floating point error");
  }
  bool is_access = g->signal_code <= kAccessError;
  if (!is_access || g->signal_address >= kLowestAddress) {
    unexpected_fault(g->signal_address);
  }
  panic_error("invalid memory address or nil pointer dereference");
}

}  // namespace prologo::runtime
