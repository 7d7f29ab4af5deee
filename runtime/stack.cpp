// Stacks are powers of two. Small ones come from free lists cut out of larger pieces, large
// ones straight from the kernel.

#include "runtime/stack.h"

#include "runtime/machine.h"
#include "runtime/print.h"
#include "runtime/syscall_linux.h"
#include "runtime/traceback.h"
#include "runtime/unwind.h"

namespace prologo::runtime {

namespace {

constexpr uint64_t kLargestSmall = 64 * 1024;
constexpr uint64_t kPieceBytes = 256 * 1024;
constexpr uint64_t kHugeBytes = 8 * 1024 * 1024;
constexpr int kOrders = 6;  // 2, 4, 8, 16, 32, 64 KiB

struct FreeStack {
  FreeStack* next;
};

FreeStack* free_stacks[kOrders];
uintptr_t piece_next = 0;
uintptr_t piece_end = 0;

int order_of(uint64_t bytes) {
  int order = 0;
  while (kStackMin << order < static_cast<int64_t>(bytes)) {
    order++;
  }
  return order;
}

// Stacks have addresses of their own kind, above the heap's.
constexpr uintptr_t kStackRegion = 0xc100000000;

uintptr_t map_stack(uint64_t bytes) {
  static uintptr_t hint = kStackRegion;
  void* memory = sys::map_pages(hint, bytes);
  if (memory == nullptr) {
    fatal("out of memory (stack allocation)");
  }
  hint = reinterpret_cast<uintptr_t>(memory) + bytes;
  return reinterpret_cast<uintptr_t>(memory);
}

// A pointer slot is adjusted if it points into the old stack.
class Mover {
 public:
  Mover(Stack old, uintptr_t delta) : old_(old), delta_(delta) {}

  void adjust(uintptr_t address) const {
    auto& word = *reinterpret_cast<uintptr_t*>(address);
    if (word - old_.lo < old_.hi - old_.lo) {
      word += delta_;
    }
  }

  template <typename T>
  void adjust_pointer(T*& slot) const {
    adjust(reinterpret_cast<uintptr_t>(&slot));
  }

  // The words from `address` on whose bits are set.
  void adjust_words(uintptr_t address, const uint8_t* bits, int32_t count) const {
    for (int32_t i = 0; i < count; i += 8) {
      for (unsigned byte = bits[i / 8]; byte != 0; byte &= byte - 1) {
        int32_t word = i + __builtin_ctz(byte);
        if (word < count) {
          adjust(address + 8 * static_cast<uintptr_t>(word));
        }
      }
    }
  }

