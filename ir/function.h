#pragma once
// The IR: SSA values in blocks of a function. Memory is a value; phis are values (the register
// allocator must make Go's choices, and those are stated over phis). Value and block numbers
// matter: they break ties in scheduling and spilling, so freed numbers are used again last in,
// first out, as in Go (reference/optimised.md section 3).

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ir/abi.h"
#include "ir/opcode.h"
#include "ir/type.h"
#include "support/source.h"

namespace prologo::ir {

struct Block;
struct CallInfo;
struct Function;
struct Value;
struct Variable;

using ValueId = int32_t;
using BlockId = int32_t;

// A linker symbol. Interned in Module: one object per name and ABI.
struct Symbol {
  enum class Kind : uint8_t { Text, Data, ReadOnly, Bss, External };
  std::string name;  // Go's name: "main.add", "type.int", "runtime.growslice"
  Kind kind = Kind::External;
  bool is_abi0 = false;  // linked as name + ".abi0"
  bool dup_ok = false;
  int64_t size = 0;
  int index = -1;  // scratch for the ELF writer
};

// A named or compiler-made variable with (perhaps) a stack slot.
struct Variable {
  enum class Class : uint8_t { Param, Result, Auto };
  std::string name;  // "a", "~r0", ".autotmp_4", "&x"
  const Type* type = nullptr;
  Class cls = Class::Auto;
  Pos pos;
  bool address_taken = false;
  bool is_autotmp = false;
  bool used = false;                 // has a slot in the frame
  bool needs_zero = false;           // prologue clears it (ambiguously live pointers)
  bool in_registers = false;         // Param, Result: passed in registers
  bool is_open_defer_slot = false;   // holds the closure of an open-coded defer, or their bits
  bool is_closure_var = false;       // capture loaded at entry
  bool non_ssa = false;              // must live in memory
  Variable* heap_address = nullptr;  // Result that lives on the heap: the variable "&r"
  // Param, Result with memory home at the caller's: offset from FP. Auto: offset from the
  // frame's top (negative), set by the frame planner (reference/prologue.md section 7).
  int64_t offset = 0;
  int index = -1;  // place in Function::variables
};

// Part of a variable: the aux of ArgIntReg and ArgFloatReg. Interned in Function.
struct VariablePart {
  Variable* variable = nullptr;
  int64_t offset = 0;
};

// What `aux` of a value or block points to; which one is the opcode's business (opcode.h).
class Aux {
 public:
  enum class Kind : uint8_t { None, Symbol, Variable, Part, Call, Type, Text };

  Aux() = default;

  Aux(const Symbol* s) : kind_(Kind::Symbol), ptr_(s) {}

  Aux(Variable* v) : kind_(Kind::Variable), ptr_(v) {}

  Aux(const VariablePart* p) : kind_(Kind::Part), ptr_(p) {}

  Aux(const CallInfo* c) : kind_(Kind::Call), ptr_(c) {}

  Aux(const Type* t) : kind_(Kind::Type), ptr_(t) {}

  Aux(const std::string* s) : kind_(Kind::Text), ptr_(s) {}  // ConstString; interned in Module

  Kind kind() const { return kind_; }

  explicit operator bool() const { return kind_ != Kind::None; }

  const void* raw() const { return ptr_; }

  const Symbol* symbol() const { return static_cast<const Symbol*>(ptr_); }

  // Of a Variable or a Part.
  Variable* variable() const {
    return kind_ == Kind::Part ? part()->variable
                               : static_cast<Variable*>(const_cast<void*>(ptr_));
  }

  const VariablePart* part() const { return static_cast<const VariablePart*>(ptr_); }

  const CallInfo* call() const { return static_cast<const CallInfo*>(ptr_); }

  const Type* type() const { return static_cast<const Type*>(ptr_); }

  const std::string* interned_text() const { return static_cast<const std::string*>(ptr_); }

