// append, copy, make, new.

#include "frontend/lower/conversions.h"
#include "frontend/lower/query.h"
#include "frontend/lower/walk/layouts.h"
#include "frontend/lower/walk/walker.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

Node* Walker::stack_temp(Node* temp, Node* value, Nodes& init) {
  append(init, cx_.assign(temp, value));
  return cx_.addr(temp);
}

Node* Walker::stack_buffer(int64_t length, const ir::Type* elem) {
  return cx_.addr(cx_.temp(cx_.types.array_of(elem, length)));
}

std::pair<Node*, Node*> Walker::array_and_length(Node* n) {
  ENSURE(may_be_shared(n));
  return {cx_.sptr(n), cx_.len(n)};
}

// append(s, a, b): stays as it is, with cheap operands.
Node* Walker::append_values(Node* n, Nodes& init, Node* target) {
  if (!is_same_safe(target, n->list[0])) {
    n->list[0] = safe(n->list[0], init);
    n->list[0] = expr(n->list[0], init);
  }
  const ir::Type* elem = n->list[0]->type->elem;
  for (size_t i = 1; i < n->list.size(); ++i) {
    n->list[i] = safe(n->list[i], init);
    n->list[i] = expr(n->list[i], init);
  }
  for (size_t i = 1; i < n->list.size(); ++i) {
    Node* value = cheap(n->list[i], init);
    if (!is_identical(value->type, elem)) {
      value = expr(assign_conv(cx_, value, elem), init);
    }
    n->list[i] = value;
  }
  return n->list.size() < 2 ? n->list[0] : n;
}

// s = first, grown if need be, with room for `more` elements in its length.
Node* Walker::grown_slice(Node* first, Node* more, Nodes& list) {
  const ir::Type* integer = cx_.basic(Kind::Int);
  const ir::Type* uint = cx_.basic(Kind::Uint);
  Node* s = cx_.temp(first->type);
  list.push_back(cx_.assign(s, first));
  Node* length = cx_.temp(integer);
  list.push_back(cx_.assign(length, cx_.binary(Op::Add, cx_.len(s), more, integer)));
  Node* grow = cx_.if_(cx_.compare(Op::Gt, cx_.conv(length, uint), cx_.conv(cx_.cap(s), uint)));
  Node* grown = helper("growslice", {cx_.type_address(s->type->elem), plain(s), length},
                       grow->init, s->type);
  grow->body = {cx_.assign(s, grown)};
  list.push_back(grow);
  Node* longer = cx_.slice(Op::Slice, s, nullptr, length, nullptr, s->type);
  longer->bounded = true;
  list.push_back(cx_.assign(s, longer));
  return s;
}

Node* Walker::times(Node* count, int64_t size) {
  return count->op == Op::Literal
             ? cx_.integer(count->value->i * size, count->type)
             : cx_.binary(Op::Mul, count, cx_.integer(size, count->type), count->type);
}

// append(a, b...): grow if needed, then move the elements of b behind those of a.
Node* Walker::append_slice(Node* n, Nodes& init) {
  exprs_safe(n->list, init);
  for (Node*& arg : n->list) {
    arg = cheap(arg, init);
  }
  Node* first = n->list[0];
  Node* second = cheap(n->list[1], init);
  const ir::Type* elem = first->type->elem;
  Nodes list;
  Node* s = grown_slice(first, cx_.len(second), list);
  Node* moved = nullptr;
  if (elem->has_pointers()) {
    Node* tail = cx_.slice(Op::Slice, s, cx_.len(first), nullptr, nullptr, s->type);
    auto [to, to_length] = array_and_length(cheap(tail, list));
    auto [from, from_length] = array_and_length(second);
    moved = helper("typedslicecopy", {cx_.type_address(elem), to, to_length, from, from_length},
                   list);
  } else {
    Node* to = cx_.addr(cx_.index(s, cx_.len(first), true));
    Node* from = cx_.sptr(second);
    Node* count = cheap(cx_.conv(cx_.len(second), cx_.basic(Kind::Uintptr)), list);
    Node* bytes = times(count, elem->size);
    moved = helper("memmove", {to, from, bytes}, list);
  }
  list.push_back(moved);
  stmts(list);
  init.insert(init.end(), list.begin(), list.end());
  return s;
}

