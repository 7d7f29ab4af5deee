#pragma once
// The state of walking one function. Expressions are rewritten in place or replaced; statements
// that must run first are appended to `init`.

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "frontend/lower/order/order.h"
#include "frontend/lower/walk/walk.h"

namespace prologo::lower {

class Walker {
 public:
  Walker(Context& context, Translator& translator) : cx_(context), translator_(translator) {}

  void stmts(Nodes& list);

 private:
  // ---- Statements (statements.cpp) ----
  Node* stmt(Node* n);
  Node* expression_statement(Node* n);
  Node* for_(Node* n);
  void check_deferred_size(const Node* defer);
  Node* go_or_defer(Node* n);
  Node* return_(Node* n);
  Nodes assign_results(const Nodes& to, Nodes from);
  // Walks a new statement and appends it.
  void append(Nodes& init, Node* n);

  // ---- Expressions (expressions.cpp) ----
  Node* expr(Node* n, Nodes& init);
  Node* expr_body(Node* n, Nodes& init);
  void exprs(Nodes& list, Nodes& init);
  void exprs_safe(Nodes& list, Nodes& init);
  Node* cheap(Node* n, Nodes& init);
  Node* safe(Node* n, Nodes& init);
  Node* copy_expr(Node* n, Nodes& init);

  // ---- Operators (operators.cpp) ----
  Node* div_mod(Node* n, Nodes& init);
  Node* dot_type(Node* n, Nodes& init);
  Node* index(Node* n, Nodes& init);
  Node* index_map(Node* n, Nodes& init);
  Node* zero_address(int64_t size);
  // The map or slice as a value of its unnamed type, which helpers take.
  Node* plain(Node* n);
  Node* map_key_argument(const ir::Type* map, Node* key, Pos pos, bool assigned);
  Node* logical(Node* n, Nodes& init);
  Node* slice(Node* n, Nodes& init);
  Node* reduce_slice(Node* n);
  Node* len_cap(Node* n, Nodes& init);
  Node* add_strings(Node* n, Nodes& init);

  // ---- Assignments (assign.cpp) ----
  Node* assign(Node* n, Nodes& init);
  Node* assign_value(Node* n, Nodes& init);
  Node* converted(Node* assign, Nodes& init);
  Node* assign_results(Node* n, Nodes& init);
  Node* assign_map_read(Node* n, Nodes& init);
  Node* assign_list(Node* n, Nodes& init);
  Nodes parallel(const Nodes& to, Nodes from, bool is_return);

  // ---- Calls and closures (calls.cpp) ----
  Node* call(Node* n, Nodes& init);
  Node* helper(std::string_view name, Nodes args, Nodes& init,
               const ir::Type* result = nullptr);
  void direct_closure_call(Node* n);
  Node* closure(Node* n, Nodes& init);
  Nodes closure_args(const Func* fn);
  Node* closure_object(Node* code, const Nodes& values, const ir::Type* type, Node* n,
                       Nodes& init);
  Node* method_value(Node* n, Nodes& init);
  Node* print(Node* n, Nodes& init);
  Node* print_item(Node* n);

  // ---- Builtins and allocation (builtins.cpp) ----
  Node* append_values(Node* n, Nodes& init, Node* target);
  Node* append_slice(Node* n, Nodes& init);
  Node* times(Node* count, int64_t size);  // a constant if the count is one
  Node* grown_slice(Node* first, Node* more, Nodes& list);
  Node* copy(Node* n, Nodes& init);
  Node* delete_(Node* n, Nodes& init);
  Node* make_map(Node* n, Nodes& init);
  Node* stack_map(Node* n, Nodes& init);
  Node* make_slice(Node* n, Nodes& init);
  Node* new_(Node* n, Nodes& init);
  Node* unsafe_slice(Node* n, Nodes& init);
  Node* stack_temp(Node* temp, Node* value, Nodes& init);
  Node* stack_buffer(int64_t length, const ir::Type* elem);
  std::pair<Node*, Node*> array_and_length(Node* n);

