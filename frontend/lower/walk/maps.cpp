// Operations on maps: calls that take keys by value where a fast variant exists.

#include <algorithm>

#include "frontend/lower/query.h"
#include "frontend/lower/walk/walker.h"

namespace prologo::lower {

using ir::Kind;

Node* Walker::plain(Node* n) {
  if (!n->type->is_named) {
    return n;
  }
  PosScope scope(cx_, n);
  return cx_.unary(Op::ConvNop, n, cx_.types.of(types::underlying(cx_.types.go(n->type))));
}

Node* Walker::map_key_argument(const ir::Type* map, Node* key, Pos pos, bool assigned) {
  const MapAccess access = map_access(map);
  if (access == MapAccess::Slow) {
    return cx_.addr(key);
  }
  if (!assigned && access == MapAccess::Fast64Pointer) {
    Node* bits = cx_.unary(Op::ConvNop, key, cx_.basic(Kind::Uint64));
    bits->pos = pos;
    return bits;
  }
  return key;
}

namespace {

std::string access_name(std::string_view base, MapAccess access, std::string_view pointer) {
  std::string name(base);
  switch (access) {
    case MapAccess::Slow:
      return name;
    case MapAccess::Fast32:
      return name + "_fast32";
    case MapAccess::Fast64:
      return name + "_fast64";
    case MapAccess::Fast64Pointer:
      return name + "_fast64" + std::string(pointer);
    case MapAccess::FastString:
      return name + "_faststr";
  }
  return name;
}

constexpr int64_t kZeroValueSize = 1024;  // runtime.zeroVal

}  // namespace

// Zeroes for a missing element too large for the run-time system's own; as large as the
// largest.
Node* Walker::zero_address(int64_t size) {
  ir::Symbol* symbol = cx_.module.symbol("go.map.zero");
  if (cx_.module.find_data(symbol) == nullptr) {
    cx_.module.add_data(symbol, ir::Symbol::Kind::ReadOnly, 8);
    symbol->dup_ok = true;
  }
  symbol->size = std::max(symbol->size, size);
  return cx_.symbol_address(symbol);
}

Node* Walker::index_map(Node* n, Nodes& init) {
  n->x = expr(n->x, init);
  n->y = expr(n->y, init);
  const ir::Type* map = n->x->type;
  Nodes args = {cx_.type_address(map), plain(n->x),
                map_key_argument(map, n->y, n->pos, n->assigned)};
  std::string name;
  if (n->assigned) {
    name = access_name("mapassign", map_access(map), "ptr");
  } else if (map->elem->size > kZeroValueSize) {
    name = "mapaccess1_fat";
    args[2] = cx_.addr(n->y);
    args.push_back(zero_address(map->elem->size));
  } else {
    name = access_name("mapaccess1", map_access(map), "");
  }
  Node* element = helper(name, std::move(args), init, cx_.types.pointer_to(map->elem));
  element->nonnil = true;
  return cx_.deref(element);
}

// v, ok = m[k]: the call gives a pointer, from which v is read.
Node* Walker::assign_map_read(Node* n, Nodes& init) {
  init.insert(init.end(), n->init.begin(), n->init.end());
  n->init.clear();
  Node* read = n->list[0];
  exprs_safe(n->lhs, init);
  read->x = expr(read->x, init);
  read->y = expr(read->y, init);
  const ir::Type* map = read->x->type;
  Nodes args = {cx_.type_address(map), plain(read->x),
                map_key_argument(map, read->y, read->pos, false)};
  std::string name = access_name("mapaccess2", map_access(map), "");
  if (map->elem->size > kZeroValueSize) {
    name = "mapaccess2_fat";
    args.push_back(zero_address(map->elem->size));
  }
  Node* call = helper(name, std::move(args), init);
  ir::Signature sig = *call->sig;
  sig.results[0].type = cx_.types.pointer_to(map->elem);
  if (!is_blank(n->lhs[1])) {
    sig.results[1].type = n->lhs[1]->type;
  }
  call->sig = cx_.unit.keep(std::move(sig));
  Node* value = n->lhs[0];
  n->op = Op::As2Func;
  n->list = {call};
  if (is_blank(value)) {
    return expr(n, init);
  }
  Node* pointer = cx_.temp(cx_.types.pointer_to(map->elem));
  n->lhs[0] = pointer;
  init.push_back(expr(n, init));
  Node* star = cx_.deref(pointer);
  star->nonnil = true;
  return expr(cx_.assign(value, star), init);
}

Node* Walker::delete_(Node* n, Nodes& init) {
  init.insert(init.end(), n->init.begin(), n->init.end());
  n->init.clear();
  Node* map = expr(n->list[0], init);
  Node* key = expr(n->list[1], init);
  key = map_key_argument(map->type, key, n->pos, false);
  return helper(access_name("mapdelete", map_access(map->type), ""),
                {cx_.type_address(map->type), plain(map), key}, init);
}

}  // namespace prologo::lower
