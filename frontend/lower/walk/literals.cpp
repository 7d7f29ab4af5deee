// Composite literals: static data where they are constant, stores elsewhere.

#include "frontend/lower/conversions.h"
#include "frontend/lower/query.h"
#include "frontend/lower/statics/statics.h"
#include "frontend/lower/walk/walker.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

namespace {

constexpr int64_t kSmallArray = 256;  // bytes that are stored one element at a time

bool is_stack_variable(const Node* n) {
  return n->op == Op::Name && !is_blank(n) && n->name->on_stack();
}

// Which sorts of values a literal has, nested literals included.
struct Contents {
  bool dynamic = false;
  bool constant = false;
};

void look_at(const Node* n, bool top, Contents& contents) {
  switch (n->op) {
    case Op::SliceLit:
      if (!top || n->offset / 4 > static_cast<int64_t>(n->list.size())) {
        contents.dynamic = true;
        return;
      }
      break;
    case Op::ArrayLit:
    case Op::StructLit:
      break;
    default:
      (n->op == Op::Literal ? contents.constant : contents.dynamic) = true;
      return;
  }
  for (const Node* element : n->list) {
    const Node* value = element->op == Op::KeyValue    ? element->y
                        : element->op == Op::StructKey ? element->x
                                                       : element;
    look_at(value, false, contents);
  }
}

bool is_small(const Node* n) {
  const int64_t size = n->type->elem->size;
  return size == 0 || n->offset <= kSmallArray / size;
}

}  // namespace

Node* Walker::literal(Node* n, Nodes& init) {
  if (is_static_literal(n) && !can_be_ssa(n->type)) {
    Node* data = cx_.static_name(n->type, true)->node;
    fixed_literal(true, Init::Static, n, data, init);
    return data;
  }
  Node* temp = cx_.temp(n->type);
  any_literal(n, temp, init);
  return temp;
}

bool Walker::assign_literal(Node* n, Nodes& init) {
  if (n->x == nullptr || n->y == nullptr || !is_stack_variable(n->x) ||
      !is_identical(n->x->type, n->y->type) ||
      (n->x->name->address_taken && !cx_.module.dialect->literals_in_place)) {
    return false;
  }
  switch (n->y->op) {
    case Op::StructLit:
    case Op::ArrayLit:
    case Op::SliceLit:
    case Op::MapLit:
      break;
    default:
      return false;
  }
  const Name* target = n->x->name;
  if (any_node(n->y, [&](const Node* m) { return m->op == Op::Name && m->name == target; })) {
    return false;
  }
  any_literal(n->y, n->x, init);
  return true;
}

void Walker::any_literal(Node* n, Node* target, Nodes& init) {
  switch (n->op) {
    case Op::Name:
      return append(init, cx_.assign(target, n));
    case Op::PtrLit: {
      Node* memory = nullptr;
      if (n->prealloc != nullptr) {
        memory = stack_temp(n->prealloc, nullptr, init);
      } else {
        memory = cx_.make(Op::New, cx_.types.pointer_to(n->x->type));
        memory->esc = n->esc;
      }
      append(init, cx_.assign(target, memory));
      return any_literal(n->x, cx_.deref(target), init);
    }
    case Op::SliceLit:
      return slice_literal(n, target, init);
    case Op::MapLit:
      return map_literal(n, target, init);
    default:
      break;
  }
  ENSURE(n->op == Op::StructLit || n->op == Op::ArrayLit);
  constexpr size_t kManyElements = 4;
  if (is_stack_variable(target) && n->list.size() > kManyElements) {
    // Copy the constant part from static data, then store the rest.
    Node* data = cx_.static_name(n->type, true)->node;
    fixed_literal(n->op == Op::StructLit, Init::Static, n, data, init);
    append(init, cx_.assign(target, data));
    return fixed_literal(true, Init::Dynamic, n, target, init);
  }
  const size_t components =
      n->op == Op::ArrayLit ? static_cast<size_t>(n->type->length) : n->type->fields.size();
  if (is_stack_variable(target) || n->list.size() < components) {
    append(init, cx_.assign(target, nullptr));
  }
  fixed_literal(true, Init::LocalCode, n, target, init);
}

