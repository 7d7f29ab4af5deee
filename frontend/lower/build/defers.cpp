// Deferred calls and goroutines. The callee is a func value without arguments and results.
//
//     in a loop       deferproc(closure)
//     elsewhere       a record in the frame, deferprocStack(&record)
//     open-coded      the closure in a slot of the frame and a bit in deferBits; every exit
//                     tests the bits and calls (optimised builds only)
//
// deferproc returns 1 when a recovered panic goes on here: then the function returns at once.

#include <algorithm>

#include "frontend/lower/build/builder.h"
#include "frontend/lower/query.h"
#include "ir/dialect.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::lower {

// runtime._defer. Its words are scanned by hand, so none is a pointer here.
const ir::Type* Builder::defer_record_type(int64_t arguments) {
  static constexpr const char* kFlags[] = {"started", "heap", "openDefer"};
  static constexpr const char* kWords[] = {"sp",   "pc", "fn",   "_panic",
                                           "link", "fd", "varp", "framepc"};
  const bool has_size = module_.dialect->defer_record_has_size;
  std::string name = "struct {";
  std::vector<ir::Field> fields;
  int64_t offset = 0;
  if (has_size) {
    fields.push_back({"siz", basic(ir::Kind::Uint32), 0});
    name += " siz uint32;";
    offset = 4;
  }
  for (const char* flag : kFlags) {
    fields.push_back({flag, bool_type(), offset++});
    name += std::string(" ") + flag + " bool;";
  }
  offset = 8;
  for (const char* word : kWords) {
    fields.push_back({word, uintptr_type(), offset});
    name += std::string(" ") + word + " uintptr;";
    offset += 8;
  }
  if (has_size) {
    // An empty array of arguments has room of its own, as behind any struct.
    name += " args [" + std::to_string(arguments) + "]uint8;";
    offset += arguments == 0 ? 8 : arguments;
  }
  name.back() = ' ';
  name += "}";
  if (const Type* known = types().find(name)) {
    return known;
  }
  Type* made = types().make(ir::Kind::Struct, name);
  made->fields = std::move(fields);
  made->size = offset;
  made->align = 8;
  return made;
}

void Builder::defer_statement(const Node* n) {
  if (n->op == Op::Defer && has_open_defers_) {
    return open_defer_record(n->x);
  }
  if (needs_defer_wrapper(n->x)) {
    return defer_with_arguments(n);
  }
  previous_call_ = nullptr;
  Value* closure = expr(n->x->x);
  Value* made = nullptr;
  if (n->op == Op::Defer && n->stack_record) {
    made = defer_on_stack(n, closure, {});
  } else if (n->op == Op::Defer && module_.dialect->defers_copy_arguments) {
    made = defer_on_heap(closure, {});
  } else {
    split_entry_for_open_defers();
    ir::Signature signature;
    signature.params.push_back({"", uintptr_type()});
    const char* helper = n->op == Op::Go ? "newproc" : "deferproc";
    const ir::CallInfo* info =
        call_info(module_.helper(helper), options_.value_abi, signature, true);
    made = new_call(ir::Op::StaticLECall, info, {closure, memory()}, 8);
  }
  previous_call_ = made;
  if (!is_stack_call(made)) {
    set_memory(value_i(ir::Op::SelectN, memory_type(), 0, {made}));
  }
  if (n->op == Op::Defer) {
    end_defer_block(made);
  }
}

// A deferred call whose arguments the record takes over.
void Builder::defer_with_arguments(const Node* n) {
  const Node* call = n->x;
  previous_call_ = nullptr;
  DeferredArguments given;
  ir::Signature signature = *call->sig;
  Value* closure = nullptr;
  if (call->op == Op::CallInter) {
    Value* iface = expr(call->x->x);
    Value* itab = value(ir::Op::ITab, uintptr_type(), {iface});
    nil_check(itab);
    // A slot of the itab has the form of a func value.
    closure = off_ptr(pointer_to(uintptr_type()), call->x->offset, itab);
    given.values.push_back(value(ir::Op::IData, byte_pointer(), {iface}));
    signature.params.insert(signature.params.begin(), {"", byte_pointer()});
  } else {
    closure = expr(call->x);
  }
  given.call = call;
  const ir::Abi& abi = *options_.value_abi;
  given.layout = abi.lay_out(abi, types(), signature);
  given.bytes = align_to(given.layout.args_bytes, 8);
  Value* made =
      n->stack_record ? defer_on_stack(n, closure, given) : defer_on_heap(closure, given);
  previous_call_ = made;
  if (!is_stack_call(made)) {
    set_memory(value_i(ir::Op::SelectN, memory_type(), 0, {made}));
  }
  end_defer_block(made);
}

