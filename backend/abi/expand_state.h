#pragma once
// What the parts of call expansion share. expand_store.cpp: values into registers or memory;
// expand_args.cpp: parameters; expand_select.cpp: parts
// of results and parameters; expand_calls.cpp: the order of it all.

#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ir/analysis/dominators.h"
#include "ir/module.h"
#include "ir/passes/names.h"

namespace prologo::abi {

using namespace ir;

// Where an argument or result goes: pieces onto a list of register values, or to memory.
struct Target {
  Value* base = nullptr;
  std::vector<Value*>* registers = nullptr;
};

class Expander {
 public:
  explicit Expander(Function& fn);
  void run();

 private:
  // Of one value: a part at an offset, of a size and type.
  using PartKey = std::tuple<const Value*, int64_t, int64_t, const Type*>;

  Function& fn_;
  Types& types_;
  DominatorTree dominators_;
  Value* stack_pointer_ = nullptr;
  std::map<PartKey, Value*> args_;                      // parts of parameters made so far
  std::unordered_map<const Value*, Value*> memory_of_;  // the one memory result of a call
  std::unordered_set<const Value*> done_;               // SelectN in terms of registers
  std::unordered_map<const Value*, std::vector<NamedIndex>>
      named_;  // names of composite values

  // expand_calls.cpp
  void collect_names();
  void expand_call(Value* call, size_t first_arg);
  void expand_results(Block* b);
  void split_stores();
  void retype_calls();
  void share_registers();
  void skip_copies();
  void move_marks();
  bool is_composite(const Type* t) const;
  Value* address(Block* b, Value* from, int64_t offset, const Type* type);
  static void drop_unused(const std::vector<Value*>& values);
  static const Type* strip_wrappers(const Type* t);
  static const Type* results_type(Types& types, const CallLayout& layout);

  // expand_store.cpp
  Value* move_block(Block* b, Value* base, Value* source, Value* memory, int64_t offset,
                    const Type* type, Pos pos);
  Value* store(Pos pos, Block* b, Value* source, Value* memory, const Type* t, int64_t offset,
               size_t reg, const Target& target);
  Value* store_made(Pos pos, Block* b, Value* source, Value* memory, const Type* t,
                    int64_t offset, const Target& target);
  Value* store_selected(Pos pos, Block* b, Value* source, Value* memory, const Type* t,
                        int64_t offset, size_t reg, const Target& target);
  Value* store_load(Pos pos, Block* b, Value* source, Value* memory, int64_t offset,
                    const Target& target);
  Value* store_arg(Pos pos, Block* b, Value* source, Value* memory, const Type* t,
                   int64_t offset, size_t reg, const Target& target);

  // expand_select.cpp
  struct Selectors;
  void expand_selectors();
  void collect_selectors(Selectors& out);
  void order_selectors(Selectors& out);
  void share_selectors(const Selectors& selectors);
  std::vector<NameSlot> rewrite_select(Value* leaf, Value* selector, int64_t offset,
                                       size_t reg);
  std::vector<NameSlot> rewrite_argument(Value* leaf, Value* arg, int64_t offset, size_t reg);
  std::vector<NameSlot> rewrite_call_result(Value* leaf, Value* result, int64_t offset,
                                            size_t reg);
  std::vector<NameSlot> rewrite_part(Value* leaf, Value* selector, int64_t offset, size_t reg);
  void rewrite_result(Value* leaf, Value* selector, int64_t offset, size_t reg);
  void rewrite_memory_result(Value* selector);
  Value* memory_of(Value* call);
  std::vector<NameSlot> names_of(const Value* v) const;
  std::vector<NameSlot> split(const std::vector<NameSlot>& slots, const std::string& suffix,
                              int64_t offset, const Type* type);
  void name_parts(const std::vector<NameSlot>& slots, const std::string& suffix, int64_t offset,
                  const Type* type, Value* v);
  void arg_in_place(Value* arg);
  Value* arg_part(Value* base, Value* replaced, int64_t offset, size_t reg, const Type* type,
                  Pos pos);
  const Place& place_of(const Value* arg) const;
  void into_register(Value* v, const Variable* variable, int64_t offset, Register r);
  std::string path_to(const Type* whole, const Type* leaf, int64_t offset) const;
  size_t width(const Type* t);
  size_t register_offset(const Type* t, size_t index);
};

}  // namespace prologo::abi
