// Loops over arrays, slices, strings, maps and channels.

#include "frontend/lower/conversions.h"
#include "frontend/lower/query.h"
#include "frontend/lower/walk/walker.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

struct Walker::Loop {
  Node* source = nullptr;  // the range statement
  Node* loop = nullptr;    // the `for` it becomes
  Node* guard = nullptr;   // `if` around it
  Node* key = nullptr;
  Node* value = nullptr;
  Nodes init;
  Nodes body;  // at the start of each iteration
};

namespace {

// v = x, with the conversion an interface variable needs.
Node* set(Context& cx, Node* v, Node* x) {
  return cx.assign(v, is_blank(v) ? x : assign_conv(cx, x, v->type));
}

Node* set2(Context& cx, Node* v1, Node* v2, Node* x1, Node* x2) {
  return cx.assign2({v1, v2}, {set(cx, v1, x1)->y, set(cx, v2, x2)->y});
}

Node* incremented(Context& cx, Node* n) {
  return cx.assign(n, cx.binary(Op::Add, n, cx.integer(1, n->type), n->type));
}

// Elements that an indexed load reaches without computing an address.
bool is_cheap_to_index(int64_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

}  // namespace

Node* Walker::range(Node* n) {
  if (is_map_clear(cx_, n)) {
    return stmt(helper_statement("mapclear", {cx_.type_address(n->y->type), plain(n->y)}));
  }
  Loop loop;
  loop.source = n;
  loop.loop = cx_.unit.node(Op::For, n->pos);
  loop.loop->init = n->init;
  loop.loop->label = n->label;
  PosScope scope(cx_, n->y);
  loop.key = n->lhs[0];
  loop.value = is_blank(n->lhs[1]) ? nullptr : n->lhs[1];
  if (is_blank(loop.key) && loop.value == nullptr) {
    loop.key = nullptr;
  }
  switch (n->y->type->kind) {
    case Kind::Map:
      range_map(loop);
      break;
    case Kind::String:
      range_string(loop);
      break;
    case Kind::Chan:
      range_chan(loop);
      break;
    default:
      if (Node* cleared = array_clear(n)) {
        return cleared;
      }
      range_array(loop);
      break;
  }
  Nodes& before = loop.guard != nullptr ? loop.guard->init : loop.loop->init;
  before.insert(before.end(), loop.init.begin(), loop.init.end());
  Nodes& body = loop.loop->body;
  body = std::move(loop.body);
  body.insert(body.end(), n->body.begin(), n->body.end());
  if (loop.guard == nullptr) {
    return stmt(loop.loop);
  }
  loop.guard->body = {loop.loop};
  return stmt(loop.guard);
}

// What keeps the length of an array from being a constant: as in Go, len(x) evaluates an x that
// calls or receives, and these count as calls.
static bool is_evaluated_for_length(const Node* array) {
  return any_node(array, [](const Node* n) {
    switch (n->op) {
      case Op::CallFunc:
      case Op::CallInter:
      case Op::Recv:
      case Op::Len:
      case Op::Cap:
      case Op::New:
      case Op::Append:
      case Op::Complex:
      case Op::Real:
      case Op::Imag:
      case Op::UnsafeAdd:
      case Op::UnsafeSlice:
        return true;
      default:
        return false;
    }
  });
}

void Walker::range_array(Loop& l) {
  Node* array = l.source->y;
  const ir::Type* type = array->type->kind == Kind::Pointer ? array->type->elem : array->type;
  const ir::Type* integer = cx_.basic(Kind::Int);
  Node* index = cx_.temp(integer);
  Node* count = cx_.temp(integer);
  l.init.push_back(cx_.assign(index, nullptr));
  const bool is_constant = type->kind == Kind::Array && !is_evaluated_for_length(array);
  l.init.push_back(cx_.assign(count, is_constant ? cx_.integer(type->length) : cx_.len(array)));
  l.loop->x = cx_.compare(Op::Lt, index, count);
  l.loop->y = incremented(cx_, index);
  if (l.key == nullptr) {
    return;
  }
  if (l.value == nullptr) {
    l.body = {set(cx_, l.key, index)};
    return;
  }
  if (is_cheap_to_index(type->elem->size)) {
    l.body = {set2(cx_, l.key, l.value, index, cx_.index(array, index, true))};
    return;
  }
  // A pointer runs along; it must not be moved behind the last element, hence the late test.
  l.guard = cx_.if_(cx_.compare(Op::Lt, index, count));
  l.loop->op = Op::ForUntil;
  const ir::Type* pointer = cx_.types.pointer_to(type->elem);
  Node* at = cx_.temp(pointer);
  Node* first = cx_.addr(cx_.index(array, cx_.integer(0), true));
  l.init.push_back(cx_.assign(at, first));
  l.body = {set2(cx_, l.key, l.value, index, cx_.deref(at))};
  const ir::Type* uintptr = cx_.basic(Kind::Uintptr);
  Node* next = cx_.unary(Op::ConvNop, at, uintptr);
  next = cx_.binary(Op::Add, next, cx_.integer(type->elem->size, uintptr), uintptr);
  l.loop->late = {cx_.assign(at, cx_.unary(Op::ConvNop, next, pointer))};
}

void Walker::range_map(Loop& l) {
  Node* map = l.source->y;
  Node* iterator = l.source->prealloc;
  l.init.push_back(helper_statement(
      "mapiterinit", {cx_.type_address(map->type), plain(map), cx_.addr(iterator)}));
  Node* key = cx_.dot(iterator, 0);
  l.loop->x = cx_.compare(Op::Ne, key, cx_.nil(key->type));
  l.loop->y = helper_statement("mapiternext", {cx_.addr(iterator)});
  if (l.key == nullptr) {
    return;
  }
  Node* current = cx_.deref(cx_.dot(iterator, 0));
  if (l.value == nullptr) {
    l.body = {set(cx_, l.key, current)};
    return;
  }
  Node* element = cx_.deref(cx_.dot(iterator, 1));
  l.body = {set2(cx_, l.key, l.value, current, element)};
}

// One byte below 0x80 is a rune by itself; the rest goes through decoderune.
void Walker::range_string(Loop& l) {
  Node* text = l.source->y;
  const ir::Type* integer = cx_.basic(Kind::Int);
  const ir::Type* rune_type = cx_.module.types.rune();
  Node* index = cx_.temp(integer);
  Node* start = cx_.temp(integer);
  Node* rune = cx_.temp(rune_type);
  l.init.push_back(cx_.assign(index, nullptr));
  l.loop->x = cx_.compare(Op::Lt, index, cx_.len(text));
  if (l.key != nullptr) {
    l.body.push_back(cx_.assign(start, index));
  }
  Node* byte = cx_.index(text, index, true);
  l.body.push_back(cx_.assign(rune, cx_.conv(byte, rune_type)));
  constexpr int64_t kRuneSelf = 0x80;
  Node* test = cx_.if_(cx_.compare(Op::Lt, rune, cx_.integer(kRuneSelf, rune_type)));
  test->body = {incremented(cx_, index)};
  Node* decoded = helper("decoderune", {text, index}, test->else_body);
  Node* as = cx_.assign2({rune, index}, {decoded});
  as->op = Op::As2Func;
  test->else_body.push_back(as);
  l.body.push_back(test);
  if (l.key == nullptr) {
    return;
  }
  l.body.push_back(l.value != nullptr ? set2(cx_, l.key, l.value, start, rune)
                                      : set(cx_, l.key, start));
}

// Receives before every test, until the channel is closed and empty.
void Walker::range_chan(Loop& l) {
  Node* chan = l.source->y;
  const ir::Type* elem = chan->type->elem;
  Node* value = cx_.temp(elem);
  if (elem->has_pointers()) {
    l.init.push_back(cx_.assign(value, nullptr));
  }
  Node* more = cx_.temp(cx_.basic(Kind::Bool));
  Node* receive = cx_.assign2({value, more}, {cx_.unary(Op::Recv, chan, elem)});
  receive->op = Op::As2Recv;
  l.loop->x = cx_.with_init({receive}, cx_.compare(Op::Ne, more, cx_.boolean(false)));
  if (l.key != nullptr) {
    l.body.push_back(set(cx_, l.key, value));
  }
  // What was received must not be kept alive while waiting for the next.
  l.body.push_back(cx_.assign(value, nullptr));
}

}  // namespace prologo::lower
