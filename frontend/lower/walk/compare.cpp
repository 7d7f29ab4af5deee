// Comparisons of strings, interfaces, arrays and structs.

#include "frontend/lower/query.h"
#include "frontend/lower/walk/equality.h"
#include "frontend/lower/walk/walker.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

namespace {

Op negated(Op op) { return op == Op::Eq ? Op::Ne : Op::Eq; }

// The operator with its operands exchanged.
Op reversed(Op op) {
  switch (op) {
    case Op::Lt:
      return Op::Gt;
    case Op::Gt:
      return Op::Lt;
    case Op::Le:
      return Op::Ge;
    case Op::Ge:
      return Op::Le;
    default:
      return op;
  }
}

Node* strip_nops(Node* n) {
  while (n->op == Op::ConvNop) {
    n = n->x;
  }
  return n;
}

// One comparison for each field.
Nodes equal_fields(Context& cx, Op op, Node* left, Node* right) {
  Nodes tests;
  for (size_t i = 0; i < left->type->fields.size(); i++) {
    if (left->type->fields[i].name != "_") {
      const int at = static_cast<int>(i);
      tests.push_back(cx.compare(op, cx.dot(left, at), cx.dot(right, at)));
    }
  }
  return tests;
}

constexpr int64_t kMaxInlineBytes = 16;

}  // namespace

Node* Walker::compare(Node* n, Nodes& init) {
  const bool left_interface = is_interface(n->x->type);
  const bool right_interface = is_interface(n->y->type);
  if (left_interface && right_interface && n->x->op != Op::Nil && n->y->op != Op::Nil) {
    return compare_interfaces(n, init);
  }
  if (n->x->type->kind == Kind::String && n->y->type->kind == Kind::String) {
    return compare_strings(n, init);
  }
  n->x = expr(n->x, init);
  n->y = expr(n->y, init);
  if (left_interface != right_interface) {
    return compare_mixed(n, init);
  }
  const ir::Type* type = n->x->type;
  bool inline_it = false;
  if (type->kind == Kind::Array) {
    inline_it = type->length <= 1 ||
                (is_simple(type->elem) &&
                 (type->length <= 4 || type->elem->size * type->length <= kMaxInlineBytes));
  } else if (type->kind == Kind::Struct) {
    inline_it = component_count(type) <= 4;
  } else {
    return n;
  }
  Node* left = strip_nops(n->x);
  Node* right = strip_nops(n->y);
  return inline_it ? compare_inline(n, left, right, init)
                   : compare_by_call(n, left, right, init);
}

// An interface and a concrete value: same type and equal value.
Node* Walker::compare_mixed(Node* n, Nodes& init) {
  Node* face = cheap(n->x, init);
  Node* value = cheap(n->y, init);
  if (is_interface(n->y->type)) {
    std::swap(face, value);
  }
  const Op join = n->op == Op::Eq ? Op::AndAnd : Op::OrOr;
  const ir::Type* boolean = cx_.basic(Kind::Bool);
  Node* type = cx_.type_address(value->type);
  Node* same_type = nullptr;
  if (is_empty_interface(face->type)) {
    Node* word = cx_.unary(Op::Itab, face, cx_.types.byte_pointer());
    same_type = cx_.compare(n->op, word, type);
  } else {
    Node* itab = cx_.unary(Op::Itab, face, cx_.types.uintptr_pointer());
    Node* not_nil = cx_.compare(negated(n->op), cx_.nil(itab->type), itab);
    Node* match = cx_.compare(n->op, itab_type(itab), type);
    same_type = cx_.binary(join, not_nil, match, boolean);
  }
  Node* data = interface_data(face, n->pos, value->type);
  Node* same_value = cx_.compare(n->op, data, value);
  return finish_compare(n, cx_.binary(join, same_type, same_value, boolean), init);
}

Node* Walker::compare_interfaces(Node* n, Nodes& init) {
  n->y = cheap(n->y, init);
  n->x = cheap(n->x, init);
  const ir::Type* boolean = cx_.basic(Kind::Bool);
  const EqualityTest test = equal_interfaces(cx_, n->x, n->y);
  Node* result = nullptr;
  if (n->op == Op::Eq) {
    result = cx_.binary(Op::AndAnd, test.quick, test.call, boolean);
  } else {
    test.quick->op = Op::Ne;
    result = cx_.binary(Op::OrOr, test.quick, cx_.unary(Op::Not, test.call, boolean), boolean);
  }
  return finish_compare(n, result, init);
}

