#include "frontend/lower/walk/equality.h"

#include <algorithm>

#include "frontend/lower/query.h"

namespace prologo::lower {

using ir::Kind;

EqualityTest equal_strings(Context& cx, Node* x, Node* y) {
  x = cx.conv(x, cx.basic(Kind::String));
  y = cx.conv(y, cx.basic(Kind::String));
  const ir::Type* uintptr = cx.basic(Kind::Uintptr);
  Node* x_pointer = cx.sptr(x);
  Node* y_pointer = cx.sptr(y);
  Node* x_length = cx.conv(cx.len(x), uintptr);
  Node* y_length = cx.conv(cx.len(y), uintptr);
  Node* call = cx.call("memequal", {x_pointer, y_pointer, cx.copy(x_length)});
  return {cx.compare(Op::Eq, x_length, y_length), call};
}

EqualityTest equal_interfaces(Context& cx, Node* x, Node* y) {
  const bool empty = is_empty_interface(x->type);
  const ir::Type* word = cx.types.uintptr_pointer();
  const ir::Type* pointer = cx.basic(Kind::UnsafePointer);
  Node* x_tab = cx.unary(Op::Itab, x, word);
  Node* y_tab = cx.unary(Op::Itab, y, word);
  Node* x_data = cx.unary(Op::Idata, x, pointer);
  Node* y_data = cx.unary(Op::Idata, y, pointer);
  Node* call = cx.call(empty ? "efaceeq" : "ifaceeq", {x_tab, x_data, y_data});
  return {cx.compare(Op::Eq, x_tab, y_tab), call};
}

bool equality_may_panic(const ir::Type* type) {
  switch (type->kind) {
    case Kind::Interface:
      return true;
    case Kind::Array:
      return equality_may_panic(type->elem);
    case Kind::Struct:
      return std::any_of(type->fields.begin(), type->fields.end(), [](const ir::Field& f) {
        return f.name != "_" && equality_may_panic(f.type);
      });
    default:
      return false;
  }
}

Run memory_run(const ir::Type* type, size_t start) {
  const auto& fields = type->fields;
  size_t next = start;
  for (;;) {
    ++next;
    if (next == fields.size() || is_padded_field(type, next - 1) || fields[next].name == "_" ||
        !is_regular_memory(fields[next].type)) {
      break;
    }
  }
  const ir::Field& last = fields[next - 1];
  return {last.offset + last.type->size - fields[start].offset, next};
}

namespace {

Node* equal_memory(Context& cx, Node* x, Node* y, int field, int64_t size) {
  Node* left = cx.addr(cx.dot(x, field));
  Node* right = cx.addr(cx.dot(y, field));
  switch (size) {
    case 1:
    case 2:
    case 4:
    case 8:
    case 16:
      return cx.call("memequal" + std::to_string(8 * size), {left, right});
    default:
      return cx.call("memequal", {left, right, cx.integer(size)});
  }
}

}  // namespace

Nodes equal_structs(Context& cx, const ir::Type* type, Node* x, Node* y) {
  std::vector<Nodes> groups(1);
  const auto& fields = type->fields;
  for (size_t i = 0; i < fields.size();) {
    const ir::Field& field = fields[i];
    const int number = static_cast<int>(i);
    if (field.name == "_") {
      ++i;
      continue;
    }
    if (!is_regular_memory(field.type)) {
      const bool may_panic = equality_may_panic(field.type);
      if (may_panic) {
        groups.emplace_back();
      }
      Node* left = cx.dot(x, number);
      Node* right = cx.dot(y, number);
      if (field.type->kind == Kind::String) {
        const EqualityTest test = equal_strings(cx, left, right);
        groups.back().push_back(test.quick);
        groups.back().push_back(test.call);
      } else {
        groups.back().push_back(cx.compare(Op::Eq, left, right));
      }
      if (may_panic) {
        groups.emplace_back();
      }
      ++i;
      continue;
    }
    const Run run = memory_run(type, i);
    if (run.next - i <= 2) {
      for (; i < run.next; ++i) {
        const int at = static_cast<int>(i);
        groups.back().push_back(cx.compare(Op::Eq, cx.dot(x, at), cx.dot(y, at)));
      }
    } else {
      groups.back().push_back(equal_memory(cx, x, y, number, run.size));
    }
    i = run.next;
  }
  Nodes flat;
  for (Nodes& group : groups) {
    std::stable_sort(group.begin(), group.end(), [](const Node* a, const Node* b) {
      return a->op != Op::CallFunc && b->op == Op::CallFunc;
    });
    flat.insert(flat.end(), group.begin(), group.end());
  }
  return flat;
}

}  // namespace prologo::lower
