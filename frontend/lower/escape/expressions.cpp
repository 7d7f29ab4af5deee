// Flow through expressions.

#include "frontend/lower/escape/batch.h"
#include "frontend/lower/query.h"
#include "support/ensure.h"

namespace prologo::lower {

void Batch::expr(Hole to, Node* n) {
  if (n == nullptr) {
    return;
  }
  stmts(n->init);
  expr_body(to, n);
}

void Batch::discards(const Nodes& list) {
  for (Node* n : list) {
    discard(n);
  }
}

Hole Batch::through_assertion(Hole to, const ir::Type* type) {
  return !is_interface(type) && !is_direct_interface(type) ? to.shifted(1) : to;
}

// One arm an operation. NOLINTNEXTLINE(readability-function-size)
void Batch::expr_body(Hole to, Node* n) {
  PosScope scope(cx_, n);
  if (to.derefs >= 0 && n->type != nullptr && !n->type->has_pointers()) {
    to.to = &blank_;
  }
  switch (n->op) {
    case Op::Literal:
    case Op::Nil:
    case Op::GetCallerSp:
    case Op::LinkSym:
      return;
    case Op::Name:
      if (n->name->cls != Name::Class::Func && n->name->cls != Name::Class::Extern) {
        flow(to, location(n->name));
      }
      return;
    case Op::Plus:
    case Op::Neg:
    case Op::BitNot:
    case Op::Not:
    case Op::Recv:
      return discard(n->x);
    case Op::Add:
    case Op::Sub:
    case Op::Or:
    case Op::Xor:
    case Op::Mul:
    case Op::Div:
    case Op::Mod:
    case Op::Lsh:
    case Op::Rsh:
    case Op::And:
    case Op::AndNot:
    case Op::Eq:
    case Op::Ne:
    case Op::Lt:
    case Op::Le:
    case Op::Gt:
    case Op::Ge:
    case Op::AndAnd:
    case Op::OrOr:
    case Op::IndexMap:
      discard(n->x);
      return discard(n->y);
    case Op::Addr:
      return expr(to.addr(), n->x);
    case Op::Deref:
    case Op::DotPtr:
      return expr(to.deref(), n->x);
    case Op::Dot:
    case Op::DotInter:
    case Op::SliceToArrayPtr:
    case Op::Idata:
    case Op::Sptr:
      return expr(to, n->x);
    case Op::DotType:
    case Op::DotType2:
      return expr(through_assertion(to, n->type), n->x);
    case Op::Index:
      expr(n->x->type->kind == ir::Kind::Array ? to : to.deref(), n->x);
      return discard(n->y);
    case Op::Slice:
    case Op::SliceArr:
    case Op::Slice3:
    case Op::Slice3Arr:
    case Op::SliceStr:
      expr(to, n->x);
      return discards(n->list);
    case Op::Conv:
    case Op::ConvNop:
      if (n->type->kind == ir::Kind::UnsafePointer && n->x->type->kind == ir::Kind::Uintptr) {
        return unsafe_value(to, n->x);
      }
      return expr(to, n->x);
    case Op::ConvIface:
      if (!is_interface(n->x->type) && !is_direct_interface(n->x->type)) {
        to = spill(to, n);
      }
      return expr(to, n->x);
    case Op::EFace:
      return expr(to, n->y);
    case Op::CallFunc:
    case Op::CallInter:
    case Op::InlinedCall:
    case Op::Len:
    case Op::Cap:
    case Op::Complex:
    case Op::Real:
    case Op::Imag:
    case Op::Append:
    case Op::Copy:
    case Op::Recover:
    case Op::UnsafeAdd:
    case Op::UnsafeSlice:
      return call({to}, n);
    case Op::New:
      spill(to, n);
      return;
    case Op::MakeSlice:
    case Op::MakeMap:
      spill(to, n);
      discard(n->x);
      return discard(n->y);
    case Op::MakeChan:
      return discard(n->x);
    case Op::MethodValue:
      return method_value(to, n);
    case Op::PtrLit:
      return expr(spill(to, n), n->x);
    case Op::ArrayLit:
    case Op::StructLit:
      return elements(to, n);
    case Op::SliceLit:
      return elements(spill(to, n), n);
    case Op::MapLit:
      spill(to, n);
      for (Node* entry : n->list) {
        expr(heap(), entry->x);
        expr(heap(), entry->y);
      }
      return;
    case Op::Closure:
      return closure(to, n);
    case Op::RunesToStr:
    case Op::BytesToStr:
    case Op::StrToRunes:
    case Op::StrToBytes:
    case Op::RuneToStr:
      spill(to, n);
      return discard(n->x);
    case Op::AddStr:
      spill(to, n);
      return discards(n->list);
    default:
      UNREACHABLE("escape analysis: unexpected expression");
  }
}

void Batch::elements(Hole to, Node* n) {
  for (Node* element : n->list) {
    switch (element->op) {
      case Op::KeyValue:
        expr(to, element->y);
        break;
      case Op::StructKey:
        expr(to, element->x);
        break;
      default:
        expr(to, element);
        break;
    }
  }
}

void Batch::closure(Hole to, Node* n) {
  to = spill(to, n);
  closures_.push_back({to, n});
  Func* fn = n->func;
  if (!fn->is_hidden_closure) {
    return;
  }
  for (Name* var : fn->closure_vars) {
    Location* loc = location(var);
    if (!loc->captured) {
      loc->captured = true;
      // Assignments before the first capture, in the same loop, have been made by then.
      if (loc->loop_depth == at_.loop_depth) {
        loc->reassigned = false;
      }
    }
  }
  for (Name* name : fn->dcl) {
    if (!by_name_.contains(name)) {
      Place outer = std::exchange(at_, Place{fn, 1, {}});
      new_location(name->node, false);
      at_ = std::move(outer);
    }
  }
  walk_function(fn);
}

void Batch::method_value(Hole to, Node* n) {
  const Hole object = spill(to, n);
  // The method runs later, from who knows where: its results may go anywhere.
  Holes results(n->sig->results.size(), heap());
  const Hole receiver = n->func != nullptr ? parameter_hole(results, n->func, 0) : heap();
  expr(tee({receiver, object}), n->x);
}

// Integers that become pointers again: uintptr arithmetic keeps what it was computed from.
void Batch::unsafe_value(Hole to, Node* n) {
  stmts(n->init);
  switch (n->op) {
    case Op::Conv:
    case Op::ConvNop:
      if (n->x->type->kind == ir::Kind::UnsafePointer) {
        expr(to, n->x);
      } else {
        discard(n->x);
      }
      return;
    case Op::Plus:
    case Op::Neg:
    case Op::BitNot:
      return unsafe_value(to, n->x);
    case Op::Add:
    case Op::Sub:
    case Op::Or:
    case Op::Xor:
    case Op::Mul:
    case Op::Div:
    case Op::Mod:
    case Op::And:
    case Op::AndNot:
      unsafe_value(to, n->x);
      return unsafe_value(to, n->y);
    case Op::Lsh:
    case Op::Rsh:
      unsafe_value(to, n->x);
      return discard(n->y);
    default:
      return expr_body(discard_hole(), n);
  }
}

}  // namespace prologo::lower
