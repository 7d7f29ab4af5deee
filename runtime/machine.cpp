// The thread and its system stack; the start of the program up to the main goroutine.

#include "runtime/machine.h"

#include "runtime/offsets.h"
#include "runtime/random.h"
#include "runtime/schedule.h"
#include "runtime/signal.h"
#include "runtime/syscall_linux.h"
#include "runtime/traceback.h"
#include "runtime/variables.h"

namespace prologo::runtime {

#define CHECK_OFFSET(macro, structure, field) \
  static_assert((macro) == offsetof(structure, field))
CHECK_OFFSET(G_STACK_LO, G, stack.lo);
CHECK_OFFSET(G_STACK_HI, G, stack.hi);
CHECK_OFFSET(G_PANIC, G, panic);
CHECK_OFFSET(G_DEFER, G, defer);
CHECK_OFFSET(G_M, G, m);
CHECK_OFFSET(G_SCHED_SP, G, sched.sp);
CHECK_OFFSET(G_SCHED_PC, G, sched.pc);
CHECK_OFFSET(G_SCHED_CTXT, G, sched.ctxt);
CHECK_OFFSET(G_SCHED_RET, G, sched.ret);
CHECK_OFFSET(G_SCHED_BP, G, sched.bp);
CHECK_OFFSET(GOBUF_SP, Gobuf, sp);
CHECK_OFFSET(GOBUF_PC, Gobuf, pc);
CHECK_OFFSET(GOBUF_G, Gobuf, g);
CHECK_OFFSET(GOBUF_CTXT, Gobuf, ctxt);
CHECK_OFFSET(GOBUF_RET, Gobuf, ret);
CHECK_OFFSET(GOBUF_BP, Gobuf, bp);
CHECK_OFFSET(M_G0, M, g0);
CHECK_OFFSET(M_CURG, M, curg);
CHECK_OFFSET(M_STACK_TOP, M, stack_top);
CHECK_OFFSET(M_DEFER_POOL, M, defer_pool);
CHECK_OFFSET(PANIC_ARGP, Panic, argp);
CHECK_OFFSET(DEFER_SIZE, Defer, size);
CHECK_OFFSET(DEFER_STARTED, Defer, started);
CHECK_OFFSET(DEFER_HEAP, Defer, heap);
CHECK_OFFSET(DEFER_OPEN, Defer, open_defer);
CHECK_OFFSET(DEFER_SP, Defer, sp);
CHECK_OFFSET(DEFER_PC, Defer, pc);
CHECK_OFFSET(DEFER_FN, Defer, fn);
CHECK_OFFSET(DEFER_PANIC, Defer, panic);
CHECK_OFFSET(DEFER_LINK, Defer, link);
CHECK_OFFSET(DEFER_FD, Defer, fd);
CHECK_OFFSET(DEFER_VARP, Defer, varp);
CHECK_OFFSET(DEFER_FRAME_PC, Defer, frame_pc);
static_assert(DEFER_ARGUMENTS == sizeof(Defer));
CHECK_OFFSET(TYPE_KIND, Type, kind);
CHECK_OFFSET(TYPE_EQUAL, Type, equal);
CHECK_OFFSET(ITAB_TYPE, Itab, type);
static_assert(KIND_DIRECT_IFACE == kKindDirectIface && TLS_G == kTlsG);
static_assert(BRIDGE_FRAME == kBridgeFrame && BLOCK_FRAME == kBlockFrame);
static_assert(PANIC_FRAME == kPanicFrame && MAIN_FRAME == kMainFrame);
static_assert(HELPER_NO_RETURN == kNoReturn && HELPER_ASM == kAsm && HELPER_BLOCK == kBlock);
static_assert(HELPER_OWN_REGISTERS == kOwnRegisters && HELPER_LATER == kLater);
static_assert(HELPER_CORE == kCore);

extern "C" {
M m0;
G g0;
uint64_t zero_base;
uint8_t zero_value[1024];
extern const uint8_t main_entry[] asm("runtime.main");
}

namespace {

constexpr uintptr_t kSystemStackBytes = 256 * 1024;
constexpr int kArchSetFs = 0x1002;

void set_up_thread(uintptr_t stack) {
  // The kernel's stack, below what it holds already.
  g0.stack = {stack - kSystemStackBytes, stack};
  g0.stackguard0 = g0.stackguard1 = g0.stack.lo + kStackGuard;
  g0.m = &m0;
  m0.g0 = &g0;
  m0.stack_top = (stack - 4096) & ~uintptr_t{15};
  m0.tls[0] = reinterpret_cast<uintptr_t>(&g0);
  sys::call(sys::kArchPrctl, kArchSetFs, reinterpret_cast<int64_t>(&m0.tls[1]));
}

}  // namespace

// `arguments` is the kernel's block: argc, argv, null, environment, null, auxiliary vector.
extern "C" [[noreturn]] void rt_start(uint64_t* arguments) {
  set_up_thread(reinterpret_cast<uintptr_t>(arguments));
  uint64_t* environment = arguments + arguments[0] + 2;
  read_traceback_level(reinterpret_cast<char**>(environment));
  uint64_t* auxiliary = environment;
  while (*auxiliary != 0) {
    auxiliary++;
  }
  seed_random(auxiliary + 1);
  detect_instructions();
  install_signal_handlers();
  new_goroutine(reinterpret_cast<uintptr_t>(main_entry), nullptr, 0);
  schedule();
}

extern "C" [[noreturn]] void rt_main_returned() { sys::exit(0); }

}  // namespace prologo::runtime