// deferproc(size, func value, arguments...): copies the arguments to a record of its own.
ir::Value* Builder::defer_on_heap(Value* closure, const DeferredArguments& given) {
  const Type* word = basic(ir::Kind::Uint32);
  ir::Signature signature;
  signature.params.push_back({"siz", word});
  signature.params.push_back({"fn", closure->type});
  for (const ir::Place& place : given.layout.params) {
    signature.params.push_back({"", place.type});
  }
  const ir::CallInfo* info =
      call_info(module_.helper("deferproc"), options_.value_abi, signature, true);
  const bool in_order = passes_in_order(info->layout);
  std::vector<Value*> args;
  for (size_t i = 0; i < signature.params.size(); i++) {
    args.push_back(i == 0   ? constant_int(word, given.bytes)
                   : i == 1 ? closure
                            : deferred_argument(given, i - 2));
    if (in_order) {
      store_argument(info->layout.params[i], args[i]);
    }
  }
  const int64_t room = 16 + given.bytes;
  if (in_order) {
    return make_stack_call(ir::Op::StaticCall, info, {}, room);
  }
  args.push_back(memory());
  return new_call(ir::Op::StaticLECall, info, args, room);
}

ir::Value* Builder::deferred_argument(const DeferredArguments& given, size_t index) {
  if (index < given.values.size()) {
    return given.values[index];
  }
  const Node* n = given.call->list[index - given.values.size()];
  return argument(n, given.layout.params[index].type);
}

void Builder::store_deferred_arguments(Value* record, int64_t offset,
                                       const DeferredArguments& given) {
  for (size_t i = 0; i < given.layout.params.size(); i++) {
    const ir::Place& place = given.layout.params[i];
    Value* v = deferred_argument(given, i);
    Value* to = off_ptr(pointer_to(place.type), offset + place.stack_offset, record);
    if (v->op == ir::Op::Dereference) {
      move(place.type, to, v->args[0]);
    } else {
      store(place.type, to, v);
    }
  }
}

ir::Value* Builder::defer_on_stack(const Node* n, Value* closure,
                                   const DeferredArguments& given) {
  const Type* record = defer_record_type(given.bytes);
  constexpr int64_t kFnOffset = 24;
  constexpr int64_t kArgumentsOffset = 72;
  Variable* d = new_temp(n->pos, record);
  var_def(d);
  Value* place = local_address(d);
  if (module_.dialect->defer_record_has_size) {
    const Type* word = basic(ir::Kind::Uint32);
    store(word, off_ptr(pointer_to(word), 0, place), constant_int(word, given.bytes));
  }
  store(closure->type, off_ptr(pointer_to(closure->type), kFnOffset, place), closure);
  store_deferred_arguments(place, kArgumentsOffset, given);
  ir::Signature signature;
  signature.params.push_back({"", uintptr_type()});
  const ir::CallInfo* info =
      call_info(module_.helper("deferprocStack"), options_.value_abi, signature, true);
  // The deferred call will find room for its arguments here.
  const int64_t room = std::max<int64_t>(8, given.bytes);
  return new_call(ir::Op::StaticLECall, info, {place, memory()}, room);
}

void Builder::end_defer_block(Value* call) {
  Block* b = end_block();
  b->kind = ir::BlockKind::Defer;
  ir::set_control(b, call);
  Block* next = new_block();
  ir::add_edge(b, next);
  Block* recovered = new_block();
  start_block(recovered);
  exit();
  ir::add_edge(b, recovered);
  b->likely = ir::Likely::Likely;
  start_block(next);
}

// ---- Open-coded ----

static int64_t count_statements(const Nodes& list, bool (*is_wanted)(const Node*)) {
  int64_t count = 0;
  for (const Node* n : list) {
    if (n == nullptr) {
      continue;
    }
    count += is_wanted(n) ? 1 : 0;
    for (const Nodes* inner : {&n->init, &n->list, &n->body, &n->else_body, &n->late}) {
      count += count_statements(*inner, is_wanted);
    }
  }
  return count;
}

// Every exit repeats the calls, so not if there are many; a defer in a loop may run more than
// once; and not if results live on the heap.
bool Builder::decide_open_defers() {
  constexpr int kMostDefers = 8;
  constexpr int64_t kMostCalls = 15;
  if (!options_.optimise || changes_results() || !fn_.has_defer ||
      fn_.defer_count > kMostDefers || module_.dialect->no_open_coded_defers) {
    return false;
  }
  auto takes_arguments = [](const Node* n) {
    return n->op == Op::Defer && needs_defer_wrapper(n->x);
  };
  if (count_statements(fn_.body, takes_arguments) != 0) {
    return false;
  }
  for (const Name* result : fn_.results) {
    if (!is_on_stack(result)) {
      return false;
    }
  }
  auto is_in_loop = [](const Node* n) { return n->op == Op::Defer && !n->stack_record; };
  auto is_return = [](const Node* n) { return n->op == Op::Return; };
  return count_statements(fn_.body, is_in_loop) == 0 &&
         count_statements(fn_.body, is_return) * fn_.defer_count <= kMostCalls;
}

