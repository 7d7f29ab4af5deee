// Conversions, calls and builtins.

#include <unordered_map>

#include "frontend/lower/query.h"
#include "frontend/lower/translate/translator.h"
#include "frontend/types/relations.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

// Go makes one type of all `*T` and all `[]T`, but a new one wherever any other type is spelled
// out.
static bool is_spelled_anew(const ir::Type* type) {
  while (!type->is_named && (type->kind == Kind::Pointer || type->kind == Kind::Slice)) {
    type = type->elem;
  }
  switch (type->kind) {
    case Kind::Array:
    case Kind::Struct:
    case Kind::Interface:
    case Kind::Func:
    case Kind::Map:
    case Kind::Chan:
      return !type->is_named;
    default:
      return false;
  }
}

Node* Translator::conversion(const ast::Call* e, const ir::Type* type) {
  const check::ExprInfo& arg = *e->args[0]->info;
  const bool is_number = type->is_integer() || type->is_float() || type->is_complex();
  if (is_number && arg.mode == check::Mode::Constant && types::is_type_param(e->type)) {
    return constant(arg.value, type,
                    e->pos);  // any number is one of this type, 7 is a complex too
  }
  Node* n = cx_.unit.node(Op::Conv, e->pos, type);
  n->x = expr(e->args[0]);
  n->op = conversion_op(cx_, n->x->type, type);
  const Kind kind = type->kind;
  // Same representation, but a rounding point.
  if (n->op == Op::ConvNop && n->x->type->kind == kind &&
      (type->is_float() || type->is_complex())) {
    n->op = Op::Conv;
  }
  // Go takes byte and uint8, rune and int32, and two spellings of a type without name, for two
  // types here, and keeps the conversion.
  if (n->x->type == type && n->x->op != Op::Nil &&
      (is_spelled_anew(type) ||
       (e->type != e->args[0]->type && e->type->kind == types::Kind::Basic))) {
    n->renames = true;
  }
  if (n->op == Op::StrToRunes && n->x->op == Op::Literal) {
    return runes_literal(n);
  }
  const bool from_slice = n->op == Op::BytesToStr || n->op == Op::RunesToStr;
  if (from_slice && n->x->type->elem->is_named) {
    const ir::Type* plain = cx_.basic(n->x->type->elem->kind);
    const Pos pos = n->x->pos;
    n->x = cx_.unary(Op::ConvNop, n->x, cx_.types.slice_of(plain));
    n->x->pos = pos;
  }
  return n;
}

Node* Translator::call(const ast::Call* e, const ir::Type* type) {
  switch (e->info->call) {
    case check::CallKind::Conversion:
      return conversion(e, type);
    case check::CallKind::Builtin:
      return builtin(e, type);
    default:
      break;
  }
  Node* callee = expr(e->fun);
  Node* n = cx_.unit.node(Op::CallFunc, e->pos, type);
  n->list = exprs(e->args);
  n->spread = e->has_dots;
  n->generic_args = !params_.empty() && has_generic_args(e);
  n->x = callee;
  set_pos(cx_, n);
  const bool is_method = callee->op == Op::MethodValue;
  name_callee(n, is_method ? callee->x : n->x);
  if (!e->has_dots && e->info->spreads_results) {
    spread_results(n, n->list);
  }
  if (is_method && is_interface(callee->x->type)) {
    n->op = Op::CallInter;
    callee->op = Op::DotInter;
    n->sig = callee->sig;
  } else if (is_method) {
    n->sig = callee->sig;
  } else if (n->x->op == Op::Name && n->x->name->cls == Name::Class::Func) {
    n->sig = n->x->name->sig;
  } else {
    n->sig = cx_.unit.keep(cx_.types.signature(n->x->type));
  }
  return finish_call(n, *n->sig, e->info->signature->variadic);
}

// Converts the arguments; a method call gets its receiver as first argument.
Node* Translator::finish_call(Node* n, const ir::Signature& sig, bool variadic) {
  const bool is_method = n->x->op == Op::MethodValue;
  const size_t first = is_method ? 1 : 0;
  const size_t count = sig.params.size() - first;
  const size_t fixed = variadic && !n->spread ? count - 1 : count;
  {
    PosScope scope(cx_);
    for (size_t i = 0; i < n->list.size(); ++i) {
      set_pos(cx_, n->list[i]);
      const ir::Type* want =
          i < fixed ? sig.params[first + i].type : sig.params.back().type->elem;
      n->list[i] = assign_conv(n->list[i], want);
    }
  }
  n->is_variadic = variadic;
  if (is_method) {
    Node* dot = n->x;
    n->x = dot->name->node;
    n->list.insert(n->list.begin(), dot->x);
  }
  return n;
}

namespace {

bool is_call_or_channel(Op op) {
  switch (op) {
    case Op::Append:
    case Op::CallFunc:
    case Op::CallInter:
    case Op::Cap:
    case Op::Close:
    case Op::Complex:
    case Op::Copy:
    case Op::Delete:
    case Op::Imag:
    case Op::Len:
    case Op::Panic:
    case Op::Print:
    case Op::Println:
    case Op::Real:
    case Op::Recover:
    case Op::Recv:
    case Op::UnsafeAdd:
    case Op::UnsafeSlice:
      return true;
    default:
      return false;
  }
}

}  // namespace

