// Expressions.

#include "frontend/lower/query.h"
#include "frontend/lower/unallocatable.h"
#include "frontend/lower/walk/walker.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

Node* Walker::expr(Node* n, Nodes& init) {
  if (n == nullptr) {
    return nullptr;
  }
  if (!n->init.empty()) {
    Nodes own = std::move(n->init);
    n->init.clear();
    stmts(own);
    init.insert(init.end(), own.begin(), own.end());
  }
  PosScope scope(cx_, n);
  n = expr_body(n, init);
  if (is_literal(n, Constant::Kind::String)) {
    cx_.module.string_symbol(n->value.s);
  }
  return n;
}

void Walker::exprs(Nodes& list, Nodes& init) {
  for (Node*& n : list) {
    n = expr(n, init);
  }
}

void Walker::exprs_safe(Nodes& list, Nodes& init) {
  for (Node*& n : list) {
    n = safe(n, init);
    n = expr(n, init);
  }
}

Node* Walker::expr_body(Node* n, Nodes& init) {
  switch (n->op) {
    case Op::Name:
      if (n->name->cls == Name::Class::Func) {
        cx_.func_value(n->name);
      }
      return n;
    case Op::Literal:
    case Op::Nil:
    case Op::LinkSym:
    case Op::GetCallerSp:
    case Op::Result:
    case Op::FuncCode:
      return n;
    case Op::Not:
    case Op::Neg:
    case Op::Plus:
    case Op::BitNot:
    case Op::Real:
    case Op::Imag:
    case Op::Sptr:
    case Op::Itab:
    case Op::Idata:
    case Op::DotInter:
    case Op::Addr:
    case Op::Deref:
    case Op::Dot:
    case Op::DotPtr:
    case Op::SliceToArrayPtr:
    case Op::BytesToStrTmp:
    case Op::StrToBytesTmp:
      n->x = expr(n->x, init);
      return n;
    case Op::EFace:
    case Op::And:
    case Op::AndNot:
    case Op::Sub:
    case Op::Mul:
    case Op::Add:
    case Op::Or:
    case Op::Xor:
    case Op::Lsh:
    case Op::Rsh:
    case Op::UnsafeAdd:
    case Op::Complex:
      n->x = expr(n->x, init);
      n->y = expr(n->y, init);
      return n;
    case Op::SliceHeader:
      n->x = expr(n->x, init);
      exprs(n->list, init);
      return n;
    case Op::Div:
    case Op::Mod:
      return div_mod(n, init);
    case Op::UnsafeSlice:
      return unsafe_slice(n, init);
    case Op::DotType:
    case Op::DotType2:
      return dot_type(n, init);
    case Op::Len:
    case Op::Cap:
      return len_cap(n, init);
    case Op::Eq:
    case Op::Ne:
    case Op::Lt:
    case Op::Le:
    case Op::Gt:
    case Op::Ge:
      return compare(n, init);
    case Op::AndAnd:
    case Op::OrOr:
      return logical(n, init);
    case Op::Print:
    case Op::Println:
      return print(n, init);
    case Op::Panic:
      return helper("gopanic", {n->x}, init);
    case Op::Recover: {
      Node* frame = expr(n->list[0], init);
      return helper("gorecover", {frame}, init, n->type);
    }
    case Op::CallFunc:
    case Op::CallInter:
      return call(n, init);
    case Op::As:
    case Op::AsOp:
      return assign(n, init);
    case Op::As2:
      return assign_list(n, init);
    case Op::As2Func:
      return assign_results(n, init);
    case Op::As2MapR:
      return assign_map_read(n, init);
    case Op::As2Recv:
      return assign_receive_pair(n, init);
    case Op::Send:
      return send(n, init);
    case Op::Close:
      return helper("closechan", {n->x}, init);
    case Op::MakeChan:
      return make_chan(n, init);
    case Op::As2DotType:
      exprs_safe(n->lhs, init);
      n->list[0] = expr(n->list[0], init);
      return n;
    case Op::Delete:
      return delete_(n, init);
    case Op::ConvIface:
      return conv_interface(n, init);
    case Op::Conv:
    case Op::ConvNop:
      return conv(n, init);
    case Op::Index:
      return index(n, init);
    case Op::IndexMap:
      return index_map(n, init);
    case Op::Slice:
    case Op::SliceArr:
    case Op::SliceStr:
    case Op::Slice3:
    case Op::Slice3Arr:
      return slice(n, init);
    case Op::New:
      refuse_allocation(cx_, n->type->elem);
      return new_(n, init);
    case Op::AddStr:
      return add_strings(n, init);
    case Op::Copy:
      return copy(n, init);
    case Op::MakeMap:
      return make_map(n, init);
    case Op::MakeSlice:
      refuse_allocation(cx_, n->type->elem);
      return make_slice(n, init);
    case Op::MakeSliceCopy:
      refuse_allocation(cx_, n->type->elem);
      return make_slice_copy(n, init);
    case Op::RuneToStr: {
      Node* buffer = n->esc == Node::Esc::None ? stack_buffer(4, cx_.basic(Kind::Uint8))
                                               : cx_.nil(nullptr);
      Node* rune = cx_.conv(n->x, cx_.basic(Kind::Int64));
      return helper("intstring", {buffer, rune}, init, n->type);
    }
    case Op::BytesToStr:
    case Op::RunesToStr:
      return bytes_or_runes_to_string(n, init);
    case Op::StrToBytes:
      return string_to_bytes(n, init);
    case Op::StrToRunes: {
      Node* buffer = n->esc == Node::Esc::None ? stack_buffer(32, cx_.basic(Kind::Int32))
                                               : cx_.nil(nullptr);
      Node* text = cx_.conv(n->x, cx_.basic(Kind::String));
      return helper("stringtoslicerune", {buffer, text}, init, n->type);
    }
    case Op::ArrayLit:
    case Op::SliceLit:
    case Op::MapLit:
    case Op::StructLit:
    case Op::PtrLit:
      return literal(n, init);
    case Op::Closure:
      return closure(n, init);
    case Op::MethodValue:
      return method_value(n, init);
    default:
      UNREACHABLE("walk: unexpected expression");
  }
}

