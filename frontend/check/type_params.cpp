// Type parameters where they are declared, and generic types and functions where they get their
// type arguments.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

// A type parameter in the current scope, still without constraint.
TypeParam* Checker::declare_type_param(ast::Ident* name) {
  TypeParam* param = package_.arena.make<TypeParam>();
  Object* object = new_object(ObjectKind::TypeName, name->name, name->pos);
  object->type = param;
  object->color = kBlack;
  param->name = name->name;
  param->object = object;
  param->around.source = package_.instances.get();
  name->object = object;
  declare(env_.scope, object);
  return param;
}

void Checker::collect_type_params(TypeParams& params, std::span<ast::Field* const> list) {
  std::vector<TypeParam*> declared;
  for (ast::Field* field : list) {
    TypeParam* param = declare_type_param(field->name);
    param->index = static_cast<int>(declared.size());
    param->constraint = invalid_type();
    declared.push_back(param);
    params.push_back(param);
  }
  bool outer = std::exchange(env_.in_type_params, true);
  const Type* bound = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    if (i == 0 || list[i]->type != list[i - 1]->type) {
      bound = constraint(list[i]->type);
      if (is_type_param(bound)) {
        error(list[i]->type, "cannot use a type parameter as constraint");
        bound = invalid_type();
      }
    }
    declared[i]->constraint = bound;
  }
  env_.in_type_params = outer;
}

// A constraint; ~T and A|B stand for the interface with this element.
const Type* Checker::constraint(ast::Expr* expr) {
  auto* unary = ast::as<ast::Unary>(expr);
  auto* binary = ast::as<ast::Binary>(expr);
  bool is_element = (unary != nullptr && unary->op == ast::Op::Tilde) ||
                    (binary != nullptr && binary->op == ast::Op::Or);
  if (!is_element) {
    return check_type(expr);
  }
  Interface* type = package_.arena.make<Interface>();
  type->source = package_.instances.get();
  type->implicit = true;
  add_interface_element(type, expr);
  type->complete = true;
  later([type] { type_set_of(type); });
  return type;
}

static ast::Index* receiver_index(ast::Expr* type) {
  for (;;) {
    type = ast::unparen(type);
    auto* star = ast::as<ast::Unary>(type);
    if (star == nullptr || star->op != ast::Op::Mul) {
      return ast::as<ast::Index>(type);
    }
    type = star->x;
  }
}

// The names a method gives to the type parameters of its receiver's type.
void Checker::declare_receiver_params(Signature* signature, ast::Field* receiver) {
  ast::Index* index = receiver_index(receiver->type);
  if (index == nullptr) {
    return;
  }
  std::vector<TypeParam*> params;
  for (ast::Expr* written : index->indices) {
    auto* name = ast::as<ast::Ident>(written);
    if (name == nullptr) {
      if (written->kind != ast::ExprKind::Bad) {
        error(written, message("receiver type parameter ", written, " must be an identifier"));
      }
      name = package_.arena.make<ast::Ident>();
      name->name = "_";
      name->pos = written->pos;
    }
    params.push_back(declare_type_param(name));
    params.back()->index = static_cast<int>(params.size()) - 1;
    params.back()->constraint = invalid_type();
    if (name->is_blank()) {
      blank_receiver_params_[name] = params.back();
    }
  }
  signature->receiver_type_params.assign(params.begin(), params.end());
  auto* base = ast::as<ast::Ident>(index->x);
  const Named* generic = base == nullptr ? nullptr : as<Named>(generic_type(base, false));
  if (generic == nullptr) {
    return;
  }
  size_t wanted = generic->type_params.size();
  if (params.size() < wanted) {
    error(receiver->pos,
          message("got ", static_cast<int64_t>(params.size()), " type parameter",
                  params.size() == 1 ? "" : "s", ", but receiver base type declares ",
                  static_cast<int64_t>(wanted)));
  } else if (params.size() == wanted) {
    TypeArgs names(params.begin(), params.end());
    for (size_t i = 0; i < wanted; i++) {
      monomorph_.rename(params[i], generic->type_params[i]);
      params[i]->constraint = package_.instances->substitute(
          generic->type_params[i]->constraint, generic->type_params, names);
    }
  }
}

bool Checker::is_in_generic_function() const {
  const Function* function = env_.function;
  while (function != nullptr && function->outer != nullptr) {
    function = function->outer;
  }
  return function != nullptr && function->is_generic();
}

