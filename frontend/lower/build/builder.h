#pragma once
// The state of one SSA construction. Its methods are spread over the files of this folder by
// subject: entry (parameters, results), statements, assign, expressions, address, conversions,
// slices, calls, defers, assertions, phis; builder.cpp has the ground they stand on.

#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "frontend/lower/build/build.h"
#include "frontend/lower/build/words.h"
#include "ir/function.h"
#include "ir/opcode.h"

namespace prologo::lower {

class Builder {
 public:
  Builder(const Func& fn, ir::Module& module, const BuildOptions& options);

  ir::Function* build();

 private:
  using Value = ir::Value;
  using Block = ir::Block;
  using Type = ir::Type;
  using Variable = ir::Variable;
  // What a value is recorded under within a block: a variable, a node, or a marker.
  using Key = const void*;
  using Definitions = std::unordered_map<Key, Value*>;

  // While it lives, new values stand at `pos` (unless that is unknown).
  class At {
   public:
    At(Builder& builder, Pos pos);
    At(const At&) = delete;
    At& operator=(const At&) = delete;

    ~At() { builder_.positions_.pop_back(); }

   private:
    Builder& builder_;
  };

  enum class CallKind : uint8_t { Normal, Defer, DeferStack, Go, Tail };

  // Parts of a slice header that a store may leave alone.
  enum SkipMask : uint8_t { kSkipPtr = 1, kSkipLen = 2, kSkipCap = 4 };

  struct Label {
    Block* target = nullptr;
    Block* break_target = nullptr;
    Block* continue_target = nullptr;
  };

  // Where `break` and `continue` go; restored at the end of a loop or switch.
  struct Targets {
    Block* break_to = nullptr;
    Block* continue_to = nullptr;
  };

  struct SliceParts {
    Value* ptr = nullptr;
    Value* len = nullptr;
    Value* cap = nullptr;
  };

  struct OpenDefer {
    Value* closure_address = nullptr;  // null: `callee` is called directly
    const ir::Symbol* callee = nullptr;
    const ir::Abi* abi = nullptr;
    Variable* slot = nullptr;
  };

  struct Assertion {
    Value* value = nullptr;
    Value* ok = nullptr;
  };

  // ---- builder.cpp: types ----
  ir::Types& types() { return module_.types; }

  const Type* basic(ir::Kind kind) { return module_.types.basic(kind); }

  const Type* int_type() { return basic(ir::Kind::Int); }

  const Type* bool_type() { return basic(ir::Kind::Bool); }

  const Type* uintptr_type() { return basic(ir::Kind::Uintptr); }

  const Type* memory_type() { return basic(ir::Kind::Memory); }

  const Type* byte_pointer() { return module_.types.byte_pointer(); }

  const Type* pointer_to(const Type* type) { return module_.types.pointer_to(type); }

  const Type* float_part(const Type* complex);

  // ---- builder.cpp: blocks and positions ----
  Pos pos() const { return positions_.back(); }

  Block* new_block(ir::BlockKind kind = ir::BlockKind::Plain) { return f_.new_block(kind); }

  void start_block(Block* block);
  Block* end_block();
  // Ends the current block with a two-way branch.
  Block* end_with_if(Value* control, ir::Likely likely);
  void jump_from_here(Block* to);
  static bool is_lacking_pos(const Value* v);
  bool is_lacking_pos(const Block* b) const;
  void spread_positions(Block* b);

  // ---- builder.cpp: values ----
  Value* value(ir::Op op, const Type* type, std::initializer_list<Value*> args = {});
  Value* value_i(ir::Op op, const Type* type, int64_t aux_int,
                 std::initializer_list<Value*> args = {});
  Value* value_a(ir::Op op, const Type* type, ir::Aux aux,
                 std::initializer_list<Value*> args = {});
  // As value_a; `may_mark` false: never the beginning of a line.
  Value* value_marked(ir::Op op, const Type* type, ir::Aux aux,
                      std::initializer_list<Value*> args, bool may_mark);
  // Without position, in the entry block (-N: in the current block).
  Value* entry_value(ir::Op op, const Type* type, ir::Aux aux = {},
                     std::initializer_list<Value*> args = {}, int64_t aux_int = 0);
  Value* constant_int(const Type* type, int64_t v);

  Value* constant_int(int64_t v) { return constant_int(int_type(), v); }

  Value* constant_float(const Type* type, double v);
  Value* constant_bool(bool v);
  Value* constant_nil(const Type* type);
  Value* zero_value(const Type* type);
  Value* off_ptr(const Type* type, int64_t offset, Value* base);
  Value* reflect_type(const Type* type);
  Value* negate(Value* v);

