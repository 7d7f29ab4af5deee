// Interface calls on a value that was just made from a concrete type: i.m() becomes i.(T).m().

#include "frontend/lower/escape/batch.h"
#include "frontend/lower/query.h"
#include "frontend/lower/translate/translator.h"

namespace prologo::lower {

void Translator::devirtualise(Func* fn) {
  for (const Node* n : fn->body) {
    any_node(n, [&](const Node* m) {
      if (m->op == Op::CallInter) {
        devirtualise_call(const_cast<Node*>(m));
      }
      return false;
    });
  }
}

void Translator::devirtualise_call(Node* call) {
  Node* dot = call->x;
  const Node* made = static_value(dot->x);
  if (made->op != Op::ConvIface || is_interface(made->x->type)) {
    return;
  }
  const ir::Type* type = made->x->type;
  const check::Lookup lookup = check::lookup_member(cx_.types.go(type), dot->label);
  if (lookup.method == nullptr) {
    return;
  }
  PosScope scope(cx_);
  cx_.pos = dot->pos;
  Node* x = cx_.unary(Op::DotType, dot->x, type);
  for (const check::PathStep& step : lookup.path) {
    x = cx_.dot(x, step.index);
    x->implicit = true;
  }
  if (is_interface(x->type)) {
    call->x = interface_method(x, dot->label, dot->pos);
    call->x->op = Op::DotInter;
    call->sig = call->x->sig;
    return;
  }
  const bool have_pointer = x->type->kind == ir::Kind::Pointer && !x->type->is_named;
  if (have_pointer != lookup.method->has_pointer_receiver) {
    x = have_pointer ? cx_.deref(x) : cx_.addr(x);
    x->implicit = true;
  }
  Name* method = name_of(lookup.method);
  call->op = Op::CallFunc;
  call->x = method->node;
  call->sig = method->sig;
  call->list.insert(call->list.begin(), x);
}

}  // namespace prologo::lower