void Builder::start_open_defers() {
  has_open_defers_ = decide_open_defers();
  f_.has_open_defers = has_open_defers_;
  if (!has_open_defers_) {
    return;
  }
  const Type* byte = basic(ir::Kind::Uint8);
  defer_bits_ = new_temp(Pos{}, byte);
  defer_bits_->address_taken = true;
  defer_bits_->non_ssa = true;
  defer_bits_->is_open_defer_slot = true;
  defer_bits_->is_open_defer_slot = true;
  Value* none = entry_value(ir::Op::Const8, byte);
  define(&kDeferBits, none);
  defer_bits_address_ = local_address(defer_bits_);
  store(byte, defer_bits_address_, none);
  set_memory(value_marked(ir::Op::VarLive, memory_type(), defer_bits_, {memory()}, false));
}

void Builder::open_defer_record(const Node* call) {
  const Node* callee = call->x;
  Value* closure = expr(callee);
  OpenDefer made;
  Value* place = open_defer_save(callee->type, closure, made.slot);
  if (callee->op == Op::Name && callee->name->cls == Name::Class::Func) {
    made.callee = callee->name->sym;
    made.abi = callee->name->abi;
  } else {
    made.closure_address = place;
  }
  size_t index = open_defers_.size();
  open_defers_.push_back(made);
  const Type* byte = basic(ir::Kind::Uint8);
  Value* bit = constant_int(byte, int64_t{1} << index);
  Value* bits = current_value(&kDeferBits, byte);
  bits = value(ir::Op::Or8, byte, {bits, bit});
  define(&kDeferBits, bits);
  store(byte, defer_bits_address_, bits);
}

// Stores the closure in a slot that is defined in the entry block, so that exits can look at it
// whether or not the defer statement ran.
ir::Value* Builder::open_defer_save(const Type* type, Value* v, Variable*& slot) {
  slot = new_temp(v->pos.with_mark(StatementMark::No), type);
  slot->is_open_defer_slot = true;
  slot->needs_zero = true;
  slot->non_ssa = true;
  const Type* pointer = pointer_to(type);
  Value* place = nullptr;
  if (block_ == f_.entry) {
    var_def_marked(slot, false);
    set_memory(value_marked(ir::Op::VarLive, memory_type(), slot, {memory()}, false));
    place = value_marked(ir::Op::LocalAddr, pointer, slot, {sp_, memory()}, false);
  } else {
    Value*& entry_memory = (*block_definitions_[static_cast<size_t>(f_.entry->id)])[&kMemory];
    for (ir::Op op : {ir::Op::VarDef, ir::Op::VarLive}) {
      Value* made = f_.new_value(f_.entry, op, memory_type(), Pos{});
      made->aux = slot;
      ir::add_arg(made, entry_memory);
      entry_memory = made;
    }
    place = f_.new_value(f_.entry, ir::Op::LocalAddr, pointer, Pos{});
    place->aux = slot;
    ir::add_arg(place, sp_);
    ir::add_arg(place, entry_memory);
  }
  store(type, place, v);
  return place;
}

void Builder::open_defer_exit() {
  const Type* byte = basic(ir::Kind::Uint8);
  Block* first = new_block();
  jump_from_here(first);
  start_block(first);
  Value* none = constant_int(byte, 0);
  for (size_t i = open_defers_.size(); i-- > 0;) {
    Block* run = new_block();
    Block* after = new_block();
    Value* bits = current_value(&kDeferBits, byte);
    Value* bit = constant_int(byte, int64_t{1} << i);
    Value* masked = value(ir::Op::And8, byte, {bits, bit});
    Value* is_unset = value(ir::Op::Eq8, bool_type(), {masked, none});
    Block* b = end_with_if(is_unset, ir::Likely::Unknown);
    ir::add_edge(b, after);
    ir::add_edge(b, run);
    ir::add_edge(run, after);
    start_block(run);
    // The bit is cleared first: a call that panics must not run again.
    Value* others = value(ir::Op::Com8, byte, {bit});
    Value* rest = value(ir::Op::And8, byte, {bits, others});
    store(byte, defer_bits_address_, rest);
    define(&kDeferBits, rest);
    open_defer_call(open_defers_[i]);
    end_block();
    start_block(after);
  }
}

void Builder::open_defer_call(const OpenDefer& defer) {
  Value* call = nullptr;
  if (defer.closure_address != nullptr) {
    Value* closure = load(defer.closure_address->type->elem, defer.closure_address);
    Value* code = load(uintptr_type(), closure);
    const ir::CallInfo* info = call_info(nullptr, options_.value_abi, {});
    call = new_call(ir::Op::ClosureLECall, info, {code, closure, memory()}, 0);
  } else {
    const ir::Abi* abi = defer.abi != nullptr ? defer.abi : options_.value_abi;
    const ir::CallInfo* info = call_info(defer.callee, abi, {});
    call = new_call(ir::Op::StaticLECall, info, {memory()}, 0);
  }
  set_memory(value_i(ir::Op::SelectN, memory_type(), 0, {call}));
  set_memory(value_marked(ir::Op::VarLive, memory_type(), defer.slot, {memory()}, false));
}

}  // namespace prologo::lower
