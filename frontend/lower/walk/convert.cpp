// Conversions: to interfaces, between strings and slices.

#include "frontend/lower/query.h"
#include "frontend/lower/walk/walker.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

Node* Walker::conv(Node* n, Nodes& init) {
  n->x = expr(n->x, init);
  const bool is_idle = n->op == Op::ConvNop && n->type == n->x->type;
  return is_idle && !n->walked && !n->renames ? n->x : n;
}

Node* Walker::conv_interface(Node* n, Nodes& init) {
  n->x = expr(n->x, init);
  const ir::Type* from = n->x->type;
  if (is_interface(from)) {
    return conv_between_interfaces(n, init);
  }
  Node* type_word =
      is_empty_interface(n->type) ? cx_.type_address(from) : cx_.itab_address(from, n->type);
  Node* data = ready_data_word(n->x, n->esc != Node::Esc::None, init);
  const ir::Dialect& dialect = *cx_.module.dialect;
  if (data == nullptr &&
      (dialect.boxes_make_interfaces ||
       (dialect.wide_boxes_make_interfaces && boxing(cx_.types, from).needs_address))) {
    return boxed_interface(n, type_word, init);
  }
  data = data != nullptr ? data : boxed(n->x, n->pos, init);
  return cx_.binary(Op::EFace, type_word, data, n->type);
}

// Only the first word changes: to the type in the itab, or to another itab.
Node* Walker::conv_between_interfaces(Node* n, Nodes& init) {
  if (cx_.module.dialect->interfaces_convert_whole && !is_empty_interface(n->type)) {
    return helper("convI2I", {cx_.type_address(n->type), n->x}, init, n->type);
  }
  Node* value = cx_.temp(n->x->type);
  init.push_back(cx_.assign(value, n->x));
  Node* itab = cx_.unary(Op::Itab, value, cx_.types.uintptr_pointer());
  Node* data = cx_.unary(Op::Idata, value, cx_.types.byte_pointer());
  data->pos = n->pos;
  Node* type_word = nullptr;
  if (is_empty_interface(n->type)) {
    type_word = cx_.temp(cx_.types.byte_pointer());
    Node* as_pointer =
        cx_.conv(cx_.conv(itab, cx_.basic(Kind::UnsafePointer)), type_word->type);
    init.push_back(cx_.assign(type_word, as_pointer));
    Node* test = cx_.if_(cx_.compare(Op::Ne, type_word, cx_.nil(type_word->type)));
    test->body = {cx_.assign(type_word, itab_type(type_word))};
    init.push_back(test);
  } else {
    type_word = helper("convI2I", {cx_.type_address(n->type), itab}, init);
  }
  return cx_.binary(Op::EFace, type_word, data, n->type);
}

Node* Walker::bounded_field(Node* pointer, int64_t offset, const ir::Type* type,
                            std::string_view name) {
  Node* n = cx_.unary(Op::DotPtr, pointer, type);
  n->offset = offset;
  n->label = std::string(name);
  n->nonnil = true;
  n->index = -1;  // a field of a run-time structure
  return n;
}

Node* Walker::itab_type(Node* itab) {
  return bounded_field(itab, 8, cx_.types.byte_pointer(), "_type");
}

// The value of concrete type inside interface n, whose type word is known to match.
Node* Walker::interface_data(Node* n, Pos pos, const ir::Type* type) {
  Node* word = cx_.unary(Op::Idata, n, type);
  word->pos = pos;
  if (is_direct_interface(type)) {
    return word;
  }
  word->type = cx_.types.pointer_to(type);
  Node* value = cx_.deref(word);
  value->pos = pos;
  value->nonnil = true;
  return value;
}

// The second word of an interface that holds n, or null if that takes a copy on the heap.
Node* Walker::ready_data_word(Node* n, bool escapes, Nodes& init) {
  const ir::Type* from = n->type;
  if (is_direct_interface(from)) {
    return n;
  }
  const ir::Type* sole = sole_component(from);
  const bool integer = sole != nullptr ? sole->is_integer() : from->is_integer();
  const bool boolean = sole != nullptr ? sole->is_boolean() : from->is_boolean();
  constexpr int64_t kMaxStackCopy = 1024;
  Node* value = nullptr;
  if (from->size == 0) {
    cheap(n, init);
    value = cx_.link(cx_.module.symbol("runtime.zerobase"), cx_.basic(Kind::Uintptr));
  } else if (boolean || (from->size == 1 && integer)) {
    // One of 256 values that stand ready.
    n = to_sole_component(cheap(n, init), init);
    const ir::Type* byte = cx_.basic(Kind::Uint8);
    Node* bits = n->type == byte ? n : cx_.unary(Op::Conv, n, byte);
    bits = cx_.unary(Op::Conv, bits, cx_.basic(Kind::Int));
    Node* offset = cx_.binary(Op::Lsh, bits, cx_.integer(3, cx_.basic(Kind::Uint)), bits->type);
    Node* table = cx_.link(cx_.module.symbol("runtime.staticuint64s"),
                           cx_.types.array_of(byte, int64_t{256} * 8));
    value = cx_.index(table, offset, true);
  } else if (n->op == Op::Name && n->name->read_only) {
    value = n;
  } else if (!escapes && from->size <= kMaxStackCopy) {
    value = cx_.temp(from);
    init.push_back(cx_.assign(value, n));
  }
  return value != nullptr ? cx_.addr(value) : nullptr;
}