  const std::string& text() const { return *static_cast<const std::string*>(ptr_); }

  friend bool operator==(const Aux& a, const Aux& b) = default;

 private:
  Kind kind_ = Kind::None;
  const void* ptr_ = nullptr;
};

// The callee of a call, its signature and ABI: the aux of call values.
struct CallInfo {
  const Symbol* callee = nullptr;  // null: closure or interface call
  const Abi* abi = nullptr;
  Signature signature;
  CallLayout layout;        // abi->lay_out(signature), computed once
  bool is_runtime = false;  // a compiler-inserted run-time call
};

struct Value {
  ValueId id = 0;
  Op op = Op::Invalid;
  const Type* type = nullptr;
  Block* block = nullptr;
  int64_t aux_int = 0;  // integer constant, offset, float bits (double), condition code, ...
  Aux aux;
  boost::container::small_vector<Value*, 3> args;
  Pos pos;                // pos.mark: first instruction of a source line or not
  int32_t uses = 0;       // arguments and block controls that refer to this value
  bool in_cache = false;  // in Function::constants

  Value* arg(size_t i) const { return args[i]; }

  bool is_memory() const;     // its type is memory, or a tuple/results that ends in memory
  Value* memory_arg() const;  // the memory state it takes (its last argument), or null
  bool is_removable() const;  // may go when nothing uses it
};

struct Edge {
  Block* block = nullptr;
  int index = 0;  // of the matching edge at the other end
};

enum class Likely : int8_t { Unlikely = -1, Unknown = 0, Likely = 1 };

struct Block {
  BlockId id = 0;
  BlockKind kind = BlockKind::Invalid;
  Function* fn = nullptr;
  std::vector<Edge> succs;
  std::vector<Edge> preds;
  std::array<Value*, 2> controls{};
  int64_t aux_int = 0;
  Aux aux;
  std::vector<Value*> values;  // unordered until `schedule`
  Pos pos;
  Likely likely = Likely::Unknown;  // of succs[0]
  bool flags_live_at_end = false;

  int control_count() const { return controls[1] ? 2 : controls[0] ? 1 : 0; }

  // Every predecessor expects to come here.
  bool is_likely_target() const;
};

// Where the register allocator put a value.
struct Location {
  enum class Kind : uint8_t { None, Reg, Stack, Pair };
  Kind kind = Kind::None;
  Register reg = kNoRegister;
  Register second = kNoRegister;  // Pair: second result of a tuple
  Variable* slot = nullptr;       // Stack
  int64_t offset = 0;             // Stack: within the slot
  const Type* type = nullptr;     // Stack
};

struct Module;

// What a named value stands for: a variable or a part of one.
struct NameSlot {
  Variable* variable = nullptr;
  const Type* type = nullptr;
  int64_t offset = 0;

  friend bool operator==(const NameSlot&, const NameSlot&) = default;
};

struct Function {
  Module* module = nullptr;
  const Symbol* symbol = nullptr;
  std::string name;  // "main.f", as symbol->name
  Signature signature;
  const Abi* abi = nullptr;
  CallLayout layout;  // abi->lay_out(signature)
  Pos pos;            // the `func` line
  Pos end_pos;        // closing brace

  // Attributes of the symbol (TEXT flags).
  bool no_split = false;
  bool is_wrapper = false;  // method or defer wrapper: adjusts g._panic.argp
  bool is_abi_wrapper = false;
  bool needs_context = false;  // a closure body: reads DX
  bool dup_ok = false;
  bool has_defer = false;
  bool has_open_defers = false;
  bool optimise = true;  // false: -N
  bool is_nointerface = false;

