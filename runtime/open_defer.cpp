#include "runtime/open_defer.h"

#include "runtime/machine.h"
#include "runtime/unwind.h"

namespace prologo::runtime {

extern "C" Defer* rt_new_defer();

namespace {

Defer* new_open_record(const CodeTables& code, const Frame& frame, const uint8_t* table) {
  Defer* d = m0.defer_pool;
  if (d != nullptr) {
    m0.defer_pool = d->link;
  } else {
    d = rt_new_defer();
  }
  *d = {};
  d->heap = true;
  d->open_defer = true;
  d->sp = frame.sp;
  d->pc = code.entry(frame.fn) + frame.fn->deferreturn;
  d->fd = table;
  d->varp = frame.varp;
  d->frame_pc = frame.pc;
  return d;
}

enum class Insertion : uint8_t { Done, AlreadyThere };

// Adds the frame's record, in the order of stack addresses.
Insertion insert_open_record(G* g, const CodeTables& code, const Frame& frame,
                             const uint8_t* table) {
  Defer** place = &g->defer;
  while (*place != nullptr && (*place)->sp <= frame.sp) {
    if ((*place)->sp == frame.sp) {
      // Nothing goes past a record that has been started.
      return (*place)->started ? Insertion::Done : Insertion::AlreadyThere;
    }
    place = &(*place)->link;
  }
  Defer* d = new_open_record(code, frame, table);
  d->link = *place;
  *place = d;
  return Insertion::Done;
}

}  // namespace

DeferredCall take_open_defer(const Defer* d) {
  const auto* p = static_cast<const uint8_t*>(d->fd);
  uint32_t bits_offset = read_varint(p);
  uint32_t count = read_varint(p);
  auto* bits = reinterpret_cast<uint8_t*>(d->varp - bits_offset);
  for (uint32_t i = count; i-- > 0;) {
    uint32_t closure_offset = read_varint(p);
    if ((*bits >> i & 1) != 0) {
      *bits = static_cast<uint8_t>(*bits & ~(1u << i));
      return {*reinterpret_cast<FuncVal**>(d->varp - closure_offset), 1};
    }
  }
  return kNoCall;
}

bool has_open_defers(const Defer* d) {
  const auto* p = static_cast<const uint8_t*>(d->fd);
  return *reinterpret_cast<const uint8_t*>(d->varp - read_varint(p)) != 0;
}

void add_open_defer_frame(G* g, uintptr_t pc, uintptr_t sp, const Defer* finished) {
  CodeTables code = code_tables();
  for (Unwinder walk(code, pc, sp); walk.valid(); walk.step()) {
    const Frame& frame = walk.frame();
    const uint8_t* table = code.funcdata(frame.fn, kFuncDataOpenCodedDeferInfo);
    bool is_finished = finished != nullptr && finished->sp == frame.sp;
    if (table != nullptr && !is_finished &&
        insert_open_record(g, code, frame, table) == Insertion::Done) {
      return;
    }
  }
}

void free_defer(Defer* d) {
  if (d->heap && d->size == 0) {
    d->link = m0.defer_pool;
    m0.defer_pool = d;
  }
}

}  // namespace prologo::runtime
