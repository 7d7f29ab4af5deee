// Division, type assertion, indexing, slicing, lengths, && and ||, and strings joined.

#include "frontend/lower/query.h"
#include "frontend/lower/walk/walker.h"

namespace prologo::lower {

using ir::Kind;

Node* Walker::div_mod(Node* n, Nodes& init) {
  n->x = expr(n->x, init);
  n->y = expr(n->y, init);
  if (!n->x->type->is_complex()) {
    return n;
  }
  const ir::Type* wide = cx_.basic(Kind::Complex128);
  Node* quotient =
      helper("complex128div", {cx_.conv(n->x, wide), cx_.conv(n->y, wide)}, init, wide);
  return cx_.conv(quotient, n->type);
}

Node* Walker::dot_type(Node* n, Nodes& init) {
  n->x = expr(n->x, init);
  const ir::Type* source = n->x->type;
  Node* want = nullptr;
  if (!is_interface(n->type)) {
    want = is_empty_interface(source) ? cx_.type_address(n->type)
                                      : cx_.itab_address(n->type, source);
  }
  n->list = {want, cx_.type_address(n->type), cx_.type_address(source)};
  return n;
}

namespace {

// The index cannot be `limit` or more, judging by its form.
bool is_bounded(const Node* n, int64_t limit) {
  if (!n->type->is_integer()) {
    return false;
  }
  const bool is_signed = n->type->is_signed();
  auto bits = static_cast<int>(8 * n->type->size);
  if (is_small_int(n)) {
    return n->value->i >= 0 && n->value->i < limit;
  }
  switch (n->op) {
    case Op::And:
    case Op::AndNot: {
      int64_t mask = -1;
      if (is_small_int(n->x)) {
        mask = n->x->value->i;
      } else if (is_small_int(n->y)) {
        mask = n->y->value->i;
        if (n->op == Op::AndNot) {
          mask = ~mask;
          if (!is_signed && bits < 64) {
            mask &= (int64_t{1} << bits) - 1;
          }
        }
      }
      if (mask >= 0 && mask < limit) {
        return true;
      }
      break;
    }
    case Op::Mod:
      if (!is_signed && is_small_int(n->y) && n->y->value->i >= 0 && n->y->value->i <= limit) {
        return true;
      }
      break;
    case Op::Div:
      if (!is_signed && is_small_int(n->y)) {
        for (int64_t v = n->y->value->i; bits > 0 && v >= 2; v >>= 1) {
          --bits;
        }
      }
      break;
    case Op::Rsh:
      if (!is_signed && is_small_int(n->y)) {
        if (n->y->value->i > bits) {
          return true;
        }
        bits -= static_cast<int>(n->y->value->i);
      }
      break;
    default:
      break;
  }
  return !is_signed && bits <= 62 && (int64_t{1} << bits) <= limit;
}

}  // namespace

Node* Walker::index(Node* n, Nodes& init) {
  n->x = expr(n->x, init);
  const Node* original = n->y;
  n->y = expr(n->y, init);
  if (n->bounded) {
    return n;
  }
  const ir::Type* type = n->x->type;
  if (type->kind == Kind::Pointer) {
    type = type->elem;
  }
  if (type->kind == Kind::Array) {
    n->bounded = is_bounded(original, type->length);
  } else if (is_literal(n->x, Constant::Kind::String)) {
    n->bounded = is_bounded(original, static_cast<int64_t>(n->x->value->s.size()));
  }
  return n;
}

Node* Walker::logical(Node* n, Nodes& init) {
  n->x = expr(n->x, init);
  // The right side runs only sometimes, and with it what it needs.
  Nodes right;
  n->y = expr(n->y, right);
  n->y = cx_.with_init(std::move(right), n->y);
  return n;
}

Node* Walker::slice(Node* n, Nodes& init) {
  n->x = expr(n->x, init);
  n->list[0] = expr(n->list[0], init);
  if (n->list[0] != nullptr && is_zero(n->list[0])) {
    n->list[0] = nullptr;
  }
  n->list[1] = expr(n->list[1], init);
  n->list[2] = expr(n->list[2], init);
  if (n->op == Op::Slice3 || n->op == Op::Slice3Arr) {
    const Node* max = n->list[2];
    if (max == nullptr || max->op != Op::Cap || !is_same_safe(n->x, max->x)) {
      return n;
    }
    n->op = n->op == Op::Slice3 ? Op::Slice : Op::SliceArr;
    n->list[2] = nullptr;
  }
  return reduce_slice(n);
}

Node* Walker::reduce_slice(Node* n) {
  const Node* high = n->list[1];
  if (high != nullptr && high->op == Op::Len && is_same_safe(n->x, high->x)) {
    n->list[1] = nullptr;
  }
  if ((n->op == Op::Slice || n->op == Op::SliceStr) && n->list[0] == nullptr &&
      n->list[1] == nullptr) {
    return n->x;
  }
  return n;
}

Node* Walker::len_cap(Node* n, Nodes& init) {
  if (is_rune_count(cx_, n)) {
    Node* text = cx_.conv(n->x->x, cx_.basic(Kind::String));
    return helper("countrunes", {text}, init, n->type);
  }
  n->x = expr(n->x, init);
  const ir::Type* type = n->x->type;
  if (type->kind == Kind::Pointer) {
    type = type->elem;
  }
  if (type->kind != Kind::Array) {
    return n;
  }
  safe(n->x, init);
  Node* length = cx_.integer(type->length, n->type);
  length->pos = n->pos;
  return length;
}

Node* Walker::add_strings(Node* n, Nodes& init) {
  constexpr int64_t kBuffer = 32;
  Node* buffer = cx_.nil(nullptr);
  if (n->esc == Node::Esc::None) {
    int64_t size = 0;
    for (const Node* part : n->list) {
      size += part->op == Op::Literal ? static_cast<int64_t>(part->value->s.size()) : 0;
    }
    if (size < kBuffer) {
      buffer = stack_buffer(kBuffer, cx_.basic(Kind::Uint8));
    }
  }
  Nodes args = {buffer};
  for (Node* part : n->list) {
    args.push_back(cx_.conv(part, cx_.basic(Kind::String)));
  }
  if (n->list.size() <= 5) {
    return helper("concatstring" + std::to_string(n->list.size()), std::move(args), init,
                  n->type);
  }
  Node* list = cx_.make(Op::SliceLit, cx_.types.slice_of(cx_.basic(Kind::String)));
  list->list = Nodes(args.begin() + 1, args.end());
  list->offset = static_cast<int64_t>(list->list.size());
  list->prealloc = n->prealloc;
  list->esc = Node::Esc::None;
  return helper("concatstrings", {buffer, list}, init, n->type);
}

}  // namespace prologo::lower