  Block* entry = nullptr;
  std::vector<Block*> blocks;                        // layout order after `layout`
  std::vector<std::unique_ptr<Variable>> variables;  // Go's declaration list, in order
  std::vector<Variable*> params;  // by signature position; null for blank/unnamed
  std::vector<Variable*> results;
  std::vector<Location> homes;    // by value id, after register allocation
  int64_t outgoing_args = 0;      // largest callee argument area
  int64_t locals_bytes = 0;       // set by the frame planner
  int64_t frame_bytes = 0;        // SP decrement, set by the frame planner
  std::string_view current_pass;  // for messages, and rules that wait for a pass
  bool is_scheduled = false;
  bool is_allocated = false;

  // Which declared variable a value is (part of) the current value of: names spill slots.
  struct NamedValue {
    Variable* variable = nullptr;
    const Type* type = nullptr;
    int64_t offset = 0;
    std::vector<Value*> values;
  };

  std::vector<NamedValue> names;

  // Parts of names made so far: one variable a part.
  struct NameSplit {
    NameSlot whole;
    int64_t offset = 0;
    NameSlot part;
  };

  std::vector<NameSplit> name_splits;
  std::unordered_map<const void*, int> aux_numbers;  // attributes in the order cse met them

  Value* new_value(Block* block, Op op, const Type* type, Pos pos);
  // Free a value's number for reuse (it must have no uses).
  void free_value(Value* v);
  Block* new_block(BlockKind kind);
  void free_block(Block* b);
  // A constant, made once per (op, type, aux_int) and kept in the entry block.
  Value* constant(Op op, const Type* type, int64_t aux_int, Aux aux = {});
  Variable* new_variable(Variable v);
  // A compiler-made local, ".autotmp_N".
  Variable* new_temp(const Type* type, Pos pos);
  // The entry block's stack pointer and static base, made if they are not there.
  Value* stack_pointer();
  Value* static_base();
  const VariablePart* part(Variable* variable, int64_t offset);

  ValueId value_count() const { return next_value_; }

  BlockId block_count() const { return next_block_; }

  // Storage; use the functions above.
  std::deque<Value> value_storage;
  std::deque<Block> block_storage;
  std::deque<VariablePart> parts;
  std::vector<Value*> free_values;
  std::vector<Block*> free_blocks;
  std::unordered_map<int64_t, std::vector<Value*>> constants;
  ValueId next_value_ = 1;
  BlockId next_block_ = 1;
};

// Values of these ops never begin a source line.
bool is_never_statement(Op op);
// A phi all of whose arguments are one value (or itself) becomes a copy of that value.
bool simplify_phi(Value* v);

// Edits that keep use counts and edges right (function.cpp).
void add_arg(Value* v, Value* arg);
void set_arg(Value* v, size_t i, Value* arg);
void reset_args(Value* v);
// Turns v into another operation in place; args, aux and aux_int are cleared.
void reset_value(Value* v, Op op);
void copy_of(Value* v, Value* source);  // v becomes Copy source
// Makes v Invalid, and with it every argument that nothing else uses. True if a statement mark
// was lost.
bool invalidate(Value* v);
// Makes a value like v at the end of block b; it must not take memory. The mark is dropped.
Value* clone_value(const Value* v, Block* b);
Value* clone_value(const Value* v, Block* b, Pos pos);
// Changes the kind of a block and drops controls and aux.
void reset_block(Block* b, BlockKind kind);
void copy_controls(Block* to, const Block* from);
void set_control(Block* b, Value* v);
void add_control(Block* b, Value* v);
void reset_controls(Block* b);
void replace_control(Block* b, size_t i, Value* v);
void add_edge(Block* from, Block* to);
// Removes succ i of b, and with it the phi arguments of the other end.
void remove_edge(Block* b, size_t i);
// One end of an edge only; the caller sees to the other end and to the phis.
void remove_pred(Block* b, size_t i);
void remove_succ(Block* b, size_t i);
// After remove_pred(phi->block, i).
void remove_phi_arg(Value* phi, size_t i);
void swap_successors(Block* b);  // and the likelihood

}  // namespace prologo::ir
