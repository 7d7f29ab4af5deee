// Temporaries of order.

#include "frontend/lower/order/orderer.h"
#include "frontend/lower/query.h"
#include "frontend/lower/statics/statics.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

Node* Orderer::new_temp(const ir::Type* type, bool clear) {
  std::vector<Node*>& free = free_[cx_.types.ir_types().find(type->name)];
  Node* temp = nullptr;
  if (free.empty()) {
    temp = cx_.temp(type);
  } else {
    temp = free.back();
    free.pop_back();
  }
  if (clear) {
    out_.push_back(cx_.assign(temp, nullptr));
  }
  temps_.push_back(temp);
  return temp;
}

Node* Orderer::copy_expr(Node* n, bool clear) {
  Node* temp = new_temp(n->type, clear);
  out_.push_back(cx_.assign(temp, n));
  return temp;
}

// A value that costs nothing to use again.
Node* Orderer::cheap(Node* n) {
  if (n == nullptr) {
    return nullptr;
  }
  if (may_be_shared(n)) {
    return n;
  }
  if (n->op == Op::Len || n->op == Op::Cap) {
    Node* x = cheap(n->x);
    if (x == n->x) {
      return n;
    }
    Node* copy = cx_.copy(n);
    copy->x = x;
    return copy;
  }
  return copy_expr(n);
}

// An expression that can be evaluated twice, and assigned to, with the same meaning.
Node* Orderer::safe(Node* n) {
  Node* x = nullptr;
  Node* y = n->y;
  switch (n->op) {
    case Op::Name:
    case Op::Literal:
    case Op::Nil:
      return n;
    case Op::Len:
    case Op::Cap:
    case Op::Dot:
      x = safe(n->x);
      break;
    case Op::DotPtr:
    case Op::Deref:
      x = cheap(n->x);
      break;
    case Op::Index:
    case Op::IndexMap:
      x = n->x->type->kind == Kind::Array ? safe(n->x) : cheap(n->x);
      y = cheap(n->y);
      break;
    default:
      UNREACHABLE("order: no safe form");
  }
  if (x == n->x && y == n->y) {
    return n;
  }
  Node* copy = cx_.copy(n);
  copy->x = x;
  copy->y = y;
  return copy;
}

// n, or a copy of it, in memory whose address may be taken here.
Node* Orderer::addressable(Node* n) {
  if (is_constant(n)) {
    Name* name = cx_.static_name(n->type, true);
    if (!is_zero(n)) {
      Statics(cx_).write_constant(name, 0, n);
    }
    return name->node;
  }
  const bool okay = is_addressable(n) && (n->op != Op::Name || is_auto_temp(n) ||
                                          n->name->cls == Name::Class::Extern);
  return okay ? n : copy_expr(n);
}

MapAccess map_access(const ir::Type* map) {
  constexpr int64_t kLargeElement = 128;
  if (map->elem->size > kLargeElement) {
    return MapAccess::Slow;
  }
  switch (alg_of(map->key)) {
    case Alg::Mem32:
      return MapAccess::Fast32;
    case Alg::Mem64:
      return map->key->has_pointers() ? MapAccess::Fast64Pointer : MapAccess::Fast64;
    case Alg::String:
      return MapAccess::FastString;
    default:
      return MapAccess::Slow;
  }
}

Node* Orderer::map_key(const ir::Type* map, Node* key) {
  switch (map_access(map)) {
    case MapAccess::Slow:
      return addressable(key);
    case MapAccess::Fast32:
      return map_key_by_value(cx_.basic(Kind::Uint32), key);
    case MapAccess::Fast64:
      return map_key_by_value(cx_.basic(Kind::Uint64), key);
    case MapAccess::Fast64Pointer:
      return map_key_by_value(cx_.basic(Kind::UnsafePointer), key);
    case MapAccess::FastString:
      return map_key_by_value(cx_.basic(Kind::String), key);
  }
  UNREACHABLE("map access");
}

// The key as the type that the fast functions take.
Node* Orderer::map_key_by_value(const ir::Type* want, Node* key) {
  const ir::Type* have = key->type;
  if (have == want) {
    return key;
  }
  Node* conv = nullptr;
  if (have->kind == want->kind || (have->is_pointer_shaped() && want->is_pointer_shaped())) {
    conv = cx_.unary(Op::ConvNop, key, want);
  } else if (have->is_integer() && want->is_integer()) {
    conv = cx_.conv(key, want);
  } else {
    // A struct or array that is one word: store it as such.
    Node* temp = new_temp(want, true);
    Node* as_have = cx_.unary(Op::ConvNop, cx_.addr(temp), cx_.types.pointer_to(have));
    as_have->pos = key->pos;
    Node* target = cx_.deref(as_have);
    target->pos = key->pos;
    out_.push_back(cx_.assign(target, key));
    return temp;
  }
  conv->pos = key->pos;
  return conv;
}

void Orderer::pop(Mark mark) {
  for (size_t i = mark; i < temps_.size() && !cx_.module.dialect->temporaries_used_once; ++i) {
    free_[cx_.types.ir_types().find(temps_[i]->type->name)].push_back(temps_[i]);
  }
  temps_.resize(mark);
}

Nodes Orderer::kills(Mark mark) {
  Nodes list;
  for (size_t i = temps_.size(); i > mark; --i) {
    list.push_back(cx_.unary(Op::VarKill, temps_[i - 1], nullptr));
  }
  return list;
}

void Orderer::clean(Mark mark) {
  const Nodes list = kills(mark);
  out_.insert(out_.end(), list.begin(), list.end());
  pop(mark);
}

Boxing boxing(TypeMap& types, const ir::Type* type) {
  if (type->size == 2 && type->align == 2) {
    return {"convT16", types.basic(Kind::Uint16), false, "16"};
  }
  if (type->size == 4 && type->align == 4 && !type->has_pointers()) {
    return {"convT32", types.basic(Kind::Uint32), false, "32"};
  }
  if (type->size == 8 && type->align == 8 && !type->has_pointers()) {
    return {"convT64", types.basic(Kind::Uint64), false, "64"};
  }
  if (const ir::Type* sole = sole_component(type)) {
    if (sole->kind == Kind::String) {
      return {"convTstring", types.basic(Kind::String), false, "string"};
    }
    if (sole->kind == Kind::Slice) {
      return {"convTslice", types.slice_of(types.basic(Kind::Uint8)), false, "slice"};
    }
  }
  if (type->has_pointers()) {
    return {"convT", types.basic(Kind::UnsafePointer), true, ""};
  }
  return {"convTnoptr", types.basic(Kind::UnsafePointer), true, "noptr"};
}

}  // namespace prologo::lower
