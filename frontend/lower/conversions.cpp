#include "frontend/lower/conversions.h"

#include <algorithm>

#include "frontend/types/relations.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

namespace {

// Identical, struct tags left out of account at any depth.
bool is_identical_without_tags(const types::Type* a, const types::Type* b) {
  if (types::link_string(a) == types::link_string(b)) {
    return true;
  }
  if (a->kind != b->kind) {
    return false;
  }
  const auto same = is_identical_without_tags;
  switch (a->kind) {
    case types::Kind::Pointer:
      return same(types::as<types::Pointer>(a)->elem, types::as<types::Pointer>(b)->elem);
    case types::Kind::Slice:
      return same(types::as<types::Slice>(a)->elem, types::as<types::Slice>(b)->elem);
    case types::Kind::Array: {
      const auto* x = types::as<types::Array>(a);
      const auto* y = types::as<types::Array>(b);
      return x->length == y->length && same(x->elem, y->elem);
    }
    case types::Kind::Map: {
      const auto* x = types::as<types::Map>(a);
      const auto* y = types::as<types::Map>(b);
      return same(x->key, y->key) && same(x->elem, y->elem);
    }
    case types::Kind::Chan: {
      const auto* x = types::as<types::Chan>(a);
      const auto* y = types::as<types::Chan>(b);
      return x->dir == y->dir && same(x->elem, y->elem);
    }
    case types::Kind::Struct: {
      const auto& x = types::as<types::Struct>(a)->fields;
      const auto& y = types::as<types::Struct>(b)->fields;
      return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                        [same](const types::Field& l, const types::Field& r) {
                          return l.name == r.name && l.embedded == r.embedded &&
                                 same(l.type, r.type);
                        });
    }
    default:
      return false;
  }
}

}  // namespace

bool is_identical(const ir::Type* a, const ir::Type* b) {
  return a == b || (a != nullptr && b != nullptr && a->name == b->name);
}

bool same_underlying(Context& cx, const ir::Type* a, const ir::Type* b, bool ignore_tags) {
  if (a->kind != b->kind) {
    return false;
  }
  const types::Type* x = types::underlying(cx.types.go(a));
  const types::Type* y = types::underlying(cx.types.go(b));
  return types::link_string(x) == types::link_string(y) ||
         (ignore_tags && is_identical_without_tags(x, y));
}

// How a value is assigned to a variable of another type; Invalid if it cannot be.
Op assign_op(Context& cx, const ir::Type* from, const ir::Type* to) {
  if (same_underlying(cx, from, to, false)) {
    if (is_empty_interface(from)) {
      return Op::ConvNop;
    }
    if ((!from->is_named || !to->is_named) && !is_interface(from)) {
      return Op::ConvNop;
    }
  }
  if (is_interface(to)) {
    const auto* wanted = types::under<types::Interface>(cx.types.go(to));
    for (const types::Method* method : types::type_set_of(wanted)->methods) {
      if (check::lookup_member(cx.types.go(from), method->name).method == nullptr) {
        return Op::Invalid;
      }
    }
    return Op::ConvIface;
  }
  if (is_interface(from)) {
    return Op::Invalid;
  }
  if (from->kind == Kind::Chan && to->kind == Kind::Chan && is_identical(from->elem, to->elem)) {
    return Op::ConvNop;
  }
  return Op::Invalid;
}

Node* assign_conv(Context& cx, Node* n, const ir::Type* type) {
  if (type == nullptr || is_identical(n->type, type)) {
    return n;
  }
  const Op op = assign_op(cx, n->type, type);
  ENSURE_MSG(op != Op::Invalid, "cannot assign " + n->type->name + " to " + type->name);
  Node* conv = cx.unary(op, n, type);
  conv->implicit = true;
  return conv;
}

namespace {

bool is_real(const ir::Type* type) { return type->is_integer() || type->is_float(); }

bool same_size_kind(Kind a, Kind b) {
  const auto plain = [](Kind k) {
    return k == Kind::Int                          ? Kind::Int64
           : k == Kind::Uint || k == Kind::Uintptr ? Kind::Uint64
                                                   : k;
  };
  return plain(a) == plain(b);
}

bool is_address(const ir::Type* type) {
  return type->kind == Kind::Pointer || type->kind == Kind::Uintptr;
}

}  // namespace

Op conversion_op(Context& cx, const ir::Type* from, const ir::Type* to) {
  if (is_identical(from, to)) {
    return Op::ConvNop;
  }
  if (const Op op = assign_op(cx, from, to); op != Op::Invalid) {
    return op;
  }
  if (same_underlying(cx, from, to, true)) {
    return Op::ConvNop;
  }
  if (from->kind == Kind::Pointer && to->kind == Kind::Pointer) {
    return Op::ConvNop;
  }
  if ((is_real(from) && is_real(to)) || (from->is_complex() && to->is_complex())) {
    return same_size_kind(from->kind, to->kind) ? Op::ConvNop : Op::Conv;
  }
  if (from->is_integer() && to->kind == Kind::String) {
    return Op::RuneToStr;
  }
  if (from->kind == Kind::Slice && to->kind == Kind::String) {
    return from->elem->kind == Kind::Uint8 ? Op::BytesToStr : Op::RunesToStr;
  }
  if (from->kind == Kind::String && to->kind == Kind::Slice) {
    return to->elem->kind == Kind::Uint8 ? Op::StrToBytes : Op::StrToRunes;
  }
  if ((is_address(from) && to->kind == Kind::UnsafePointer) ||
      (from->kind == Kind::UnsafePointer && is_address(to))) {
    return Op::ConvNop;
  }
  if (from->kind == Kind::Slice && to->kind == Kind::Pointer) {
    return Op::SliceToArrayPtr;
  }
  UNREACHABLE("conversion that checking should have refused");
}

void unify_comparison(Context& cx, Node* n) {
  const ir::Type* left = n->x->type;
  const ir::Type* right = n->y->type;
  if ((n->op != Op::Eq && n->op != Op::Ne) || is_identical(left, right)) {
    return;
  }
  constexpr int64_t kLarge = 1 << 16;
  const bool same_sort = is_interface(left) == is_interface(right);
  if (const Op conv = assign_op(cx, left, right); conv != Op::Invalid) {
    if (same_sort || left->size >= kLarge) {
      n->x = cx.unary(conv, n->x, right);
    }
  } else if (const Op back = assign_op(cx, right, left); back != Op::Invalid) {
    if (same_sort || right->size >= kLarge) {
      n->y = cx.unary(back, n->y, left);
    }
  }
}

}  // namespace prologo::lower
