// Type assertions x.(T). The first word of x is compared with what it must be: the type
// descriptor if x is an empty interface, the itab of (T, type of x) otherwise. An interface T
// with methods needs the run-time system.

#include "frontend/lower/build/builder.h"
#include "frontend/lower/types.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

// n: DotType or DotType2, list = {want, target, source}.
Builder::Assertion Builder::assertion(const Node* n, bool comma_ok) {
  Value* iface = expr(n->x);
  Value* target = reflect_type(n->type);
  if (is_interface(n->type)) {
    return is_empty_interface(n->type) ? assert_empty_interface(n, iface, target, comma_ok)
                                       : assert_interface(n, iface, target, comma_ok);
  }
  Value* wanted = target;
  if (!is_empty_interface(n->x->type)) {
    wanted = expr(n->list[0]);
  }
  return concrete_assertion(n, iface, target, wanted, comma_ok);
}

// To interface{}: it holds if x is not nil. The first word becomes a type descriptor.
Builder::Assertion Builder::assert_empty_interface(const Node* n, Value* iface, Value* target,
                                                   bool comma_ok) {
  constexpr int64_t kItabType = 8;
  bool from_empty = is_empty_interface(n->x->type);
  Value* first = value(ir::Op::ITab, byte_pointer(), {iface});
  Value* ok = value(ir::Op::NeqPtr, bool_type(), {first, constant_nil(byte_pointer())});
  if (from_empty && comma_ok) {
    return {iface, ok};
  }
  Block* b = end_with_if(ok, ir::Likely::Likely);
  Block* good = new_block();
  Block* fail = new_block();
  ir::add_edge(b, good);
  ir::add_edge(b, fail);
  auto type_of_itab = [&] {
    return load(byte_pointer(), off_ptr(byte_pointer(), kItabType, first));
  };
  if (!comma_ok) {
    start_block(fail);
    runtime_call("panicnildottype", false, {}, {target});
    start_block(good);
    if (from_empty) {
      return {iface, nullptr};
    }
    Value* type_word = type_of_itab();
    Value* data = value(ir::Op::IData, byte_pointer(), {iface});
    return {value(ir::Op::IMake, n->type, {type_word, data}), nullptr};
  }
  start_block(good);
  define(&kTypeWord, type_of_itab());
  end_block();
  start_block(fail);
  define(&kTypeWord, first);
  end_block();
  Block* end = new_block();
  ir::add_edge(good, end);
  ir::add_edge(fail, end);
  start_block(end);
  Value* data = value(ir::Op::IData, byte_pointer(), {iface});
  Value* type_word = current_value(&kTypeWord, byte_pointer());
  Value* made = value(ir::Op::IMake, n->type, {type_word, data});
  forget(&kTypeWord);
  return {made, ok};
}

Builder::Assertion Builder::assert_interface(const Node* n, Value* iface, Value* target,
                                             bool comma_ok) {
  bool from_empty = is_empty_interface(n->x->type);
  const ir::Dialect& dialect = *module_.dialect;
  if (!comma_ok && dialect.assertions_return_interfaces) {
    return {runtime_call(from_empty ? "assertE2I" : "assertI2I", true, {n->type},
                         {target, iface})[0],
            nullptr};
  }
  if (!comma_ok) {
    Value* data = value(ir::Op::IData, basic(ir::Kind::UnsafePointer), {iface});
    Value* first = value(ir::Op::ITab, byte_pointer(), {iface});
    first = runtime_call(from_empty ? "assertE2I" : "assertI2I", true, {byte_pointer()},
                         {target, first})[0];
    return {value(ir::Op::IMake, n->type, {first, data}), nullptr};
  }
  if (dialect.assertions_report) {
    const std::vector<Value*> made = runtime_call(from_empty ? "assertE2I2" : "assertI2I2", true,
                                                  {n->type, bool_type()}, {target, iface});
    return {made[0], made[1]};
  }
  Value* made = runtime_call(from_empty ? "assertE2I2" : "assertI2I2", true, {n->type},
                             {target, iface})[0];
  Value* ok = value(ir::Op::NeqInter, bool_type(), {made, zero_value(n->type)});
  return {made, ok};
}

Builder::Assertion Builder::concrete_assertion(const Node* n, Value* iface, Value* target,
                                               Value* wanted, bool comma_ok) {
  Value* first = value(ir::Op::ITab, byte_pointer(), {iface});
  Variable* temp = nullptr;
  Value* temp_address = nullptr;
  if (comma_ok && !can_be_ssa(n->type)) {
    temp = new_temp(n->pos, n->type);
    var_def(temp);
    temp_address = local_address(temp);
  }
  Value* same = value(ir::Op::EqPtr, bool_type(), {first, wanted});
  Block* b = end_with_if(same, ir::Likely::Likely);
  Block* good = new_block();
  Block* fail = new_block();
  ir::add_edge(b, good);
  ir::add_edge(b, fail);
  if (comma_ok) {
    return assert_concrete_ok(n, iface, good, fail, temp, temp_address);
  }
  start_block(fail);
  Value* source = reflect_type(n->x->type);
  runtime_call(is_empty_interface(n->x->type) ? "panicdottypeE" : "panicdottypeI", false, {},
               {first, target, source});
  start_block(good);
  return {interface_data(n, iface), nullptr};
}

// The value in an interface that is known to hold one of n's type.
ir::Value* Builder::interface_data(const Node* n, Value* iface) {
  if (is_direct_interface(n->type)) {
    return value(ir::Op::IData, n->type, {iface});
  }
  Value* p = value(ir::Op::IData, pointer_to(n->type), {iface});
  return load(n->type, p);
}

Builder::Assertion Builder::assert_concrete_ok(const Node* n, Value* iface, Block* good,
                                               Block* fail, Variable* temp,
                                               Value* temp_address) {
  Block* end = new_block();
  Key result = fresh_marker();
  start_block(good);
  if (temp == nullptr) {
    define(result, interface_data(n, iface));
  } else {
    Value* p = value(ir::Op::IData, pointer_to(n->type), {iface});
    move(n->type, temp_address, p);
  }
  define(&kOk, constant_bool(true));
  jump_from_here(end);
  start_block(fail);
  if (temp == nullptr) {
    define(result, zero_value(n->type));
  } else {
    zero(n->type, temp_address);
  }
  define(&kOk, constant_bool(false));
  jump_from_here(end);
  start_block(end);
  Assertion made;
  if (temp == nullptr) {
    made.value = current_value(result, n->type);
    forget(result);
  } else {
    made.value = load(n->type, temp_address);
    set_memory(value_a(ir::Op::VarKill, memory_type(), temp, {memory()}));
  }
  made.ok = current_value(&kOk, bool_type());
  forget(&kOk);
  return made;
}

}  // namespace prologo::lower
