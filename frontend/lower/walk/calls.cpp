// Calls, closures, method values, print.

#include "frontend/lower/query.h"
#include "frontend/lower/walk/layouts.h"
#include "frontend/lower/walk/walker.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

// The variable is used through a pointer: to the heap, out of or into a closure.
static bool is_behind_pointer(const Context& cx, const Name* name) {
  switch (name->cls) {
    case Name::Class::ClosureVar:
      return !name->by_value ||
             (cx.fn->is_method_value && cx.module.dialect->method_values_by_address &&
              name->type->kind != Kind::Pointer && !is_interface(name->type)) ||
             (cx.module.dialect->wide_captures_by_address &&
              name->type->size > kWidestCopiedCapture);
    case Name::Class::Auto:
    case Name::Class::AutoHeap:
    case Name::Class::Param:
    case Name::Class::Result:
      return !name->on_stack();
    default:
      return false;
  }
}

bool may_call(const Context& cx, const Node* n) {
  const bool pointers = cx.module.dialect->heap_variables_are_pointers;
  return any_node(n, [&cx, pointers](const Node* m) {
    switch (m->op) {
      case Op::Name:
        return pointers && is_behind_pointer(cx, m->name);
      case Op::CallFunc:
      case Op::CallInter:
      case Op::UnsafeAdd:
      case Op::UnsafeSlice:
      case Op::Index:
      case Op::Slice:
      case Op::SliceArr:
      case Op::Slice3:
      case Op::Slice3Arr:
      case Op::SliceStr:
      case Op::Deref:
      case Op::DotPtr:
      case Op::DotType:
      case Op::Div:
      case Op::Mod:
      case Op::SliceToArrayPtr:
        return true;
      case Op::AndAnd:
      case Op::OrOr:
        return !m->y->init.empty();
      default:
        return false;
    }
  });
}

Node* Walker::helper(std::string_view name, Nodes args, Nodes& init, const ir::Type* result) {
  return expr(cx_.call(name, std::move(args), result), init);
}

// Arguments that may panic or call are evaluated first, left to right.
Node* Walker::call(Node* n, Nodes& init) {
  if (n->op == Op::CallFunc && n->x->op == Op::Closure) {
    direct_closure_call(n);
  }
  if (n->walked) {
    return n;
  }
  n->walked = true;
  const bool is_static = n->x->op == Op::Name && n->x->name->cls == Name::Class::Func;
  if (!is_static) {
    n->x = expr(n->x, init);
  }
  exprs(n->list, init);
  size_t end = n->list.size();
  if (cx_.module.dialect->last_risky_argument_stays) {
    while (end > 0 && !may_call(cx_, n->list[end - 1])) {
      --end;
    }
    end -= end > 0 ? 1 : 0;
    n->index = static_cast<int>(end);
  }
  for (size_t i = 0; i < end; ++i) {
    if (!may_call(cx_, n->list[i])) {
      continue;
    }
    Node* temp = cx_.temp(n->sig->params[i].type);
    init.push_back(converted(cx_.assign(temp, n->list[i]), init));
    n->list[i] = temp;
  }
  return n;
}

// func(...){...}(args): what the literal captures becomes its first parameters.
void Walker::direct_closure_call(Node* n) {
  Node* literal = n->x;
  Func* fn = literal->func;
  if (is_trivial_closure(literal)) {
    n->x = fn->self->node;
    return;
  }
  std::vector<Name*> params;
  ir::Signature sig;
  for (Name* var : fn->closure_vars) {
    Name* param = var;
    if (!var->by_value) {
      param = cx_.unit.new_name("&" + var->name, Name::Class::Param,
                                cx_.types.pointer_to(var->type), fn->pos);
      param->owner = fn;
      param->used = true;
      var->heap_addr = param;
    }
    param->cls = Name::Class::Param;
    params.push_back(param);
    sig.params.push_back({param->name, param->type});
  }
  sig.params.insert(sig.params.end(), fn->sig.params.begin(), fn->sig.params.end());
  sig.results = fn->sig.results;
  fn->sig = sig;
  fn->self->sig = cx_.unit.keep(std::move(sig));
  fn->params.insert(fn->params.begin(), params.begin(), params.end());
  fn->dcl.insert(fn->dcl.begin(), params.begin(), params.end());
  for (size_t i = 0; i < fn->dcl.size(); ++i) {
    fn->dcl[i]->dcl_index = static_cast<int>(i);
  }
  n->x = fn->self->node;
  n->sig = fn->self->sig;
  const Nodes captured = closure_args(fn);
  n->list.insert(n->list.begin(), captured.begin(), captured.end());
}

Nodes Walker::closure_args(const Func* fn) {
  Nodes args;
  for (const Name* var : fn->closure_vars) {
    Node* outer = var->outer->node;
    if (!var->by_value) {
      outer = cx_.addr(outer);
      outer->pos = fn->pos;
    }
    args.push_back(outer);
  }
  return args;
}