 private:
  Stack old_;
  uintptr_t delta_;
};

[[noreturn]] void fatal_frame(const CodeTables& code, const Frame& frame, const char* problem) {
  print("runtime: frame ");
  print(code.name(frame.fn));
  print(problem);
  print("\n");
  fatal("missing stackmap");
}

// The bitmap of a table of FUNCDATA 0 or 1 that holds at the frame's place.
struct Bitmap {
  const uint8_t* bits = nullptr;
  int32_t count = 0;
};

Bitmap bitmap_at(const CodeTables& code, const Frame& frame, FuncData id, int32_t index) {
  const uint8_t* table = code.funcdata(frame.fn, id);
  if (table == nullptr) {
    fatal_frame(code, frame, " has no stack map");
  }
  const auto* head = reinterpret_cast<const StackMapHead*>(table);
  if (head->bits == 0) {
    return {};
  }
  if (index < 0 || index >= head->count) {
    fatal_frame(code, frame, " has a bad stack map index");
  }
  const uint8_t* bits = table + sizeof(StackMapHead);
  return {bits + static_cast<int64_t>(index) * ((head->bits + 7) / 8), head->bits};
}

void adjust_objects(const CodeTables& code, const Frame& frame, const Mover& mover) {
  const uint8_t* table = code.funcdata(frame.fn, kFuncDataStackObjects);
  if (table == nullptr) {
    return;
  }
  uint64_t count = *reinterpret_cast<const uint64_t*>(table);
  const auto* objects = reinterpret_cast<const StackObject*>(table + sizeof(uint64_t));
  for (uint64_t i = 0; i < count; i++) {
    const StackObject& object = objects[i];
    uintptr_t base = object.offset < 0 ? frame.varp : frame.argp;
    uintptr_t address = base + static_cast<uintptr_t>(static_cast<int64_t>(object.offset));
    if (address < frame.sp) {
      continue;  // the frame is not set up yet
    }
    if (object.ptrdata < 0) {
      fatal_frame(code, frame, " has a stack object described by a program");
    }
    mover.adjust_words(address, code.funcdata_base() + object.gcdata, object.ptrdata / 8);
  }
}

void adjust_frame(const CodeTables& code, const Frame& frame, const Mover& mover) {
  if (frame.continue_pc == 0) {
    return;  // it never runs again
  }
  bool in_assembly = (frame.fn->flag & kFuncFlagAsm) != 0;
  if (!in_assembly) {
    int32_t index = -1;
    if (frame.continue_pc != code.entry(frame.fn)) {
      index = code.pcdata(frame.fn, kPcDataStackMapIndex, frame.continue_pc - 1);
    }
    index = index < 0 ? 0 : index;
    if (frame.varp > frame.sp) {
      Bitmap locals = bitmap_at(code, frame, kFuncDataLocalsPointerMaps, index);
      mover.adjust_words(frame.varp - 8 * static_cast<uintptr_t>(locals.count), locals.bits,
                         locals.count);
    }
    if (frame.fn->args > 0) {
      Bitmap args = bitmap_at(code, frame, kFuncDataArgsPointerMaps, index);
      mover.adjust_words(frame.argp, args.bits, args.count);
    }
    adjust_objects(code, frame, mover);
  }
  if (frame.has_saved_bp()) {
    mover.adjust(frame.varp);
  }
}

// The arguments behind a record: its function's parameters say which words are pointers.
void adjust_arguments(const CodeTables& code, const Defer* d, const Mover& mover) {
  const Func* fn = d->fn != nullptr ? code.find(d->fn->code) : nullptr;
  const uint8_t* table = fn != nullptr ? code.funcdata(fn, kFuncDataArgsPointerMaps) : nullptr;
  if (table == nullptr) {
    return;
  }
  int32_t words = reinterpret_cast<const StackMapHead*>(table)->bits;
  int32_t given = static_cast<int32_t>(d->size / 8);
  mover.adjust_words(reinterpret_cast<uintptr_t>(d + 1), table + sizeof(StackMapHead),
                     words < given ? words : given);
}

// Deferred calls and panics; records on the stack have been copied already, so each list is
// followed through adjusted links.
void adjust_records(const CodeTables& code, G* g, const Mover& mover) {
  mover.adjust_pointer(g->defer);
  for (Defer* d = g->defer; d != nullptr; d = d->link) {
    mover.adjust_pointer(d->fn);
    if (d->size != 0) {
      adjust_arguments(code, d, mover);
    }
    mover.adjust(reinterpret_cast<uintptr_t>(&d->sp));
    mover.adjust_pointer(d->panic);
    mover.adjust_pointer(d->link);
    mover.adjust(reinterpret_cast<uintptr_t>(&d->varp));
  }
  mover.adjust_pointer(g->panic);
  for (Panic* p = g->panic; p != nullptr; p = p->link) {
    mover.adjust_pointer(p->argp);
    mover.adjust_pointer(p->link);
    mover.adjust(reinterpret_cast<uintptr_t>(&p->sp));
  }
}

[[noreturn]] void stack_overflow(G* g) {
  print("runtime: goroutine stack exceeds ");
  print_decimal(kMaxStack);
  print("-byte limit\nruntime: sp=");
  print_hex(g->sched.sp - sizeof(uintptr_t));
  print(" stack=[");
  print_hex(g->stack.lo);
  print(", ");
  print_hex(g->stack.hi);
  print("]\n");
  fatal_system("stack overflow", {"runtime.newstack", "stack.cpp", __LINE__});
}

}  // namespace

Stack allocate_stack(uint64_t bytes) {
  if (bytes > kLargestSmall) {
    uintptr_t lo = map_stack(bytes);
    if (bytes >= kHugeBytes) {
      sys::call(sys::kMadvise, static_cast<int64_t>(lo), static_cast<int64_t>(bytes),
                sys::kAdviceHugePages);
    }
    return {lo, lo + bytes};
  }
  FreeStack*& list = free_stacks[order_of(bytes)];
  if (list != nullptr) {
    auto lo = reinterpret_cast<uintptr_t>(list);
    list = list->next;
    return {lo, lo + bytes};
  }
  // What is left of a piece is smaller than this request and is given up.
  if (piece_end - piece_next < bytes) {
    piece_next = map_stack(kPieceBytes);
    piece_end = piece_next + kPieceBytes;
  }
  uintptr_t lo = piece_next;
  piece_next += bytes;
  return {lo, lo + bytes};
}

void free_stack(Stack stack) {
  uint64_t bytes = stack.hi - stack.lo;
  if (bytes > kLargestSmall) {
    sys::unmap_pages(stack.lo, bytes);
    return;
  }
  auto* free = reinterpret_cast<FreeStack*>(stack.lo);
  FreeStack*& list = free_stacks[order_of(bytes)];
  free->next = list;
  list = free;
}

void copy_stack(G* g, uint64_t bytes) {
  Stack old = g->stack;
  Stack fresh = allocate_stack(bytes);
  uintptr_t delta = fresh.hi - old.hi;
  uintptr_t used = old.hi - g->sched.sp;
  __builtin_memcpy(reinterpret_cast<void*>(fresh.hi - used),
                   reinterpret_cast<void*>(old.hi - used), used);
  Mover mover(old, delta);
  mover.adjust(reinterpret_cast<uintptr_t>(&g->sched.ctxt));
  mover.adjust(reinterpret_cast<uintptr_t>(&g->sched.bp));
  adjust_records(code_tables(), g, mover);
  g->stack = fresh;
  g->stackguard0 = fresh.lo + kStackGuard;
  g->sched.sp = fresh.hi - used;
  CodeTables code = code_tables();
  Unwinder walk(code, g->sched.pc, g->sched.sp);
  for (; walk.valid(); walk.step()) {
    adjust_frame(code, walk.frame(), mover);
  }
  if (walk.lost_pc() != 0) {
    print("runtime: unexpected return pc ");
    print_hex(walk.lost_pc());
    print("\n");
    fatal("unknown caller pc");
  }
  free_stack(old);
}

// From morestack: sched holds the function that needs room, at its entry.
extern "C" [[noreturn]] void rt_newstack() {
  G* g = current();
  g->sched.g = reinterpret_cast<uintptr_t>(g);
  if (g->sched.sp - sizeof(uintptr_t) < g->stack.lo) {
    fatal("runtime: split stack overflow");
  }
  CodeTables code = code_tables();
  uint64_t bytes = 2 * (g->stack.hi - g->stack.lo);
  if (const Func* fn = code.find(g->sched.pc)) {
    uint64_t needed = static_cast<uint64_t>(code.max_sp_delta(fn)) + kStackGuard;
    while (bytes - (g->stack.hi - g->sched.sp) < needed) {
      bytes *= 2;
    }
  }
  if (bytes > static_cast<uint64_t>(kMaxStack)) {
    stack_overflow(g);
  }
  copy_stack(g, bytes);
  rt_gogo(&g->sched);
}

extern "C" [[noreturn]] void rt_system_stack_overflow() {
  fatal("stack overflow on the system stack");
}

}  // namespace prologo::runtime