  // ---- builder.cpp: variables ----
  Variable* variable_of(const Name* name);
  Variable* declare(const Name* name);
  Variable* new_temp(Pos at, const Type* type);
  Variable* add_variable(Variable v);

  Value* memory() { return current_value(&kMemory, memory_type()); }

  void set_memory(Value* v) { define(&kMemory, v); }

  void define(Key key, Value* v) { (*definitions_)[key] = v; }

  void forget(Key key) { definitions_->erase(key); }

  Value* current_value(Key key, const Type* type);

  Key fresh_marker() { return &markers_.emplace_back(); }

  void name_value(Variable* variable, Value* v);
  bool is_nameless_result_of_c(const Variable* variable) const;
  bool can_ssa(const Variable* variable) const;
  bool can_ssa(const Node* n);
  bool is_on_stack(const Name* name) const;
  Value* local_address(Variable* variable);
  Value* read_variable(Variable* variable);

  // ---- memory operations (assign.cpp) ----
  Value* load(const Type* type, Value* address);
  void store(const Type* type, Value* address, Value* v);
  void zero(const Type* type, Value* address);
  void move(const Type* type, Value* to, Value* from, bool may_overlap = false);
  void move_overlapping(const Type* type, Value* to, Value* from);
  void var_def(Variable* variable);
  void var_def_marked(Variable* variable, bool may_mark);
  void store_type(const Type* type, Value* address, Value* v, uint8_t skip, bool may_mark);
  void store_scalars(const Type* type, Value* address, Value* v, uint8_t skip);
  void store_slice_scalars(Value* address, Value* v, uint8_t skip);
  void store_pointers(const Type* type, Value* address, Value* v);
  void assign(const Node* left, Value* right, bool deref = false, uint8_t skip = 0,
              bool may_overlap = false);
  void assign_ssa(const Node* left, Value* right);
  void assign_ssa_field(const Node* left, Value* right);
  void assign_ssa_element(const Node* left, Value* right);
  void assign_variable(Variable* variable, Value* v);
  void assign_statement(const Node* n);
  bool append_in_place(const Node* n);
  static bool may_overlap(const Node* n);
  static uint8_t skip_mask(const Node* n);
  const Name* clobbered_name(const Node* n);

  // ---- entry.cpp ----
  void make_parameters();
  void declare_all();
  void make_param_addresses();
  void receive_parameters();
  void store_register_pieces(Variable* variable, const ir::Place& place, Value* address);
  void load_captures();
  bool reads_receiver_by_address(const Name* name) const;
  Value* own_address(Variable* variable);
  void zero_results();
  void move_params_to_heap();
  void new_heap_address(const Name* name);
  void set_heap_address(Pos at, const Name* name, Value* pointer);
  Value* new_object(const Type* type, Value* descriptor = nullptr);
  Block* exit();
  const Type* results_type(const std::vector<const Type*>& parts);

  // ---- statements.cpp ----
  void statements(const Nodes& list);
  void statement(const Node* n);
  void statement_body(const Node* n);
  void life_statement(const Node* n);
  void call_statement(const Node* n);
  void dotted_assignment(const Node* n);
  void label_statement(const Node* n);
  void goto_statement(const Node* n);
  void jump_table_statement(const Node* n);
  Block* label_target(const std::string& name);
  void break_statement(const Node* n);
  void if_statement(const Node* n);
  void for_statement(const Node* n);
  void loop_body(const Node* n, Block* body, Block* increment, Block* end);
  void switch_statement(const Node* n);
  void return_statement(const Node* n);
  void tail_call_statement(const Node* n);
  void branch(const Node* condition, Block* yes, Block* no, int likely);

  Label& label(const std::string& name) { return labels_[name]; }

  // ---- expressions.cpp ----
  Value* expr(const Node* n);
  Value* expr_body(const Node* n);
  Value* name_expr(const Node* n);
  const ir::Symbol* code_symbol(const Name* function);
  Value* literal(const Node* n);
  Value* nil(const Type* type);
  Value* compare(const Node* n);
  Value* compare_complex(const Node* n, Value* a, Value* b);
  Value* arithmetic(const Node* n);
  Value* complex_multiply(const Node* n, Value* a, Value* b);
  Value* complex_divide(const Node* n, Value* a, Value* b);

  struct ComplexParts {
    Value* a_real;
    Value* b_real;
    Value* a_imag;
    Value* b_imag;
  };