// A func literal used as a value: a static object if it captures nothing, else
// &struct{F; captures}{code, values...}.
Node* Walker::closure(Node* n, Nodes& init) {
  Func* fn = n->func;
  if (is_trivial_closure(n)) {
    cx_.func_value(fn->self);
    return fn->self->node;
  }
  fn->needs_context = true;
  Node* code = cx_.make(Op::FuncCode, cx_.basic(Kind::Uintptr));
  code->name = fn->self;
  return closure_object(code, closure_args(fn), closure_type(cx_, n), n, init);
}

// A method value's fields stand where their values do, as in a literal without keys.
Node* Walker::closure_object(Node* code, const Nodes& values, const ir::Type* type, Node* n,
                             Nodes& init) {
  Node* object = cx_.make(Op::StructLit, type);
  Nodes all = {code};
  all.insert(all.end(), values.begin(), values.end());
  for (size_t i = 0; i < all.size(); ++i) {
    const ir::Field& field = type->fields[i];
    Node* key = cx_.make(Op::StructKey, field.type);
    key->index = static_cast<int>(i);
    key->offset = field.offset;
    key->label = field.name;
    key->x = all[i];
    if (n->op == Op::MethodValue && has_own_pos(all[i])) {
      key->pos = all[i]->pos;
    }
    object->list.push_back(key);
  }
  object->esc = n->esc;
  Node* pointer = cx_.unary(Op::PtrLit, object, cx_.types.pointer_to(type));
  pointer->esc = n->esc;
  pointer->prealloc = std::exchange(n->prealloc, nullptr);
  return expr(cx_.conv_nop(pointer, n->type), init);
}

// x.m as a value: an object with the receiver, and code that calls the method.
Node* Walker::method_value(Node* n, Nodes& init) {
  if (is_interface(n->x->type)) {
    n->x = cheap(n->x, init);
    Node* itab = cx_.unary(Op::Itab, n->x, cx_.types.uintptr_pointer());
    init.push_back(cx_.unary(Op::CheckNil, itab, nullptr));
  }
  Node* code = cx_.make(Op::FuncCode, cx_.basic(Kind::Uintptr));
  code->name = translator_.method_value_wrapper(n);
  return closure_object(code, {n->x}, method_value_type(cx_, n), n, init);
}

// print(a, b) is a sequence of calls between printlock and printunlock.
Node* Walker::print(Node* n, Nodes& init) {
  for (Node*& arg : n->list) {
    arg = cheap(arg, init);
    arg = expr(arg, init);
  }
  Nodes items;
  for (size_t i = 0; i < n->list.size(); ++i) {
    if (n->op == Op::Println && i > 0) {
      items.push_back(cx_.string(" "));
    }
    items.push_back(n->list[i]);
  }
  if (n->op == Op::Println) {
    items.push_back(cx_.string("\n"));
  }
  Nodes merged;
  for (Node* item : items) {
    const bool text = is_literal(item, Constant::Kind::String);
    if (text && !merged.empty() && is_literal(merged.back(), Constant::Kind::String)) {
      merged.back() = cx_.string(merged.back()->value->s.str() + item->value->s.str());
    } else {
      merged.push_back(text ? cx_.string(item->value->s) : item);
    }
  }
  Nodes calls = {helper("printlock", {}, init)};
  for (Node* item : merged) {
    calls.push_back(print_item(item));
  }
  calls.push_back(helper("printunlock", {}, init));
  exprs(calls, init);
  return stmt(cx_.block(std::move(calls)));
}

Node* Walker::print_item(Node* n) {
  const ir::Type* type = n->type;
  switch (type->kind) {
    case Kind::Interface:
      return cx_.call(is_empty_interface(type) ? "printeface" : "printiface", {n});
    case Kind::Pointer:
    case Kind::Chan:
    case Kind::Map:
    case Kind::Func:
    case Kind::UnsafePointer:
      return cx_.call("printpointer", {n});
    case Kind::Slice:
      return cx_.call("printslice", {n});
    case Kind::Bool:
      return cx_.call("printbool", {cx_.conv(n, cx_.basic(Kind::Bool))});
    case Kind::String:
      if (n->op == Op::Literal && n->value->s == " ") {
        return cx_.call("printsp", {});
      }
      if (n->op == Op::Literal && n->value->s == "\n") {
        return cx_.call("printnl", {});
      }
      return cx_.call("printstring", {cx_.conv(n, cx_.basic(Kind::String))});
    default:
      break;
  }
  if (type->is_float()) {
    return cx_.call("printfloat", {cx_.conv(n, cx_.basic(Kind::Float64))});
  }
  if (type->is_complex()) {
    return cx_.call("printcomplex", {cx_.conv(n, cx_.basic(Kind::Complex128))});
  }
  ENSURE(type->is_integer());
  if (type->is_signed()) {
    return cx_.call("printint", {cx_.conv(n, cx_.basic(Kind::Int64))});
  }
  return cx_.call("printuint", {cx_.conv(n, cx_.basic(Kind::Uint64))});
}

}  // namespace prologo::lower
