#include "runtime/signal.h"

#include "runtime/errors.h"
#include "runtime/machine.h"
#include "runtime/print.h"
#include "runtime/symtab.h"
#include "runtime/syscall_linux.h"
#include "runtime/traceback.h"

namespace prologo::runtime {

namespace {

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
  uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip;
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

// On the signal stack. The faulting function seems to call sigpanic at the instruction.
void handle_fault(int signal, SignalInfo* info, Context* context) {
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

void install_signal_handlers() {
  constexpr uint64_t kInfoOnStackRestorerNoDefer = 0x4 | 0x08000000 | 0x04000000 | 0x40000000;
  SignalStack stack = {signal_stack, 0, 0, sizeof(signal_stack)};
  sys::call(sys::kSigaltstack, reinterpret_cast<int64_t>(&stack));
  SignalAction action = {handle_fault, kInfoOnStackRestorerNoDefer, rt_restore_signal, 0};
  const int kSignals[] = {kSigBus, kSigFpe, kSigSegv};
  for (int signal : kSignals) {
    sys::call(sys::kRtSigaction, signal, reinterpret_cast<int64_t>(&action), 0,
              sizeof(action.mask));
  }
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
