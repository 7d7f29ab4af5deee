#pragma once
// What the compiler and the run-time support must agree on: structures that compiled code or
// the tables of an object file describe, at Go 1.19's offsets for linux/amd64. Freestanding, so
// that both sides can include it; nothing else of the runtime is for the compiler except the
// .def tables beside this file.

#include <stddef.h>
#include <stdint.h>

namespace prologo::runtime {

// ---- Stacks -----------------------------------------------------------------------------

constexpr int64_t kStackMin = 2048;           // first stack of a goroutine
constexpr int64_t kStackGuard = 928;          // stackguard0 = stack.lo + kStackGuard
constexpr int64_t kStackSmall = 128;          // frames up to this compare SP itself
constexpr int64_t kStackBig = 4096;           // frames above this check for wrap-around
constexpr int64_t kMaxStack = 1'000'000'000;  // larger: "stack overflow"
constexpr int64_t kTlsG = -8;                 // FS-relative place of the current g

struct Stack {
  uintptr_t lo;
  uintptr_t hi;
};

// Saved state of a goroutine that is not running.
struct Gobuf {
  uintptr_t sp;
  uintptr_t pc;
  uintptr_t g;
  void* ctxt;  // closure register at entry of `pc`
  uintptr_t ret;
  uintptr_t lr;
  uintptr_t bp;
};

static_assert(sizeof(Gobuf) == 56);

struct Type;
struct FuncVal;

struct Eface {
  const Type* type;
  void* data;
};

struct String {
  const uint8_t* ptr;
  int64_t len;
};

struct Slice {
  void* ptr;
  int64_t len;
  int64_t cap;
};

// ---- Panics and deferred calls ----------------------------------------------------------

// Lives in the frame of gopanic.
struct Panic {
  void* argp;  // argument area of the deferred call that runs now; wrappers rewrite it
  Eface arg;
  Panic* link;
  uintptr_t pc;
  uintptr_t sp;
  bool recovered;
  bool aborted;
  bool goexit;
};

// Lives on the heap (deferproc), or in the deferring frame (deferprocStack), where compiled
// code stores `fn` itself.
struct Defer {
  uint32_t size;  // of the arguments behind the record; 0: the call takes none
  bool started;
  bool heap;
  bool open_defer;
  uintptr_t sp;
  uintptr_t pc;
  FuncVal* fn;
  Panic* panic;
  Defer* link;
  const void* fd;      // open-coded: FUNCDATA 4 of the frame
  uintptr_t varp;      // open-coded: top of the frame's variables
  uintptr_t frame_pc;  // open-coded: where the frame was when the record was made
};

static_assert(sizeof(Defer) == 72 && offsetof(Defer, fn) == 24 && offsetof(Defer, link) == 40);
static_assert(offsetof(Defer, fd) == 48 && offsetof(Defer, frame_pc) == 64);
static_assert(offsetof(Panic, link) == 24 && offsetof(Panic, goexit) == 50);

// ---- Goroutine --------------------------------------------------------------------------

struct M;

struct G {
  Stack stack;
  uintptr_t stackguard0;  // compared by Go functions
  uintptr_t stackguard1;  // compared by functions of the system stack (morestackc)
  Panic* panic;
  Defer* defer;
  M* m;
  Gobuf sched;
  // Below here compiled code looks at nothing.
  int64_t id;
  const char* wait_reason;  // null: running or runnable
  uintptr_t start_pc;       // entry of the goroutine's function
  uintptr_t go_pc;          // pc of the go statement, for "created by"
  uint32_t signal;          // set while a signal is being turned into a panic
  uint32_t signal_code;
  uintptr_t signal_address;
  uintptr_t signal_pc;
  bool throw_split;  // a stack that must grow now is a bug
  bool is_dead;
  G* next;                // in the queue it stands in
  G* all_next;            // all goroutines in the order they were made
  struct Waiter* waiter;  // blocked on channels: one for each case of a select
  struct Block* results;  // blocked in a select: where its results go
};

static_assert(offsetof(G, stackguard0) == 16 && offsetof(G, panic) == 32);
static_assert(offsetof(G, defer) == 40 && offsetof(G, m) == 48 && offsetof(G, sched) == 56);

struct FuncVal {
  uintptr_t code;
  // captured variables follow
};

// Non-zero in the first word: compiled code takes the write-barrier path.
struct WriteBarrier {
  uint32_t enabled;
  uint32_t pad;
  uint64_t align;
};

// ---- Type descriptors -------------------------------------------------------------------

enum class Kind : uint8_t {
  Invalid,
  Bool,
  Int,
  Int8,
  Int16,
  Int32,
  Int64,
  Uint,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Uintptr,
  Float32,
  Float64,
  Complex64,
  Complex128,
  Array,
  Chan,
  Func,
  Interface,
  Map,
  Pointer,
  Slice,
  String,
  Struct,
  UnsafePointer,
};
constexpr uint8_t kKindDirectIface = 1 << 5;  // the data word of an interface is the value
constexpr uint8_t kKindGcProg = 1 << 6;       // gcdata is a program, not a bitmap
constexpr uint8_t kKindMask = (1 << 5) - 1;

enum TypeFlag : uint8_t {
  kTypeUncommon = 1,   // an UncommonType follows the kind's structure
  kTypeExtraStar = 2,  // the stored name has a leading '*' to be skipped
  kTypeNamed = 4,
  kTypeRegularMemory = 8,  // equal and hash may treat a value as plain bytes
};

// Offsets of names and types count from the symbol runtime.types; of code, from runtime.text.
using NameOffset = int32_t;
using TypeOffset = int32_t;
using TextOffset = int32_t;

// A name: flag byte, varint length, bytes, [varint length, tag bytes], [NameOffset of package].
enum NameFlag : uint8_t {
  kNameExported = 1,
  kNameHasTag = 2,
  kNameHasPackage = 4,
  kNameEmbedded = 8,
};

struct Type {
  uint64_t size;
  uint64_t ptrdata;  // bytes up to the end of the last pointer
  uint32_t hash;
  uint8_t tflag;  // TypeFlag
  uint8_t align;
  uint8_t field_align;
  uint8_t kind;           // Kind and the kKind flags
  FuncVal* equal;         // func(p, q unsafe.Pointer) bool; null: not comparable
  const uint8_t* gcdata;  // bit i: word i is a pointer
  NameOffset str;
  TypeOffset ptr_to_this;