// copy(a, b): n = min(len(a), len(b)); if a.ptr != b.ptr { memmove }.
Node* Walker::copy(Node* n, Nodes& init) {
  const ir::Type* elem = n->x->type->elem;
  if (elem->has_pointers()) {
    n->x = cheap(n->x, init);
    auto [to, to_length] = array_and_length(n->x);
    n->y = cheap(n->y, init);
    auto [from, from_length] = array_and_length(n->y);
    return helper("typedslicecopy", {cx_.type_address(elem), to, to_length, from, from_length},
                  init, cx_.basic(Kind::Int));
  }
  n->x = expr(n->x, init);
  n->y = expr(n->y, init);
  Node* left = cx_.temp(n->x->type);
  Node* right = cx_.temp(n->y->type);
  Nodes list = {cx_.assign(left, n->x), cx_.assign(right, n->y)};
  Node* from = cx_.sptr(right);
  Node* to = cx_.sptr(left);
  Node* length = cx_.temp(cx_.basic(Kind::Int));
  list.push_back(cx_.assign(length, cx_.len(left)));
  list.push_back(cx_.if_(cx_.compare(Op::Gt, length, cx_.len(right)),
                         {cx_.assign(length, cx_.len(right))}));
  Node* differ = cx_.if_(cx_.compare(Op::Ne, to, from));
  differ->likely = Node::Likely::Yes;
  list.push_back(differ);
  Node* width = cx_.temp(cx_.basic(Kind::Uintptr));
  differ->body.push_back(cx_.assign(width, cx_.conv(length, width->type)));
  Node* bytes = times(width, elem->size);
  differ->body.push_back(helper("memmove", {to, from, bytes}, init));
  stmts(list);
  init.insert(init.end(), list.begin(), list.end());
  return length;
}

Node* Walker::new_(Node* n, Nodes& init) {
  if (n->esc == Node::Esc::None) {
    return stack_temp(cx_.temp(n->type->elem), nullptr, init);
  }
  if (n->y == nullptr) {
    n->y = cx_.type_address(n->type->elem);
  }
  n->nonnil = true;
  return n;
}

namespace {

constexpr int64_t kBucketSlots = 8;

bool is_small_hint(const Node* hint) {
  return is_literal(hint, Constant::Kind::Int) && hint->value->i <= kBucketSlots;
}

}  // namespace

// A map that stays in its function: header on the stack, and a first bucket if that is enough.
Node* Walker::stack_map(Node* n, Nodes& init) {
  const ir::Type* header = map_header_type(cx_, n->type);
  Node* h = stack_temp(cx_.temp(header), nullptr, init);
  Node* hint = n->x;
  const bool is_constant_hint = is_literal(hint, Constant::Kind::Int);
  if (is_constant_hint && !is_small_hint(hint)) {
    return h;
  }
  Node* small = cx_.if_(is_constant_hint
                            ? cx_.boolean(true)
                            : cx_.compare(Op::Le, hint, cx_.integer(kBucketSlots, hint->type)));
  small->likely = Node::Likely::Yes;
  const ir::Type* bucket = cx_.descriptors.bucket_type(n->type);
  Node* b = stack_temp(cx_.temp(bucket), nullptr, small->body);
  small->body.push_back(cx_.assign(cx_.dot(h, kMapHeaderBuckets), b));
  append(init, small);
  return h;
}

static Node* retyped(Node* n, const ir::Type* type) {
  n->type = type;
  return n;
}

Node* Walker::make_map(Node* n, Nodes& init) {
  const bool on_stack = n->esc == Node::Esc::None;
  Node* header = on_stack ? stack_map(n, init) : nullptr;
  Node* hint = n->x;
  // The helpers know keys and elements, not the name of the type.
  const ir::Type* result = cx_.types.of(types::underlying(cx_.types.go(n->type)));
  if (is_small_hint(hint)) {
    if (on_stack) {
      Node* seed = helper("fastrand", {}, init);
      append(init, cx_.assign(cx_.dot(header, kMapHeaderHash), seed));
      return cx_.conv_nop(header, n->type);
    }
    return retyped(helper("makemap_small", {}, init, result), n->type);
  }
  if (header == nullptr) {
    header = cx_.nil(cx_.types.pointer_to(map_header_type(cx_, n->type)));
  }
  Nodes args = {cx_.type_address(n->type), cx_.conv(hint, cx_.basic(Kind::Int)), header};
  return retyped(helper("makemap", std::move(args), init, result), n->type);
}

