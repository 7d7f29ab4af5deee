#pragma once
// The typed tree between the checker and SSA construction: one node form for all three steps
// (order, walk, build). It plays the part of Go's typechecked tree and keeps Go's vocabulary,
// since every temporary, evaluation order and helper call is decided on it.
//
// Types are ir::Type throughout. Identical types may be several objects, by where they are written
// (ir/type.h): compare with is_identical (lower/conversions.h). Where the Go type itself is needed
// (descriptors, signatures), lower/types.h maps back.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ir/abi.h"
#include "ir/module.h"
#include "ir/type.h"
#include "support/pool.h"
#include "support/source.h"
#include "support/thin.h"

namespace prologo::lower {

struct Func;
struct Name;
struct Node;
using Nodes = ThinVector<Node*>;

// Column two: W = the op survives walk, so the builder must know it; - = gone by then.
// The comment tells the fields in use; those of W rows are the contract with the builder.
// Every node, statement or expression, may also have `init`: statements that the builder runs
// just before it builds the node (a loop's condition: before every test).
// clang-format off
enum class Op : uint8_t {
  Invalid,
  // Leaves.
  Name,       // W name. Param, result, local, global variable or function (value: name->value_sym)
  Literal,    // W value (constant of node type)
  Nil,        // W typed nil (pointer, slice, map, chan, func, interface, unsafe.Pointer)
  LinkSym,    // W sym+offset: a static object, under Addr, as left side or as value
  Result,     // W index: result `index` of the call statement just executed
  GetCallerSp,  // W address of the caller's arguments (for gorecover): uintptr
  // Arithmetic: x, y (binary) or x (unary).
  Add, Sub, Mul, Div, Mod, And, Or, Xor, AndNot,  // W (Div and Mod check for zero themselves)
  Lsh, Rsh,             // W; flag bounded: the count is known to be in range
  Eq, Ne, Lt, Le, Gt, Ge,  // W; operands of simple kinds (numbers, bools, pointers, nil tests)
  AndAnd, OrOr,         // W short circuit, result bool
  Not, Neg, BitNot, Plus,  // W
  Complex, Real, Imag,  // W Complex: x, y
  AddStr,               // - list
  // Memory and structure.
  Addr,       // W x: addressable (Name, Deref, Dot, DotPtr, Index, LinkSym) or a call's temp
  Deref,      // W x; nil check unless flag nonnil
  Dot,        // W x.field: index (field number), offset (bytes); x may be any value
  DotPtr,     // W x->field: same; nil check unless flag nonnil
  DotInter,   // W only as callee of CallInter: x interface, offset (of the code word in the itab)
  DotMethod,  // - x.method, callee of a call
  MethodValue,  // - x.method not called
  Index,      // W x[y] of string, slice, array (value or address); flag bounded: no check
  IndexMap,   // - x[y]; flag assigned
  Slice, SliceArr, SliceStr, Slice3, Slice3Arr,  // W x, list = {low, high, max} with nulls;
              // SliceArr/Slice3Arr: x is a pointer to array; flag bounded
  SliceHeader,  // W x = pointer, list = {len, cap}: builds a slice
  SliceToArrayPtr,  // W x slice, type *[N]T: length check, then the pointer
  StringHeader, // W x = pointer, y = len: builds a string
  Len, Cap,   // W x (string, slice, map, chan, array value already folded)
  Sptr,       // W data pointer of string or slice x
  Itab,       // W first word of interface x
  Idata,      // W second word of interface x (type: pointer type); nil check free
  EFace,      // W interface value from x = type or itab word, y = data word
  CheckNil,   // W statement: nil check of x
  // Conversions: x to `type`.
  Conv,       // W numeric, bool, complex
  ConvNop,    // W same representation
  ConvIface,  // -
  BytesToStr, RunesToStr, StrToBytes, StrToRunes, RuneToStr,  // -
  BytesToStrTmp, StrToBytesTmp,  // W reinterpret header without copying
  // Type assertion x.(type).
  DotType,    // W list = {want, target, source}: addresses (Addr of LinkSym). want: what the first
              // word of x must equal (type word if x is an empty interface, else the itab; null
              // if `type` is an interface); target: descriptor of `type`; source: descriptor of
              // x's type. Panics on failure
  DotType2,   // W same, only as y of As2DotType
  // Literals of composites and functions.
  StructLit, ArrayLit,  // W only as zero value of an SSA-able type (list empty)
  SliceLit, MapLit, PtrLit,  // -
  KeyValue,   // - x key, y value (array index, map key)
  StructKey,  // - index field, x value
  Closure,    // - func
  FuncCode,   // W name: the code address of a function (uintptr), for closure objects
  // Calls.
  Call,       // - not yet told apart
  CallFunc,   // W x callee (Name of class Func: static; else a func value), list = arguments in
              // parameter order (receiver first), sig
  CallInter,  // W x = DotInter, list = arguments without the receiver word, sig without receiver
  CallMeth,   // - x = DotMethod
  InlinedCall,  // - body = statements, list = result variables
  Append,     // W list = {slice, values...} (spread is rewritten), x = address of the element
              // type's descriptor; flag in_place never under -N
  Copy, Delete, New, MakeSlice, MakeSliceCopy, MakeMap, MakeChan, Close, Panic, Recover, Print,
  Println,    // - but New: W allocation on the heap, type = *T, y = address of T's descriptor
  UnsafeAdd, UnsafeSlice,  // UnsafeAdd W x pointer, y offset
  Recv,       // - <-x
  // Statements.
  Block,      // W list
  Empty,      // W nothing
  Dcl,        // W x = Name: the variable begins to live (heap ones: newobject into its &x)
  As,         // W x (null or blank: only evaluate y), y (null: zero value); flags skip_ptr,
              // skip_len, skip_cap (for `s = s[...]`, set by the builder)
  As2,        // - list = right, lhs = left
  As2Func, As2MapR, As2Recv,  // -
  As2DotType,  // W lhs = {v, ok} (either may be null), y = DotType2
  AsOp,       // - x, y, sub_op
  If,         // W x condition (init run first), body, else_body; likely
  For,        // W x condition or null, y = post statement or null, body, label
  ForUntil,   // W as For, late = statements run after a successful test at the end of the body
  Range, Switch, TypeSwitch, Select,  // Switch W (after walk): body = statements, label: a
              // target for break; Select W alike. Before: list = Case nodes, for Select with
              // x = Send, or As2Recv with blanks for what is not wanted (null: default)
  Case,       // - list of tests, body
  JumpTable,  // W x integer, list = one Goto a value it covers, ascending, each with `value`
  Label,      // W label
  Goto,       // W label
  Break, Continue,  // W label or "" (innermost)
  Fall,       // -
  Return,     // W results are already assigned (body = statements to run first)
  TailCall,   // W x = CallFunc (wrappers)
  Go, Defer,  // W x = CallFunc without arguments and results: x->x a func value or function.
              // Defer flag stack_record: outside of loops, record on the stack
  Send,       // - x channel, y value
  VarKill,    // W x = Name
  VarLive,    // W x = Name
  InlineMark,  // W index: number of the inlined call whose body begins here
  Count,
};
// clang-format on

std::string_view op_name(Op op);

// A constant of a typed node. Integers are sign or zero extended from their type; bool in i.
struct Constant {
  enum class Kind : uint8_t { None, Bool, Int, Float, Complex, String } kind = Kind::None;
  int64_t i = 0;
  double re = 0;  // Float, Complex; already rounded to the node's type
  double im = 0;
  ThinString s{};