  ComplexParts wide_parts(const Type* part, Value* a, Value* b);
  Value* narrow(const Type* part, Value* v);
  Value* and_not(const Node* n);
  Value* divide(const Node* n, Value* a, Value* b);
  Value* shift(const Node* n);
  Value* short_circuit(const Node* n);
  Value* unary(const Node* n);
  Value* length(const Node* n);
  Value* length_of_reference(const Node* n, Value* x);
  Value* field(const Node* n);
  Value* element(const Node* n);
  Value* string_element(const Node* n);
  Value* small_array_element(const Node* n);
  void check(Value* ok, const char* helper);
  // Runs `then` and `otherwise` in two branches that both define `n`, and merges.
  template <typename Then, typename Otherwise>
  Value* two_ways(const Node* n, const Type* type, Value* condition, ir::Likely likely,
                  Then then, Otherwise otherwise);

  // ---- address.cpp ----
  Value* address(const Node* n);
  Value* address_body(const Node* n);
  Value* name_address(const Name* name, const Type* pointer);
  Value* symbol_address(const Type* pointer, const ir::Symbol* symbol, int64_t offset);
  Value* element_address(const Node* n, const Type* pointer);
  Value* checked_pointer(const Node* pointer, bool nonnil);
  void nil_check(Value* pointer);
  Value* extend_index(Value* index);
  Value* bounds_check(Value* index, Value* len, ir::BoundsKind kind, bool bounded);

  // ---- conversions.cpp ----
  Value* convert_nop(const Node* n);
  Value* convert(const Node* n, Value* v, const Type* from, const Type* to);
  Value* convert_integer(Value* v, const Type* from, const Type* to);
  Value* convert_complex(Value* v, const Type* from, const Type* to);
  Value* convert_float(const Node* n, Value* v, const Type* from, const Type* to);
  Value* uint64_to_float(const Node* n, Value* v, const Type* from, const Type* to);
  Value* float_to_uint64(const Node* n, Value* v, const Type* from, const Type* to);

  // ---- slices.cpp ----
  Value* slice_expr(const Node* n);
  SliceParts slice(Value* v, Value* low, Value* high, Value* max, bool bounded);
  SliceParts slice_operand(Value* v);
  Value* slice_to_array_pointer(const Node* n);
  Value* append(const Node* n, bool in_place);
  void grow_in_place(const Node* n, Value* address, const std::vector<Value*>& grown);
  std::vector<Value*> appended_values(const Node* n);
  void store_appended(const Node* n, Value* end, const std::vector<Value*>& elements);

  // ---- word_calls.cpp ----
  Variable* declare_word(const ir::Param& param, Variable::Class cls, const ir::Place& place);
  void declare_words();
  Variable* new_word_memory(const Type* type);
  Value* part_address(Variable* whole, int64_t offset, const Type* type);
  void copy_value(const Type* type, Value* to, Value* from);
  void receive_hidden_pointer();
  void receive_words(Variable* variable, const WordForm::Slot& slot);
  std::vector<Value*> results_in_words();
  std::vector<Value*> arguments_in_words(const WordForm& form, const ir::Signature& signature,
                                         const std::vector<Value*>& args,
                                         Variable* result_memory);
  Variable* new_result_memory(const WordForm& form);
  void keep_results(const WordForm& form, Value* call, Variable* results);
  Value* kept_result(const Value* call, int index, const Type* type);

  bool changes_results() const { return form_ && form_->result_memory != nullptr; }

  // ---- calls.cpp ----
  Value* call(const Node* n, CallKind kind, bool want_address);

  Value* call_result(const Node* n, CallKind kind) { return call(n, kind, false); }

  Value* finish_call(const Node* n, Value* call, CallKind kind, bool want_address);
  Value* argument(const Node* n, const Type* type);
  // stack_calls.cpp
  bool passes_in_order(const ir::CallLayout& layout) const;
  bool passes_in_order(const Node* call, const ir::CallLayout& layout) const;
  static bool is_stack_call(const Value* call);
  Value* place_in_call(const ir::Place& place, const Type* type);
  void store_argument(const ir::Place& place, Value* v);
  Value* make_stack_call(ir::Op op, const ir::CallInfo* info,
                         const std::vector<Value*>& leading, int64_t room);
  void take_arguments(const Node* n, const ir::CallInfo* info, bool in_order,
                      std::vector<Value*>& args);
  Value* result_of_call(Value* call, int index, const Type* type);
  Value* result_address_of_call(Value* call, int index, const Type* type);
  std::vector<Value*> runtime_call(const char* helper, bool returns,
                                   const std::vector<const Type*>& results,
                                   const std::vector<Value*>& args);
  const ir::CallInfo* call_info(const ir::Symbol* callee, const ir::Abi* abi,
                                ir::Signature signature, bool is_runtime = false);
  const Type* late_type(const ir::Signature& signature);
  Value* new_call(ir::Op op, const ir::CallInfo* info, const std::vector<Value*>& args,
                  int64_t arg_bytes);
  void split_entry_for_open_defers();