  // ---- One call for a pattern (idioms.cpp) ----
  Node* helper_statement(std::string_view name, Nodes args);
  Node* array_clear(Node* n);
  Node* append_made(Node* n, Nodes& init);
  Node* make_slice_copy(Node* n, Nodes& init);

  // ---- Conversions (convert.cpp) ----
  // A ConvNop marked `walked` stays, even if it changes nothing.
  Node* conv(Node* n, Nodes& init);
  Node* conv_interface(Node* n, Nodes& init);
  Node* conv_between_interfaces(Node* n, Nodes& init);
  Node* ready_data_word(Node* n, bool escapes, Nodes& init);
  Node* boxed_interface(Node* n, Node* type_word, Nodes& init);
  Node* boxed(Node* n, Pos pos, Nodes& init);
  Node* to_sole_component(Node* n, Nodes& init);
  Node* bytes_or_runes_to_string(Node* n, Nodes& init);
  Node* string_to_bytes(Node* n, Nodes& init);
  Node* rune_to_string(Node* n, Nodes& init);
  Node* string_to_runes(Node* n, Nodes& init);
  Node* itab_type(Node* itab);
  Node* bounded_field(Node* pointer, int64_t offset, const ir::Type* type,
                      std::string_view name);
  Node* interface_data(Node* n, Pos pos, const ir::Type* type);

  // ---- Composite literals (literals.cpp) ----
  enum class Init : uint8_t { Static, Dynamic, LocalCode };
  Node* literal(Node* n, Nodes& init);
  // Assigns a literal straight to the variable on the left; false if it must not.
  bool assign_literal(Node* n, Nodes& init);
  void any_literal(Node* n, Node* target, Nodes& init);
  void fixed_literal(bool in_init, Init kind, Node* n, Node* target, Nodes& init);
  void fixed_element(bool in_init, Init kind, Node* place, Node* value, Nodes& init);
  void slice_literal(Node* n, Node* target, Nodes& init);
  void static_slice(Node* n, Node* target, Nodes& init);
  void map_literal(Node* n, Node* target, Nodes& init);
  void large_map_literal(Node* n, Node* target, Nodes& init);
  void static_assign(Node* place, Node* value);

  // ---- Channels (channels.cpp) ----
  Node* make_chan(Node* n, Nodes& init);
  Node* channel(Node* n, types::ChanDir dir);
  Node* send(Node* n, Nodes& init);
  Node* receive_statement(Node* n);
  Node* assign_receive(Node* n, Nodes& init);
  Node* assign_receive_pair(Node* n, Nodes& init);

  // ---- Select (select.cpp) ----
  Node* select(Node* n);

  // ---- Comparison (compare.cpp) ----
  Node* compare(Node* n, Nodes& init);
  Node* compare_mixed(Node* n, Nodes& init);
  Node* compare_interfaces(Node* n, Nodes& init);
  Node* compare_strings(Node* n, Nodes& init);
  Node* compare_with_constant(Node* n, Node* text, Node* other, Op op, Nodes& init);
  Node* compare_by_call(Node* n, Node* left, Node* right, Nodes& init);
  Node* compare_inline(Node* n, Node* left, Node* right, Nodes& init);
  Node* compare_array(Op op, Node* left, Node* right);
  Node* finish_compare(Node* n, Node* result, Nodes& init);

  // ---- Loops (range.cpp) ----
  Node* range(Node* n);
  struct Loop;
  void range_array(Loop& loop);
  void range_map(Loop& loop);
  void range_string(Loop& loop);
  void range_chan(Loop& loop);

  // ---- Switches (switch.cpp) ----
  Node* expr_switch(Node* n);
  Node* type_switch(Node* n);

  Context& cx_;
  Translator& translator_;

  friend class ExprSwitch;
  friend class TypeSwitch;
  friend class Select;
};

// May panic or run other code while it is evaluated.
bool may_call(const Context& cx, const Node* n);
// Binary decision over n cases: tests `less(i)` (below case i) until few are left, then tests
// them one by one; the statement is appended to `out`.
void binary_search(Context& cx, int n, Nodes& out, const std::function<Node*(int)>& less,
                   const std::function<void(int, Node*)>& leaf);

}  // namespace prologo::lower