const Type* Checker::generic_type(ast::Expr* expr, bool report) {
  const Type* type = type_expression(expr, nullptr);
  if (!is_invalid(type) && !is_generic(type)) {
    if (report) {
      error(expr, message(type, " is not a generic type"));
    }
    type = invalid_type();
  }
  record_type(expr, Mode::TypeExpr, type, {});
  return type;
}

bool Checker::type_list(ExprList list, TypeArgs& types) {
  bool is_valid = true;
  for (ast::Expr* written : list) {
    types.push_back(check_variable_type(written));
    is_valid = is_valid && !is_invalid(types.back());
  }
  return is_valid;
}

const Type* Checker::instantiated_type(ast::Index* expr, Named* defining) {
  const Named* generic = as<Named>(generic_type(expr->x, true));
  if (generic == nullptr) {
    return invalid_type();
  }
  TypeArgs args;
  if (!type_list(expr->indices, args)) {
    set_underlying(defining, invalid_type());
    return invalid_type();
  }
  const Named* made = package_.instances->instance(generic, args, expr->x->pos);
  set_underlying(defining, made);
  later([this, expr, made, generic] {
    Pos at = expr->x->pos;
    if (generic->type_params.size() != made->type_args.size()) {
      error(at, message("got ", static_cast<int64_t>(made->type_args.size()), " arguments but ",
                        static_cast<int64_t>(generic->type_params.size()), " type parameters"));
      return;
    }
    verify_instance(at, generic->type_params, made->type_args, expr->indices);
    check_valid_type(const_cast<Named*>(made));
  });
  return made;
}

// Do the type arguments satisfy the constraints? `written` are those that are spelled out.
void Checker::verify_instance(Pos pos, const TypeParams& params, const TypeArgs& args,
                              ExprList written) {
  for (size_t i = 0; i < params.size(); i++) {
    const Type* bound = package_.instances->substitute(params[i]->constraint, params, args);
    if (is_invalid(bound)) {
      continue;
    }
    const Type* interface = bound;
    if (!is_interface(bound)) {
      interface = package_.instances->substitute(underlying(params[i]), params, args);
    }
    std::string reason;
    if (!implements(args[i], interface, &reason)) {
      return error(i < written.size() ? ast::start_pos(written[i]) : pos, reason);
    }
  }
  for (size_t i = 0; i < params.size(); i++) {
    monomorph_.assign(i < written.size() ? ast::start_pos(written[i]) : pos, params[i],
                      args[i]);
  }
}

// A generic function or type where only its instances are allowed.
void Checker::reject_generic(Operand& x) {
  if (!x.is_valid() || x.mode == Mode::NoValue) {
    return;
  }
  const Signature* signature = as<Signature>(x.type);
  bool is_function = signature != nullptr && !signature->type_params.empty();
  if (is_function || is_generic(x.type)) {
    error(x.expr, message("cannot use generic ", is_function ? "function " : "type ", x.expr,
                          " without instantiation"));
    x.invalidate();
    x.type = invalid_type();
  }
}

// f[T1, T2] as a value: the missing type arguments follow from the constraints.
void Checker::instantiate_function(Operand& x, ast::Index* expr) {
  const Signature* generic = as<Signature>(x.type);
  TypeArgs args;
  x.invalidate();
  x.expr = expr;
  if (!type_list(expr->indices, args)) {
    return;
  }
  size_t wanted = generic->type_params.size();
  if (args.size() > wanted) {
    return error(expr->indices[args.size() - 1],
                 message("got ", static_cast<int64_t>(args.size()), " type arguments but want ",
                         static_cast<int64_t>(wanted)));
  }
  if (args.size() < wanted && !infer(expr->pos, generic->type_params, args, {}, {})) {
    return;
  }
  const Signature* signature =
      instantiate_signature(ast::start_pos(expr), generic, args, expr->indices);
  record_instance(expr->x, args, signature);
  x.mode = Mode::Value;
  x.type = signature;
}

const Signature* Checker::instantiate_signature(Pos pos, const Signature* generic,
                                                const TypeArgs& args, ExprList written) {
  const Signature* made = package_.instances->instantiate(generic, args);
  later([this, pos, generic, args, written] {
    verify_instance(pos, generic->type_params, args, written);
  });
  return made;
}

void Checker::record_instance(ast::Expr* function, const TypeArgs& args,
                              const Signature* signature) {
  if (auto* index = ast::as<ast::Index>(function)) {
    record_type(index, Mode::Value, signature, {});
    function = index->x;
  }
  record_type(function, Mode::Value, signature, {});
  info(function)->type_args = package_.arena.make<TypeArgs>(args);
}

}  // namespace prologo::check