Node* Walker::compare_strings(Node* n, Nodes& init) {
  const bool left_constant = is_literal(n->x, Constant::Kind::String);
  const bool right_constant = is_literal(n->y, Constant::Kind::String);
  const bool equality = n->op == Op::Eq || n->op == Op::Ne;
  const ir::Type* boolean = cx_.basic(Kind::Bool);
  if (left_constant != right_constant) {
    Node* text = left_constant ? n->x : n->y;
    const auto length = static_cast<int64_t>(text->value->s.size());
    if (length <= (equality ? kMaxInlineBytes : 0)) {
      return compare_with_constant(n, text, left_constant ? n->y : n->x,
                                   left_constant ? reversed(n->op) : n->op, init);
    }
  }
  Node* result = nullptr;
  if (equality) {
    n->x = cheap(n->x, init);
    n->y = cheap(n->y, init);
    const EqualityTest test = equal_strings(cx_, n->x, n->y);
    if (n->op == Op::Eq) {
      result = cx_.binary(Op::AndAnd, test.quick, test.call, boolean);
    } else {
      test.quick->op = Op::Ne;
      result =
          cx_.binary(Op::OrOr, test.quick, cx_.unary(Op::Not, test.call, boolean), boolean);
    }
  } else {
    const ir::Type* string = cx_.basic(Kind::String);
    Node* order = helper("cmpstring", {cx_.conv(n->x, string), cx_.conv(n->y, string)}, init);
    result = cx_.compare(n->op, order, cx_.integer(0));
  }
  return finish_compare(n, result, init);
}

// Length and a few bytes at a time, put together to words.
Node* Walker::compare_with_constant(Node* n, Node* text, Node* other, Op op, Nodes& init) {
  const std::string& bytes = text->value->s;
  const ir::Type* boolean = cx_.basic(Kind::Bool);
  const Op join = op == Op::Eq ? Op::AndAnd : Op::OrOr;
  if (!bytes.empty()) {
    other = safe(other, init);
  }
  const auto size = static_cast<int64_t>(bytes.size());
  Node* result = cx_.compare(op, cx_.len(other), cx_.integer(size));
  const auto byte_at = [&](int64_t i) {
    return static_cast<unsigned char>(bytes[static_cast<size_t>(i)]);
  };
  const auto add = [&](Node* test) { result = cx_.binary(join, result, test, boolean); };
  for (int64_t i = 0; i < size;) {
    const int64_t remains = size - i;
    if (remains == 1) {
      Node* byte = cx_.index(other, cx_.integer(i), false);
      add(cx_.compare(op, byte, cx_.integer(byte_at(i), byte->type)));
      break;
    }
    const int64_t step = remains >= 8 ? 8 : remains >= 4 ? 4 : 2;
    const ir::Type* type = cx_.basic(step == 8   ? Kind::Int64
                                     : step == 4 ? Kind::Uint32
                                                 : Kind::Uint16);
    Node* word = cx_.conv(cx_.index(other, cx_.integer(i), false), type);
    uint64_t constant = byte_at(i);
    for (int64_t k = 1; k < step; ++k) {
      Node* next = cx_.conv(cx_.index(other, cx_.integer(i + k), false), type);
      next = cx_.binary(Op::Lsh, next, cx_.integer(8 * k, cx_.basic(Kind::Uint)), type);
      word = cx_.binary(Op::Or, word, next, type);
      constant |= uint64_t{byte_at(i + k)} << (8 * k);
    }
    add(cx_.compare(op, cx_.integer(static_cast<int64_t>(constant), type), word));
    i += step;
  }
  return finish_compare(n, result, init);
}