Node* Walker::cheap(Node* n, Nodes& init) { return may_be_shared(n) ? n : copy_expr(n, init); }

Node* Walker::copy_expr(Node* n, Nodes& init) {
  Node* temp = cx_.temp(n->type);
  append(init, cx_.assign(temp, n));
  return temp;
}

// An expression that can be evaluated twice, and assigned to, with the same meaning.
Node* Walker::safe(Node* n, Nodes& init) {
  if (n == nullptr) {
    return nullptr;
  }
  if (!n->init.empty()) {
    Nodes own = std::move(n->init);
    n->init.clear();
    stmts(own);
    init.insert(init.end(), own.begin(), own.end());
  }
  Node* x = n->x;
  Node* y = n->y;
  switch (n->op) {
    case Op::Name:
    case Op::Literal:
    case Op::Nil:
    case Op::LinkSym:
      return n;
    case Op::Index:
    case Op::IndexMap:
      x = safe(n->x, init);
      y = safe(n->y, init);
      break;
    case Op::Len:
    case Op::Cap:
    case Op::Dot:
    case Op::DotPtr:
    case Op::Deref:
      x = safe(n->x, init);
      break;
    case Op::StructLit:
    case Op::ArrayLit:
    case Op::SliceLit:
      if (is_static_literal(n)) {
        return n;
      }
      return cheap(n, init);
    default:
      return cheap(n, init);
  }
  if (x == n->x && y == n->y) {
    return n;
  }
  Node* copy = cx_.copy(n);
  copy->x = x;
  copy->y = y;
  return expr(copy, init);
}

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
    return n->value.i >= 0 && n->value.i < limit;
  }
  switch (n->op) {
    case Op::And:
    case Op::AndNot: {
      int64_t mask = -1;
      if (is_small_int(n->x)) {
        mask = n->x->value.i;
      } else if (is_small_int(n->y)) {
        mask = n->y->value.i;
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
      if (!is_signed && is_small_int(n->y) && n->y->value.i >= 0 && n->y->value.i <= limit) {
        return true;
      }
      break;
    case Op::Div:
      if (!is_signed && is_small_int(n->y)) {
        for (int64_t v = n->y->value.i; bits > 0 && v >= 2; v >>= 1) {
          --bits;
        }
      }
      break;
    case Op::Rsh:
      if (!is_signed && is_small_int(n->y)) {
        if (n->y->value.i > bits) {
          return true;
        }
        bits -= static_cast<int>(n->y->value.i);
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
    n->bounded = is_bounded(original, static_cast<int64_t>(n->x->value.s.size()));
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
      size += part->op == Op::Literal ? static_cast<int64_t>(part->value.s.size()) : 0;
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