// f()(x) and g().m(x): the inner call's value gets a name first.
void Translator::name_callee(Node* call, Node*& callee) {
  if (!any_node(callee, [](const Node* n) { return is_call_or_channel(n->op); })) {
    return;
  }
  Node* temp = cx_.temp(callee->type);
  Node* as = cx_.assign(temp, callee);
  temp->name->defn = as;
  as->def = true;
  callee = temp;
  call->init.push_back(as);
}

// f(g()) with several results of g: t1, t2 = g(); f(t1, t2).
void Translator::spread_results(Node* holder, Nodes& args) {
  Node* inner = args[0];
  Node* as = cx_.assign2({}, {inner});
  as->op = Op::As2Func;
  Nodes values;
  for (const ir::Param& result : inner->sig->results) {
    Node* temp = cx_.temp(result.type);
    as->init.push_back(cx_.unary(Op::Dcl, temp, nullptr));
    as->lhs.push_back(temp);
    values.push_back(temp);
  }
  holder->init.push_back(as);
  args = std::move(values);
}

Node* Translator::append_call(const ast::Call* e, const ir::Type* type) {
  Node* n = cx_.unit.node(Op::Append, e->pos, type);
  n->list = exprs(e->args);
  n->spread = e->has_dots;
  if (e->info->spreads_results) {
    spread_results(n, n->list);
  }
  const ir::Type* slice = n->list[0]->type;
  if (n->spread) {
    if (n->list[1]->type->kind != Kind::String) {
      const ir::Type* plain = cx_.types.of(types::underlying(cx_.types.go(slice)));
      n->list[1] = assign_conv(n->list[1], plain);
    }
    return n;
  }
  for (size_t i = 1; i < n->list.size(); ++i) {
    n->list[i] = assign_conv(n->list[i], slice->elem);
  }
  return n;
}

Node* Translator::make_call(const ast::Call* e, const ir::Type* type) {
  Node* n = cx_.unit.node(Op::MakeSlice, e->pos, type);
  Node* first = e->args.size() > 1 ? expr(e->args[1]) : nullptr;
  Node* second = e->args.size() > 2 ? expr(e->args[2]) : nullptr;
  if (type->kind == Kind::Slice) {
    n->x = first;
    n->y = second;
    return n;
  }
  n->op = type->kind == Kind::Map ? Op::MakeMap : Op::MakeChan;
  n->x = first != nullptr ? first : cx_.integer(0);
  return n;
}

// The operation of a builtin whose arguments are the operands; Invalid for the others.
static Op operand_builtin(check::Builtin which) {
  using B = check::Builtin;
  static const std::unordered_map<B, Op> kOps = {
      {B::Cap, Op::Cap},
      {B::Len, Op::Len},
      {B::Complex, Op::Complex},
      {B::Real, Op::Real},
      {B::Imag, Op::Imag},
      {B::Copy, Op::Copy},
      {B::Recover, Op::Recover},
      {B::UnsafeAdd, Op::UnsafeAdd},
      {B::UnsafeSlice, Op::UnsafeSlice},
      {B::Close, Op::Close},
      {B::Panic, Op::Panic},
  };
  auto found = kOps.find(which);
  return found == kOps.end() ? Op::Invalid : found->second;
}

Node* Translator::builtin(const ast::Call* e, const ir::Type* type) {
  using B = check::Builtin;
  const B which = e->info->builtin;
  if (which == B::Append) {
    return append_call(e, type);
  }
  if (which == B::Make) {
    return make_call(e, type);
  }
  if (which == B::New) {
    return cx_.unit.node(Op::New, e->pos, type);
  }
  if (which == B::UnsafeSizeof || which == B::UnsafeAlignof || which == B::UnsafeOffsetof) {
    return unsafe_query(e, type);
  }
  Node* n = cx_.unit.node(operand_builtin(which), e->pos, type);
  Nodes args = exprs(e->args);
  if (e->info->spreads_results) {
    spread_results(n, args);
  }
  if (n->op != Op::Invalid) {
    n->x = args.empty() ? nullptr : args[0];
    n->y = args.size() > 1 ? args[1] : nullptr;
  }
  switch (which) {
    case B::Cap:
    case B::Len:
      n->x = implicit_star(n->x);
      break;
    case B::Recover:
      n->type = cx_.types.empty_interface();
      break;
    case B::Panic:
      n->x = assign_conv(n->x, cx_.types.empty_interface());
      break;
    case B::Delete:
      n->op = Op::Delete;
      args[1] = assign_conv(args[1], args[0]->type->key);
      n->list = std::move(args);
      break;
    case B::Print:
    case B::Println:
      n->op = which == B::Print ? Op::Print : Op::Println;
      n->list = std::move(args);
      break;
    default:
      ENSURE_MSG(n->op != Op::Invalid, "builtin that is always constant");
  }
  return n;
}

}  // namespace prologo::lower