// Through memequal or the type's own function.
Node* Walker::compare_by_call(Node* n, Node* left, Node* right, Nodes& init) {
  ENSURE(is_addressable(left) && is_addressable(right));
  const ir::Type* type = n->x->type;
  Node* call = nullptr;
  if (is_regular_memory(type)) {
    call = cx_.call("memequal", {cx_.addr(left), cx_.addr(right), cx_.integer(type->size)});
  } else {
    const ir::Type* pointer = cx_.types.pointer_to(type);
    const ir::Symbol* symbol = cx_.descriptors.equal_function(type);
    Name* function = cx_.unit.new_name(symbol->name, Name::Class::Func, nullptr, Pos{});
    function->sym = symbol;
    function->abi = cx_.options.value_abi;
    function->sig =
        cx_.unit.keep({{{"p", pointer}, {"q", pointer}}, {{"", cx_.basic(Kind::Bool)}}, false});
    call = cx_.make(Op::CallFunc, cx_.basic(Kind::Bool));
    call->x = function->node;
    call->list = {cx_.addr(left), cx_.addr(right)};
    call->sig = function->sig;
  }
  if (n->op != Op::Eq) {
    call = cx_.unary(Op::Not, call, cx_.basic(Kind::Bool));
  }
  return finish_compare(n, call, init);
}

Node* Walker::compare_inline(Node* n, Node* left, Node* right, Nodes& init) {
  const ir::Type* type = n->x->type;
  const ir::Type* boolean = cx_.basic(Kind::Bool);
  const Op join = n->op == Op::Eq ? Op::AndAnd : Op::OrOr;
  left = safe(left, init);
  right = safe(right, init);
  Node* result = nullptr;
  if (type->kind == Kind::Array) {
    result = compare_array(n->op, left, right);
  } else {
    const bool in_order = cx_.module.dialect->structs_field_by_field;
    for (Node* test : in_order ? equal_fields(cx_, n->op, left, right)
                               : equal_structs(cx_, type, left, right)) {
      if (n->op == Op::Ne && !in_order) {
        test = cx_.unary(Op::Not, test, boolean);
      }
      result = result == nullptr ? test : cx_.binary(join, result, test, boolean);
    }
  }
  if (result == nullptr) {
    // Nothing to compare, but the operands are still evaluated.
    init.push_back(cx_.assign(cx_.blank(), left));
    init.push_back(cx_.assign(cx_.blank(), right));
    result = cx_.boolean(n->op == Op::Eq);
  }
  return finish_compare(n, result, init);
}

// Small integers are compared several at a time.
Node* Walker::compare_array(Op op, Node* left, Node* right) {
  const ir::Type* type = left->type;
  const ir::Type* elem = type->elem;
  const ir::Type* boolean = cx_.basic(Kind::Bool);
  const Op join = op == Op::Eq ? Op::AndAnd : Op::OrOr;
  const bool combine = elem->is_integer() && elem->size <= 4;
  Node* result = nullptr;
  int64_t remains = type->length * elem->size;
  for (int64_t i = 0; remains > 0;) {
    int64_t bytes = elem->size;
    for (const int64_t width : {8, 4, 2}) {
      if (combine && remains >= width && elem->size < width) {
        bytes = width;
        break;
      }
    }
    const int64_t step = bytes / elem->size;
    Node* x = cx_.index(left, cx_.integer(i), false);
    Node* y = cx_.index(right, cx_.integer(i), false);
    if (step > 1) {
      const ir::Type* word = cx_.basic(bytes == 8   ? Kind::Int64
                                       : bytes == 4 ? Kind::Uint32
                                                    : Kind::Uint16);
      const ir::Type* plain = to_unsigned(cx_.types.ir_types(), elem);
      const auto widen = [&](Node* part) {
        Node* bits = cx_.conv(part, plain);
        if (cx_.types.is_of_byte(type)) {
          bits = cx_.unary(Op::ConvNop, part, plain);
          bits->walked = true;
        }
        return cx_.conv(bits, word);
      };
      x = widen(x);
      y = widen(y);
      for (int64_t k = 1; k < step; ++k) {
        const auto shifted = [&](Node* array) {
          Node* part = cx_.index(array, cx_.integer(i + k), false);
          part = widen(part);
          Node* count = cx_.integer(8 * elem->size * k, cx_.basic(Kind::Uint));
          return cx_.binary(Op::Lsh, part, count, word);
        };
        x = cx_.binary(Op::Or, x, shifted(left), word);
        y = cx_.binary(Op::Or, y, shifted(right), word);
      }
    }
    Node* test = cx_.compare(op, x, y);
    result = result == nullptr ? test : cx_.binary(join, result, test, boolean);
    i += step;
    remains -= bytes;
  }
  return result;
}

Node* Walker::finish_compare(Node* n, Node* result, Nodes& init) {
  return expr(cx_.conv(result, n->type), init);
}

}  // namespace prologo::lower