Node* Walker::make_slice(Node* n, Nodes& init) {
  Node* length = n->x;
  Node* capacity = n->y;
  if (capacity == nullptr) {
    capacity = safe(length, init);
    length = capacity;
  }
  const ir::Type* elem = n->type->elem;
  const ir::Type* integer = cx_.basic(Kind::Int);
  if (n->esc == Node::Esc::None) {
    const int64_t size = capacity->value->i;
    const ir::Type* wide = cx_.basic(Kind::Uint64);
    const bool fixed = is_literal(length, Constant::Kind::Int);
    Node* too_long =
        fixed
            ? cx_.boolean(static_cast<uint64_t>(length->value->i) > static_cast<uint64_t>(size))
            : cx_.compare(Op::Gt, cx_.conv(length, wide), cx_.integer(size, wide));
    Node* negative = fixed ? cx_.boolean(length->value->i < 0)
                           : cx_.compare(Op::Lt, length, cx_.integer(0, length->type));
    Node* check = cx_.if_(too_long);
    check->body = {cx_.if_(negative, {helper("panicmakeslicelen", {}, init)}),
                   helper("panicmakeslicecap", {}, init)};
    init.push_back(check);
    Node* array = cx_.temp(cx_.types.array_of(elem, size));
    append(init, cx_.assign(array, nullptr));
    Node* s = cx_.slice(Op::SliceArr, cx_.addr(array), nullptr, length, nullptr,
                        cx_.types.slice_of(elem));
    return expr(cx_.conv(s, n->type), init);
  }
  Nodes args = {cx_.type_address(elem), cx_.conv(length, integer), cx_.conv(capacity, integer)};
  if (cx_.module.dialect->makeslice_makes_slices) {
    return helper("makeslice", std::move(args), init, n->type);
  }
  Node* pointer = helper("makeslice", std::move(args), init);
  pointer->nonnil = true;
  Node* header = cx_.unary(Op::SliceHeader, pointer, n->type);
  header->list = {cx_.conv(length, integer), cx_.conv(capacity, integer)};
  return expr(header, init);
}

// unsafe.Slice(p, n) with its checks: n not negative, no wrap-around, p not nil unless n is 0.
Node* Walker::unsafe_slice(Node* n, Nodes& init) {
  Node* pointer = safe(n->x, init);
  Node* length = safe(n->y, init);
  const ir::Type* integer = cx_.basic(Kind::Int);
  const ir::Type* uintptr = cx_.basic(Kind::Uintptr);
  Node* unsafe_pointer = cx_.conv(pointer, cx_.basic(Kind::UnsafePointer));
  Node* negative =
      cx_.if_(cx_.compare(Op::Lt, cx_.conv(length, integer), cx_.integer(0, integer)));
  negative->body = {helper("panicunsafeslicelen", {}, negative->body)};
  append(init, negative);
  Node* bytes = cx_.temp(uintptr);
  Node* overflow = cx_.temp(cx_.basic(Kind::Bool));
  Node* product = cx_.call("mulUintptr", {cx_.integer(n->type->elem->size, uintptr),
                                          cx_.conv(cx_.conv(length, integer), uintptr)});
  Node* as = cx_.assign2({bytes, overflow}, {product});
  as->op = Op::As2Func;
  append(init, as);
  Node* room = cx_.unary(Op::Neg, cx_.conv(unsafe_pointer, uintptr), uintptr);
  Node* bad = cx_.if_(
      cx_.binary(Op::OrOr, overflow, cx_.compare(Op::Gt, bytes, room), cx_.basic(Kind::Bool)));
  Node* is_null = cx_.if_(cx_.compare(Op::Eq, unsafe_pointer, cx_.nil(unsafe_pointer->type)));
  is_null->body = {helper("panicunsafeslicenilptr", {}, is_null->body)};
  bad->body = {is_null, helper("panicunsafeslicelen", {}, bad->body)};
  append(init, bad);
  Node* header = cx_.unary(Op::SliceHeader, unsafe_pointer, n->type);
  header->pos = n->pos;
  header->list = {cx_.conv(length, integer), cx_.conv(length, integer)};
  return expr(header, init);
}

}  // namespace prologo::lower