// Stores the elements of an array or struct literal. Static: only constants, as data; Dynamic:
// only the others, as code; LocalCode: all, as code.
void Walker::fixed_literal(bool in_init, Init kind, Node* n, Node* target, Nodes& init) {
  int64_t index = 0;
  for (Node* element : n->list) {
    Node* value = element;
    Node* place = cx_.blank();
    if (n->op == Op::StructLit) {
      value = element->x;
      if (element->label != "_" && !is_blank(target)) {
        set_pos(cx_, element);
        place = cx_.dot(target, element->index);
      }
    } else {
      if (element->op == Op::KeyValue) {
        index = element->x->value->i;
        value = element->y;
      }
      Node* number = cx_.integer(index++);
      if (!is_blank(target)) {
        place = cx_.index(target, number, false);
      }
    }
    if (!is_blank(place) || has_side_effects(value)) {
      fixed_element(in_init, kind, place, value, init);
    }
  }
}

void Walker::fixed_element(bool in_init, Init kind, Node* place, Node* value, Nodes& init) {
  if (value->op == Op::SliceLit &&
      ((kind == Init::Static && !in_init) || (kind == Init::Dynamic && in_init))) {
    if (kind == Init::Static) {
      return static_slice(value, place, init);
    }
    return slice_literal(value, place, init);
  }
  if (value->op == Op::ArrayLit || value->op == Op::StructLit) {
    return fixed_literal(in_init, kind, value, place, init);
  }
  const bool constant = value->op == Op::Literal;  // nil is stored by code
  if ((kind == Init::Static && !constant) || (kind == Init::Dynamic && constant)) {
    return;
  }
  set_pos(cx_, place);
  if (kind == Init::Static) {
    return static_assign(place, value);
  }
  append(init, order_in_place(cx_, cx_.assign(place, value)));
}

void Walker::static_assign(Node* place, Node* value) {
  const auto where = static_place(place);
  ENSURE(where && where->name->cls == Name::Class::Extern);
  Statics(cx_).write_constant(where->name, where->offset, value);
}

// A slice inside static data: its array is static too; what is not constant is stored there.
void Walker::static_slice(Node* n, Node* target, Nodes& init) {
  const ir::Type* type = cx_.types.array_of(n->type->elem, n->offset);
  Node* array = cx_.static_name(type, false)->node;
  fixed_literal(false, Init::Static, n, array, init);
  Nodes code;
  fixed_literal(false, Init::Dynamic, n, array, code);
  order_block(cx_, code);
  stmts(code);
  init.insert(init.end(), code.begin(), code.end());
  const auto where = static_place(target);
  ENSURE(where && where->name->cls == Name::Class::Extern);
  Statics(cx_).write_slice(where->name, where->offset, array->name->sym, type->length);
}

