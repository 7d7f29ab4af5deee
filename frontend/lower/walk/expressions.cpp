// Expressions: which function rewrites which operation, and how an operand is made safe to use
// twice.

#include "frontend/lower/query.h"
#include "frontend/lower/unallocatable.h"
#include "frontend/lower/walk/walker.h"
#include "ir/dialect.h"
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
    cx_.module.string_symbol(n->value->s);
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

// One arm an operation. NOLINTNEXTLINE(readability-function-size)
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
      if (cx_.module.dialect->recover_copies_frame) {
        frame = copy_expr(frame, init);
      }
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
    case Op::RuneToStr:
      return rune_to_string(n, init);
    case Op::BytesToStr:
    case Op::RunesToStr:
      return bytes_or_runes_to_string(n, init);
    case Op::StrToBytes:
      return string_to_bytes(n, init);
    case Op::StrToRunes:
      return string_to_runes(n, init);
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

}  // namespace prologo::lower