// The interface, made by the run-time system of the value's address.
Node* Walker::boxed_interface(Node* n, Node* type_word, Nodes& init) {
  Node* value = is_addressable(n->x) ? n->x : copy_expr(n->x, init);
  const std::string name = (is_empty_interface(n->type) ? "convT2E" : "convT2I") +
                           std::string(boxing(cx_.types, value->type).suffix);
  return helper(name, {type_word, cx_.addr(value)}, init, n->type);
}

// A copy of n on the heap, made by the run-time system.
Node* Walker::boxed(Node* n, Pos pos, Nodes& init) {
  const ir::Type* from = n->type;
  const Boxing box = boxing(cx_.types, from);
  Nodes args;
  if (box.needs_address) {
    if (!is_addressable(n)) {
      n = copy_expr(n, init);
    }
    args = {cx_.type_address(from), cx_.addr(n)};
  } else if ((from == box.argument && !cx_.types.is_of_byte(from)) ||
             cx_.module.dialect->boxes_take_own_type) {
    args = {n};
  } else if (from->kind == box.argument->kind) {
    args = {cx_.unary(Op::ConvNop, n, box.argument)};
    args[0]->pos = pos;
    args[0]->walked = true;
  } else if (from->is_integer() && box.argument->is_integer()) {
    args = {cx_.conv(n, box.argument)};
    args[0]->pos = pos;
  } else {
    Node* address = cx_.unary(Op::ConvNop, cx_.addr(copy_expr(n, init)),
                              cx_.types.pointer_to(box.argument));
    address->pos = pos;
    args = {cx_.deref(address)};
    args[0]->pos = pos;
  }
  Node* call = helper(box.helper, std::move(args), init);
  return safe(call, init);
}

Node* Walker::to_sole_component(Node* n, Nodes& init) {
  for (;;) {
    if (n->type->kind == Kind::Struct) {
      if (n->type->fields[0].name == "_") {
        n = cx_.temp(n->type->fields[0].type);
        append(init, cx_.assign(n, nullptr));
        continue;
      }
      n = cx_.dot(n, 0);
    } else if (n->type->kind == Kind::Array) {
      n = cx_.index(n, cx_.integer(0), false);
    } else {
      return n;
    }
  }
}

Node* Walker::bytes_or_runes_to_string(Node* n, Nodes& init) {
  Node* buffer =
      n->esc == Node::Esc::None ? stack_buffer(32, cx_.basic(Kind::Uint8)) : cx_.nil(nullptr);
  if (n->op == Op::RunesToStr) {
    return helper("slicerunetostring", {buffer, n->x}, init, n->type);
  }
  if (cx_.module.dialect->bytes_travel_as_slices) {
    return helper("slicebytetostring", {buffer, n->x}, init, n->type);
  }
  n->x = cheap(n->x, init);
  auto [array, length] = array_and_length(n->x);
  return helper("slicebytetostring", {buffer, array, length}, init, n->type);
}

Node* Walker::rune_to_string(Node* n, Nodes& init) {
  Node* buffer =
      n->esc == Node::Esc::None ? stack_buffer(4, cx_.basic(Kind::Uint8)) : cx_.nil(nullptr);
  Node* rune = cx_.conv(n->x, cx_.basic(Kind::Int64));
  return helper("intstring", {buffer, rune}, init, n->type);
}

Node* Walker::string_to_runes(Node* n, Nodes& init) {
  Node* buffer =
      n->esc == Node::Esc::None ? stack_buffer(32, cx_.basic(Kind::Int32)) : cx_.nil(nullptr);
  Node* text = cx_.conv(n->x, cx_.basic(Kind::String));
  return helper("stringtoslicerune", {buffer, text}, init, n->type);
}

Node* Walker::string_to_bytes(Node* n, Nodes& init) {
  Node* text = n->x;
  if (!is_literal(text, Constant::Kind::String)) {
    Node* buffer =
        n->esc == Node::Esc::None ? stack_buffer(32, cx_.basic(Kind::Uint8)) : cx_.nil(nullptr);
    return helper("stringtoslicebyte", {buffer, cx_.conv(text, cx_.basic(Kind::String))}, init,
                  n->type);
  }
  // A constant: copy its bytes into an array of the right size.
  constexpr int64_t kMaxImplicit = 64 << 10;
  const auto size = static_cast<int64_t>(text->value->s.size());
  const ir::Type* array = cx_.types.array_of(cx_.basic(Kind::Uint8), size);
  const ir::Type* pointer = cx_.types.pointer_to(array);
  Node* memory = nullptr;
  if (n->esc == Node::Esc::None && size <= kMaxImplicit) {
    memory = stack_buffer(size, array->elem);
  } else {
    memory = cx_.make(Op::New, pointer);
    memory->y = cx_.type_address(array);
    memory->nonnil = true;
  }
  Node* p = cx_.temp(pointer);
  init.push_back(cx_.assign(p, memory));
  if (size > 0) {
    Node* source = cx_.deref(cx_.conv_nop(cx_.sptr(text), pointer));
    append(init, cx_.assign(cx_.deref(p), source));
  }
  Node* s = cx_.slice(Op::SliceArr, p, nullptr, nullptr, nullptr, n->type);
  s->pos = n->pos;
  return expr(s, init);
}

}  // namespace prologo::lower