  // ---- defers.cpp ----
  void defer_statement(const Node* n);

  // What a deferred call gets when it runs; empty where closures carry it.
  struct DeferredArguments {
    std::vector<Value*> values;  // the receiver, if there is one
    const Node* call = nullptr;  // has the others, which are evaluated where they are stored
    ir::CallLayout layout;
    int64_t bytes = 0;
  };

  const Type* defer_record_type(int64_t arguments);
  void defer_with_arguments(const Node* n);
  Value* defer_on_stack(const Node* n, Value* closure, const DeferredArguments& given);
  Value* defer_on_heap(Value* closure, const DeferredArguments& given);
  Value* deferred_argument(const DeferredArguments& given, size_t index);
  void store_deferred_arguments(Value* record, int64_t offset, const DeferredArguments& given);
  void end_defer_block(Value* call);
  void start_open_defers();
  void open_defer_record(const Node* call);
  Value* open_defer_save(const Type* type, Value* v, Variable*& slot);
  void open_defer_exit();
  void open_defer_call(const OpenDefer& defer);
  bool decide_open_defers();

  // ---- assertions.cpp ----
  Assertion assertion(const Node* n, bool comma_ok);
  Assertion assert_empty_interface(const Node* n, Value* iface, Value* target, bool comma_ok);
  Assertion assert_interface(const Node* n, Value* iface, Value* target, bool comma_ok);
  Assertion concrete_assertion(const Node* n, Value* iface, Value* target, Value* wanted,
                               bool comma_ok);
  Assertion assert_concrete_ok(const Node* n, Value* iface, Block* good, Block* fail,
                               Variable* temp, Value* temp_address);
  Value* interface_data(const Node* n, Value* iface);

  // ---- phis.cpp ----
  void insert_phis();

  static const char kMemory;
  static const char kPtr;
  static const char kLen;
  static const char kNewLen;
  static const char kCap;
  static const char kTypeWord;
  static const char kOk;
  static const char kDeferBits;

  const Func& fn_;
  ir::Module& module_;
  const BuildOptions& options_;
  ir::Function& f_;

  std::vector<Pos> positions_;  // of the enclosing nodes, innermost last
  Pos last_pos_;                // the last one entered; its node may be left already
  Block* block_ = nullptr;      // where values go now; null: dead code
  std::deque<Definitions> definitions_storage_;
  Definitions* definitions_ = nullptr;           // of the current block
  std::vector<Definitions*> block_definitions_;  // at the end of each block, by number
  Definitions forward_;                          // not yet defined in the current block
  std::unordered_map<const Value*, Key> forward_keys_;
  std::unordered_map<Key, Variable*> variable_keys_;

  std::unordered_map<const Name*, Variable*> variables_;
  std::unordered_map<const Name*, Variable*> heap_addresses_;
  std::unordered_map<const Variable*, Value*> param_addresses_;
  std::unordered_map<std::string, Label> labels_;
  std::map<std::tuple<std::string, uint16_t, uint32_t>, Block*> panic_blocks_;
  std::deque<char> markers_;

  Targets targets_;
  Value* initial_memory_ = nullptr;
  Value* sp_ = nullptr;
  Value* sb_ = nullptr;
  Value* previous_call_ = nullptr;
  bool has_open_defers_ = false;
  Variable* defer_bits_ = nullptr;
  Value* defer_bits_address_ = nullptr;
  std::vector<OpenDefer> open_defers_;
  std::optional<WordForm> form_;  // of the function's own signature
  // Calls whose results were put into memory, with the offset of each there.
  std::unordered_map<const Value*, std::pair<Variable*, std::vector<int64_t>>>
      results_in_memory_;

  friend class PhiInserter;
};

// ---- operations.cpp: the IR operation of an operator on a type ----
ir::Op operation(Op op, const ir::Type* type);
ir::Op shift_operation(Op op, const ir::Type* type, const ir::Type* count);

}  // namespace prologo::lower