  static Constant of_int(int64_t value) { return {.kind = Kind::Int, .i = value}; }

  static Constant of_bool(bool value) { return {.kind = Kind::Bool, .i = value ? 1 : 0}; }

  static Constant of_string(std::string value) {
    Constant made{.kind = Kind::String};
    made.s = std::move(value);
    return made;
  }

  friend bool operator==(const Constant&, const Constant&) = default;
};

struct Node {
  Op op = Op::Invalid;
  Op sub_op = Op::Invalid;  // AsOp
  Pos pos;                  // unknown: take over the enclosing position
  const ir::Type* type = nullptr;
  Node* x = nullptr;
  Node* y = nullptr;
  Nodes list;
  Nodes lhs;  // As2*: left sides
  Nodes init;
  Nodes body;
  Nodes else_body;
  Nodes late;  // ForUntil
  Name* name = nullptr;
  Func* func = nullptr;  // Closure; DotMethod and MethodValue: the method if concrete
  const ir::Symbol* sym = nullptr;
  const ir::Signature* sig = nullptr;  // calls
  ThinValue<Constant> value;
  ThinString label;          // and field or method name
  Node* prealloc = nullptr;  // order: a temporary for the object that does not escape
  int64_t offset = 0;
  int index = 0;  // field number, result number; call: the argument evaluated first

  enum class Likely : int8_t { No = -1, Unknown = 0, Yes = 1 } likely : 2 = Likely::Unknown;
  enum class Esc : uint8_t { Unknown, None, Heap, Never } esc : 2 = Esc::Unknown;
  bool bounded : 1 = false;      // index, slice or shift count is known to be in range
  bool nonnil : 1 = false;       // pointer is known not to be nil
  bool implicit : 1 = false;     // made by the compiler
  bool colas : 1 = false;        // :=
  bool def : 1 = false;          // As: x is declared here
  bool spread : 1 = false;       // call with f(s...)
  bool is_variadic : 1 = false;  // call of a variadic function
  bool assigned : 1 = false;     // IndexMap on the left side
  bool no_inline : 1 = false;
  bool generic_args : 1 = false;  // call: the type of some argument depends on a type parameter
  bool transient : 1 = false;     // result is used up within the statement
  bool stack_record : 1 = false;  // Defer
  bool skip_zero : 1 = false;     // As: x need not be zeroed first
  bool increment : 1 = false;     // AsOp from x++
  bool has_break : 1 = false;     // loops and switches
  bool walked : 1 = false;
  bool renames : 1 = false;  // ConvNop between byte and uint8, or rune and int32
};

// A variable, parameter, result or function.
struct Name {
  enum class Class : uint8_t { Extern, Auto, AutoHeap, Param, Result, Func, ClosureVar };
  std::string name;  // "x", "~r0", ".autotmp_4", "_"; Extern and Func: the link name
  Class cls = Class::Auto;
  const ir::Type* type = nullptr;
  Pos pos;
  Node* node = nullptr;                   // the Node{Op::Name} that stands for it everywhere
  const ir::Symbol* sym = nullptr;        // Extern, Func
  const ir::Symbol* value_sym = nullptr;  // Func used as a value: its closure object `f·f`
  const ir::Abi* abi = nullptr;           // Func
  const ir::Signature* sig = nullptr;     // Func
  Func* func = nullptr;                   // Func with a body here
  Func* owner = nullptr;                  // function the variable belongs to
  int dcl_index = -1;                     // place in owner->dcl
  int vargen = 0;                         // tells variables of one name apart

