// Loops and calls with a well-known meaning that one run-time call does better: clearing an
// array or a map, making a slice only to append or copy, counting runes. Optimised builds only.

#include "frontend/lower/conversions.h"
#include "frontend/lower/descriptors/keys.h"
#include "frontend/lower/query.h"
#include "frontend/lower/walk/walker.h"

namespace prologo::lower {

using ir::Kind;

bool is_map_clear(const Context& cx, const Node* n) {
  if (!cx.options.optimise || n->y->type->kind != Kind::Map || n->lhs[0] == nullptr ||
      n->lhs[1] != nullptr || n->body.size() != 1 || n->body[0]->op != Op::Delete) {
    return false;
  }
  const Node* key = n->lhs[0];
  const Node* call = n->body[0];
  return key->op == Op::Name && key->name->defn == n && is_same_safe(call->list[0], n->y) &&
         is_same_safe(call->list[1], key) && is_reflexive(n->y->type->key);
}

bool is_append_of_make(const Context& cx, const Node* n) {
  return cx.options.optimise && n->op == Op::Append && n->spread && n->list.size() == 2 &&
         n->list[1]->op == Op::MakeSlice && n->list[1]->y == nullptr;
}

bool is_rune_count(const Context& cx, const Node* n) {
  return cx.options.optimise && n->op == Op::Len && n->x->op == Op::StrToRunes;
}

// m = make([]T, n); copy(m, s): the first statement does all of it.
bool join_make_and_copy(const Context& cx, Node* as, const Node* copy) {
  if (!cx.options.optimise || as->op != Op::As || copy->op != Op::Copy || as->y == nullptr ||
      as->y->op != Op::MakeSlice || as->x->op != Op::Name || is_blank(as->x) ||
      copy->x->op != Op::Name || copy->y->op != Op::Name || as->x->name != copy->x->name ||
      copy->x->name == copy->y->name) {
    return false;
  }
  Node* make = as->y;
  if (make->esc == Node::Esc::None || make->y != nullptr) {
    return false;
  }
  make->op = Op::MakeSliceCopy;
  make->y = copy->y;
  make->bounded = make->x->op == Op::Len && is_same_safe(make->x->x, copy->y);
  return true;
}

Node* Walker::helper_statement(std::string_view name, Nodes args) {
  Nodes init;
  Node* call = helper(name, std::move(args), init);
  if (init.empty()) {
    return call;
  }
  init.push_back(call);
  return cx_.block(std::move(init));
}

// The pattern is `for i := range a { a[i] = zero }`.
static bool is_array_clear(const Node* n) {
  const Node* array = n->y;
  if (n->lhs[0] == nullptr || is_blank(n->lhs[0]) ||
      (n->lhs[1] != nullptr && !is_blank(n->lhs[1])) || n->body.size() != 1) {
    return false;
  }
  const Node* as = n->body[0];
  if (as->op != Op::As || as->x->op != Op::Index) {
    return false;
  }
  const Node* cleared = as->x->x;
  if (array->type->kind == Kind::Pointer && cleared->op == Op::Deref) {
    cleared = cleared->x;
  }
  const ir::Type* type = array->type->kind == Kind::Pointer ? array->type->elem : array->type;
  return is_same_safe(cleared, array) && is_same_safe(as->x->y, n->lhs[0]) &&
         type->elem->size > 0 && (as->y == nullptr || is_zero(as->y));
}

// if len(a) != 0 { clear all of it; i = len(a) - 1 }
// The length of an array is a constant.
Node* Walker::array_clear(Node* n) {
  if (!cx_.options.optimise || !is_array_clear(n)) {
    return nullptr;
  }
  Node* array = n->y;
  const ir::Type* type = array->type->kind == Kind::Pointer ? array->type->elem : array->type;
  const ir::Type* integer = cx_.basic(Kind::Int);
  const bool is_fixed = type->kind == Kind::Array;
  const auto length = [&] { return is_fixed ? cx_.integer(type->length) : cx_.len(array); };
  Node* result = cx_.if_(is_fixed ? cx_.boolean(type->length != 0)
                                  : cx_.compare(Op::Ne, length(), cx_.integer(0)));
  Node* first = cx_.temp(cx_.basic(Kind::UnsafePointer));
  Node* address = cx_.addr(cx_.index(array, cx_.integer(0), true));
  result->body.push_back(cx_.assign(first, cx_.conv_nop(address, first->type)));
  Node* bytes = cx_.temp(cx_.basic(Kind::Uintptr));
  Node* size = times(length(), type->elem->size);
  result->body.push_back(cx_.assign(bytes, cx_.conv(size, bytes->type)));
  // Go asks the range operand's own element here: for a pointer, the array.
  const bool has_pointers = array->type->elem->has_pointers();
  result->body.push_back(helper_statement(
      has_pointers ? "memclrHasPointers" : "memclrNoHeapPointers", {first, bytes}));
  Node* last = is_fixed
                   ? cx_.integer(type->length - 1)
                   : cx_.binary(Op::Sub, length(), cx_.integer(1, integer), integer);
  result->body.push_back(cx_.assign(n->lhs[0], last));
  return stmt(result);
}

// append(a, make([]T, n)...): grow if needed, then clear what the slice gained.
Node* Walker::append_made(Node* n, Nodes& init) {
  const ir::Type* integer = cx_.basic(Kind::Int);
  n->list[1] = cx_.conv(n->list[1]->x, integer);
  exprs_safe(n->list, init);
  for (Node*& arg : n->list) {
    arg = cheap(arg, init);
  }
  Node* first = n->list[0];
  Node* count = n->list[1];
  const ir::Type* elem = first->type->elem;
  Nodes list;
  Node* failure = helper("panicmakeslicelen", {}, init);
  if (count->op != Op::Literal) {
    Node* check = cx_.if_(cx_.compare(Op::Ge, count, cx_.integer(0)), {}, {failure});
    check->likely = Node::Likely::Yes;
    list.push_back(check);
  }
  Node* s = grown_slice(first, count, list);
  const ir::Type* pointer = cx_.types.pointer_to(elem);
  Node* before = cx_.temp(pointer);
  list.push_back(cx_.assign(before, cx_.sptr(first)));
  Node* after = cx_.temp(pointer);
  list.push_back(cx_.assign(after, cx_.sptr(s)));
  Node* gained = cx_.addr(cx_.index(s, cx_.len(first), true));
  gained = cx_.conv_nop(gained, cx_.basic(Kind::UnsafePointer));
  Node* bytes = cx_.conv(times(count, elem->size), cx_.basic(Kind::Uintptr));
  if (elem->has_pointers()) {
    // A new array is clear as it comes.
    Node* kept = cx_.if_(cx_.compare(Op::Eq, before, after));
    kept->body.push_back(helper("memclrHasPointers", {gained, bytes}, kept->body));
    list.push_back(kept);
  } else {
    list.push_back(helper("memclrNoHeapPointers", {gained, bytes}, list));
  }
  stmts(list);
  init.insert(init.end(), list.begin(), list.end());
  return s;
}

// make and copy in one: without pointers and of the same length nothing need be cleared first.
Node* Walker::make_slice_copy(Node* n, Nodes& init) {
  const ir::Type* elem = n->type->elem;
  const ir::Type* uintptr = cx_.basic(Kind::Uintptr);
  Node* length = cx_.conv(n->x, cx_.basic(Kind::Int));
  Node* source = n->y;
  Node* from_length = cx_.len(source);
  Node* from = cx_.sptr(source);
  const auto header = [&](Node* pointer) {
    pointer->nonnil = true;
    Node* made = cx_.unary(Op::SliceHeader, pointer, n->type);
    made->list = {length, length};
    return made;
  };
  if (elem->has_pointers() || !n->bounded) {
    from = cx_.conv_nop(from, cx_.basic(Kind::UnsafePointer));
    return expr(header(helper("makeslicecopy",
                              {cx_.type_address(elem), length, from_length, from}, init)),
                init);
  }
  Node* bytes = times(cx_.conv(length, uintptr), elem->size);
  Node* no_type = cx_.nil(cx_.types.pointer_to(cx_.basic(Kind::Uint8)));
  Node* pointer = helper("mallocgc", {bytes, no_type, cx_.boolean(false)}, init);
  Node* s = cx_.temp(n->type);
  append(init, cx_.assign(s, header(pointer)));
  append(init, helper("memmove", {cx_.sptr(s), from, bytes}, init));
  return s;
}

}  // namespace prologo::lower