// An array on the stack or heap, filled, then sliced.
void Walker::slice_literal(Node* n, Node* target, Nodes& init) {
  const ir::Type* type = cx_.types.array_of(n->type->elem, n->offset);
  Node* data = nullptr;
  Contents contents;
  look_at(n, true, contents);
  if (contents.constant && !is_small(n)) {
    data = cx_.static_name(type, true)->node;
    fixed_literal(true, Init::Static, n, data, init);
  }
  Node* pointer = cx_.temp(cx_.types.pointer_to(type));
  Node* memory = nullptr;
  const bool on_heap = n->prealloc == nullptr && n->esc != Node::Esc::None;
  if (n->prealloc != nullptr) {
    memory = stack_temp(n->prealloc, data, init);
  } else if (!on_heap) {
    memory = stack_temp(cx_.temp(type), data, init);
  } else {
    memory = cx_.make(Op::New, pointer->type);
  }
  append(init, cx_.assign(pointer, memory));
  if (data != nullptr && on_heap) {
    append(init, cx_.assign(cx_.deref(pointer), data));
  }
  int64_t index = 0;
  for (Node* element : n->list) {
    Node* value = element;
    if (element->op == Op::KeyValue) {
      index = element->x->value->i;
      value = element->y;
    }
    Node* place = cx_.index(pointer, cx_.integer(index++), true);
    if (value->op == Op::ArrayLit || value->op == Op::StructLit) {
      fixed_literal(true, data == nullptr ? Init::LocalCode : Init::Dynamic, value, place,
                    init);
      continue;
    }
    if (data != nullptr && value->op == Op::Literal) {
      continue;
    }
    set_pos(cx_, value);
    append(init, order_in_place(cx_, cx_.assign(place, value)));
  }
  Node* all = cx_.slice(Op::SliceArr, pointer, nullptr, nullptr, nullptr,
                        cx_.types.slice_of(n->type->elem));
  Node* as = cx_.assign(target, assign_conv(cx_, all, target->type));
  append(init, order_in_place(cx_, as));
}

void Walker::map_literal(Node* n, Node* target, Nodes& init) {
  Node* map = cx_.make(Op::MakeMap, n->type);
  map->esc = n->esc;
  map->x = cx_.integer(n->offset + static_cast<int64_t>(n->list.size()));
  append(init, cx_.assign(target, map));
  constexpr size_t kManyEntries = 25;
  if (n->list.size() > kManyEntries) {
    return large_map_literal(n, target, init);
  }
  Node* key = cx_.temp(n->type->key);
  Node* value = cx_.temp(n->type->elem);
  for (Node* entry : n->list) {
    set_pos(cx_, entry->x);
    append(init, cx_.assign(key, entry->x));
    set_pos(cx_, entry->y);
    append(init, cx_.assign(value, entry->y));
    Node* element = cx_.binary(Op::IndexMap, target, key, n->type->elem);
    element->assigned = true;
    append(init, order_in_place(cx_, cx_.assign(element, value)));
  }
  append(init, cx_.unary(Op::VarKill, key, nullptr));
  append(init, cx_.unary(Op::VarKill, value, nullptr));
}

// Static arrays of keys and values, and a loop.
void Walker::large_map_literal(Node* n, Node* target, Nodes& init) {
  const auto count = static_cast<int64_t>(n->list.size());
  Node* keys = cx_.static_name(cx_.types.array_of(n->type->key, count), true)->node;
  Node* values = cx_.static_name(cx_.types.array_of(n->type->elem, count), true)->node;
  Node* key_list = cx_.make(Op::ArrayLit, keys->type);
  Node* value_list = cx_.make(Op::ArrayLit, values->type);
  for (Node* entry : n->list) {
    key_list->list.push_back(entry->x);
    value_list->list.push_back(entry->y);
  }
  fixed_literal(true, Init::Static, key_list, keys, init);
  fixed_literal(true, Init::Static, value_list, values, init);
  Node* i = cx_.temp(cx_.basic(Kind::Int));
  Node* element = cx_.binary(Op::IndexMap, target, cx_.index(keys, i, true), n->type->elem);
  element->assigned = true;
  Node* body = cx_.assign(element, cx_.index(values, i, true));
  Node* zero = cx_.assign(i, cx_.integer(0));
  Node* loop = cx_.make(Op::For);
  loop->x = cx_.compare(Op::Lt, i, cx_.integer(count));
  loop->y = cx_.assign(i, cx_.binary(Op::Add, i, cx_.integer(1), i->type));
  loop->init = {zero};
  loop->body = {order_in_place(cx_, body)};
  append(init, loop);
}

}  // namespace prologo::lower