  Kind kind_of() const { return static_cast<Kind>(kind & kKindMask); }

  bool is_direct_iface() const { return (kind & kKindDirectIface) != 0; }
};

static_assert(sizeof(Type) == 48 && offsetof(Type, hash) == 16 && offsetof(Type, equal) == 24);
static_assert(offsetof(Type, gcdata) == 32 && offsetof(Type, str) == 40);

struct UncommonType {
  NameOffset package;
  uint16_t method_count;
  uint16_t exported_count;
  uint32_t methods;  // offset from this UncommonType to Method[method_count]
  uint32_t unused;
};

// Sorted by name, exported names first as their bytes sort.
struct Method {
  NameOffset name;
  TypeOffset type;         // func type without receiver
  TextOffset iface_code;   // called through an interface
  TextOffset direct_code;  // called directly
};

struct InterfaceMethod {
  NameOffset name;
  TypeOffset type;
};

struct ArrayType {
  Type type;
  const Type* elem;
  const Type* slice;
  uint64_t length;
};

struct ChanType {
  Type type;
  const Type* elem;
  uint64_t direction;  // 1 receive, 2 send, 3 both
};

struct FuncType {
  Type type;
  uint16_t in_count;
  uint16_t out_count;  // high bit: variadic
  uint32_t pad;
  // [UncommonType], then const Type* of parameters and results
};

struct InterfaceType {
  Type type;
  const uint8_t* package;  // a name, or null
  InterfaceMethod* methods;
  int64_t method_count;
  int64_t method_cap;
};

struct MapType {
  Type type;
  const Type* key;
  const Type* elem;
  const Type* bucket;
  FuncVal* hasher;   // func(p unsafe.Pointer, seed uintptr) uintptr
  uint8_t key_size;  // of the slot in a bucket
  uint8_t elem_size;
  uint16_t bucket_size;
  uint32_t flags;  // MapFlag
};

enum MapFlag : uint32_t {
  kMapIndirectKey = 1,
  kMapIndirectElem = 2,
  kMapReflexiveKey = 4,   // k == k always
  kMapNeedKeyUpdate = 8,  // assigning must overwrite the key
  kMapHashMightPanic = 16,
};

struct PointerType {
  Type type;
  const Type* elem;
};

struct SliceType {
  Type type;
  const Type* elem;
};

struct StructField {
  const uint8_t* name;
  const Type* type;
  uint64_t offset;
};

struct StructType {
  Type type;
  const uint8_t* package;
  StructField* fields;
  int64_t field_count;
  int64_t field_cap;
};

static_assert(sizeof(MapType) == 88 && offsetof(MapType, key_size) == 80);
static_assert(sizeof(UncommonType) == 16 && sizeof(StructType) == 80 && sizeof(FuncType) == 56);

struct Itab {
  const InterfaceType* inter;
  const Type* type;
  uint32_t hash;  // of type, for type switches
  uint32_t pad;
  uintptr_t fun[1];  // one per method of inter, by name; fun[0] == 0: the type lacks a method
};

static_assert(offsetof(Itab, hash) == 16 && offsetof(Itab, fun) == 24);

struct Iface {
  Itab* tab;
  void* data;
};

// ---- Maps, channels ---------------------------------------------------------------------

constexpr int kBucketSlots = 8;
constexpr int64_t kMapMaxKey = 128;  // larger keys and elements are kept by pointer
constexpr int64_t kMapMaxElem = 128;

struct MapBucket {
  uint8_t tophash[kBucketSlots];
  // kBucketSlots keys, kBucketSlots elements, then a pointer to the overflow bucket
};

struct MapExtra;

struct Map {
  int64_t count;  // len(m)
  uint8_t flags;
  uint8_t b;  // log2 of the number of buckets
  uint16_t overflow_count;
  uint32_t hash0;
  void* buckets;
  void* old_buckets;  // while growing
  uintptr_t evacuated;
  MapExtra* extra;
};

static_assert(sizeof(Map) == 48 && offsetof(Map, hash0) == 12 && offsetof(Map, buckets) == 16);

struct MapIterator {
  void* key;  // null at the end
  void* elem;
  const MapType* type;
  Map* map;
  void* buckets;
  MapBucket* bucket;
  void* overflow;
  void* old_overflow;
  uintptr_t start_bucket;
  uint8_t offset;
  bool visited;  // the walk has begun
  uint8_t b;
  uint8_t slot;
  uintptr_t next_bucket;
  uintptr_t check_bucket;
};

static_assert(sizeof(MapIterator) == 96);

struct Waiter;

struct WaitQueue {
  Waiter* first;
  Waiter* last;
};

// Compiled code reads count and capacity for len and cap.
struct Chan {
  uint64_t count;
  uint64_t capacity;
  uint8_t* buffer;
  uint16_t elem_size;
  bool closed;
  const Type* elem;
  uint64_t send_at;  // slots of the buffer
  uint64_t receive_at;
  WaitQueue receivers;
  WaitQueue senders;
};

static_assert(offsetof(Chan, count) == 0 && offsetof(Chan, capacity) == 8);

struct SelectCase {
  Chan* chan;
  void* elem;
};

// ---- Tables of code: .gopclntab, PCDATA, FUNCDATA ----------------------------------------

constexpr uint32_t kPclntabMagic = 0xfffffff0;  // Go 1.18 and 1.19

struct PcHeader {
  uint32_t magic;
  uint8_t pad[2];
  uint8_t min_lc;
  uint8_t pointer_size;
  uint64_t function_count;
  uint64_t file_count;
  uint64_t text_start;
  uint64_t names;  // offsets of the sub-tables from the start of the section
  uint64_t units;
  uint64_t files;
  uint64_t pc_values;
  uint64_t functions;
};

static_assert(sizeof(PcHeader) == 72);

struct FuncTabEntry {
  uint32_t entry;  // from text_start
  uint32_t func;   // from PcHeader::functions
};

// uint32_t pcdata[pcdata_count] and uint32_t funcdata[funcdata_count] follow.
struct Func {
  uint32_t entry;
  int32_t name;
  int32_t args;  // bytes of the argument area
  uint32_t deferreturn;
  uint32_t pcsp;
  uint32_t pcfile;
  uint32_t pcln;
  uint32_t pcdata_count;
  uint32_t unit;
  uint8_t func_id;
  uint8_t flag;
  uint8_t pad;
  uint8_t funcdata_count;
};

static_assert(sizeof(Func) == 40);
constexpr uint32_t kNoFuncData = ~uint32_t{0};
constexpr int32_t kArgsUnknown = INT32_MIN;  // Func::args of a function without a prototype

enum PcData : int {
  kPcDataUnsafePoint = 0,
  kPcDataStackMapIndex = 1,
  kPcDataInlTreeIndex = 2,
  kPcDataArgLiveIndex = 3,
};

enum FuncData : int {
  kFuncDataArgsPointerMaps = 0,
  kFuncDataLocalsPointerMaps = 1,
  kFuncDataStackObjects = 2,
  kFuncDataInlTree = 3,
  kFuncDataOpenCodedDeferInfo = 4,
  kFuncDataArgInfo = 5,
  kFuncDataArgLiveInfo = 6,
  kFuncDataWrapInfo = 7,
};

// FUNCDATA 0 and 1: `count` bitmaps of (bits + 7) / 8 bytes follow.
struct StackMapHead {
  int32_t count;
  int32_t bits;
};

// FUNCDATA 2: a uint64_t count, then these.
struct StackObject {
  int32_t offset;  // negative: from the top of the variables; else from the arguments
  int32_t size;
  int32_t ptrdata;  // negative: gcdata is a program
  uint32_t gcdata;  // offset from the symbol go.func.*
};

// FUNCDATA 3.
struct InlinedCall {
  int16_t parent;
  uint8_t func_id;
  uint8_t pad;
  int32_t file;
  int32_t line;
  int32_t name;
  int32_t parent_pc;
};

static_assert(sizeof(StackObject) == 16 && sizeof(InlinedCall) == 20);

// FUNCDATA 5: pairs (offset, size), with these as punctuation.
enum ArgInfo : uint8_t {
  kArgEnd = 0xff,
  kArgStartAggregate = 0xfe,
  kArgEndAggregate = 0xfd,
  kArgDots = 0xfc,
  kArgOffsetTooLarge = 0xfb,
};

constexpr int kArgInfoLimit = 10;    // items shown
constexpr int kArgInfoMaxDepth = 5;  // nesting shown

enum FuncId : uint8_t {
  kFuncIdNormal = 0,
  kFuncIdAbort = 1,
  kFuncIdAsmcgocall = 2,
  kFuncIdAsyncPreempt = 3,
  kFuncIdCgocallback = 4,
  kFuncIdDebugCall = 5,
  kFuncIdGcBgMarkWorker = 6,
  kFuncIdGoexit = 7,
  kFuncIdGogo = 8,
  kFuncIdGopanic = 9,
  kFuncIdHandleAsyncEvent = 10,
  kFuncIdMcall = 11,
  kFuncIdMorestack = 12,
  kFuncIdMstart = 13,
  kFuncIdPanicwrap = 14,
  kFuncIdRt0Go = 15,
  kFuncIdRunfinq = 16,
  kFuncIdRuntimeMain = 17,
  kFuncIdSigpanic = 18,
  kFuncIdSystemstack = 19,
  kFuncIdSystemstackSwitch = 20,
  kFuncIdWrapper = 21,
};

enum FuncFlag : uint8_t {
  kFuncFlagTopFrame = 1,
  kFuncFlagSpWrite = 2,
  kFuncFlagAsm = 4,
  // In asm_functions.def only:
  kFuncFlagOptional = 0x40,  // in the program only if compiled code refers to it
  kFuncFlagAbsent = 0x80,    // no such function
};

// ---- Helpers (helpers.def) ----------------------------------------------------------------

// SP deltas inside the runtime's own functions with frames (asm_functions.def).
constexpr int kBridgeFrame = 24;  // of a bridge
constexpr int kBlockFrame = 96;   // of a bridge that passes a block
constexpr int kPanicFrame = 96;   // of gopanic and Goexit
constexpr int kMainFrame = 16;    // of runtime.main

enum HelperFlag : unsigned {
  kNoReturn = 1,      // control never comes back
  kAsm = 2,           // written in assembly; others are C++ behind a bridge
  kOwnRegisters = 4,  // does not follow ABIInternal: see the row's group
  kLater = 8,         // declared, not in the runtime yet: using it is a link error
  kBlock = 16,        // how the C++ side takes its arguments (bridges.S)
  kCore = 32,         // part of every program: the runtime itself refers to it
  kStackEntry = 64,   // has code for calls by the stack, "NAME.abi0" (stack_entries.S)
};

}  // namespace prologo::runtime