  bool is_autotmp = false;
  bool address_taken = false;
  bool esc_heap = false;  // moved to the heap: the builder makes and uses its `&x`
  bool used = false;
  bool assigned = false;        // assigned after its declaration
  bool captured = false;        // by some closure
  bool read_only = false;       // Extern: constant data
  bool is_helper = false;       // Func of the run-time system
  bool is_package_var = false;  // Extern declared in the source
  bool is_ddd = false;          // the variadic parameter
  // ClosureVar: a variable of the enclosing function seen from inside a closure.
  Name* outer = nullptr;       // the same variable one function out
  Name* definition = nullptr;  // the variable itself (this, unless ClosureVar)
  bool by_value = false;       // captured by value
  Node* defn = nullptr;        // the statement that declares it
  // Set: the variable lives where this pointer variable (a parameter `&x`) points to.
  Name* heap_addr = nullptr;
  void* build = nullptr;  // the builder's ir::Variable

  bool is_closure_var() const { return cls == Class::ClosureVar; }

  bool on_stack() const {
    return (cls == Class::Auto || cls == Class::Param || cls == Class::Result) && !esc_heap;
  }
};

// What inlining keeps of a function: the body as it was before calls in it were replaced.
struct Inlinable {
  int cost = 0;
  Nodes body;
  std::vector<Name*> locals;       // parameters, named results and the locals in use
  bool can_delay_results = false;  // one return: results are declared there
};

struct Func {
  std::string name;      // link name: "main.f", "main.f.func1", "main.(*T).M"
  Name* self = nullptr;  // its Name of class Func
  Pos pos;               // `func`
  Pos end_pos;           // closing brace
  const ir::Type* type = nullptr;
  ir::Signature sig;  // receiver first; closures called directly: captures first
  // By signature position; null for unnamed and blank parameters. Results are never null.
  std::vector<Name*> params;
  std::vector<Name*> results;
  // Go's declaration list: parameters and results (named, in order), locals, temporaries.
  std::vector<Name*> dcl;
  // Captures, in order. Object layout: code word, then each capture aligned to its type (by
  // value) or a pointer. The builder loads them at entry when needs_context is set.
  std::vector<Name*> closure_vars;
  Nodes body;
  bool has_body = true;
  const ir::Abi* abi = nullptr;

  bool no_split = false;
  bool no_inline = false;
  bool generic_params = false;  // an instance, with parameters of types that it was given
  bool no_escape = false;  // without body: it keeps nothing that its arguments point to
  bool is_wrapper = false;
  bool is_abi_wrapper = false;
  bool needs_context = false;
  bool no_nil_checks = false;  // generated code whose pointers are good
  bool dup_ok = false;
  bool is_hidden_closure = false;  // a func literal
  bool is_package_init = false;
  bool is_method_value = false;  // the code behind x.m taken as a value
  bool is_dead = false;          // a literal in code that never runs
  bool has_defer = false;
  bool open_coded_defers = false;
  bool has_call = false;
  bool inlining_decided = false;
  std::unique_ptr<Inlinable> inlinable;  // null: calls stay calls
  int defer_count = 0;
  int closure_count = 0;    // names of nested literals
  Func* outer = nullptr;    // the function around a func literal
  Node* closure = nullptr;  // the literal's node
};

// A package as it goes through lowering. Owns all nodes and names.
struct Unit {
  ir::Module* module = nullptr;
  std::vector<Func*> funcs;    // in the order Go compiles and emits them
  std::vector<Name*> globals;  // package variables in order of declaration

  Pool<Node> nodes;
  Pool<Name> names;
  Pool<Func> func_storage;
  Pool<ir::Signature> signatures;

  Node* node(Op op, Pos pos, const ir::Type* type = nullptr);
  Name* new_name(std::string name, Name::Class cls, const ir::Type* type, Pos pos);
  Func* new_func(std::string name, Pos pos);
  const ir::Signature* keep(ir::Signature sig);
};

}  // namespace prologo::lower
