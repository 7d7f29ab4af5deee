// Instances of generic functions and methods: each distinct list of type arguments is a
// function of its own. The body was checked once; it is translated for every instance, with the
// type arguments put in the place of the type parameters.

#include "frontend/check/instances.h"

#include <algorithm>

#include "frontend/lower/query.h"
#include "frontend/lower/translate/translator.h"
#include "frontend/types/relations.h"
#include "frontend/types/type_params.h"
#include "support/ensure.h"

namespace prologo::lower {

const types::Type* Translator::concrete(const types::Type* type) {
  if (params_.empty()) {
    return type;
  }
  auto [place, is_new] = concrete_.emplace(type, type);
  if (is_new) {
    const types::Type* made = cx_.package.instances->substitute(type, params_, args_);
    concrete_[type] = made;
    return made;
  }
  return place->second;
}

Name* Translator::instance_named(const std::string& link_name, const check::Object* generic,
                                 const types::Signature* signature,
                                 const std::vector<const types::TypeParam*>& params,
                                 const std::vector<const types::Type*>& args) {
  Func* fn = declare_function(generic, link_name, signature);
  const auto* declared = types::as<types::Signature>(generic->type);
  fn->generic_params =
      declared->has_receiver ||
      std::any_of(declared->params.begin(), declared->params.end(),
                  [](const auto& param) { return types::mentions_any_param(param.type); });
  instances_.emplace(link_name, fn->self);
  pending_.push_back({fn, generic, signature, params, args});
  return fn->self;
}

// main.F[int,string]
Name* Translator::function_instance(const check::Object* generic,
                                    const std::vector<const types::Type*>& args) {
  std::vector<const types::Type*> concrete_args;
  std::string link_name = cx_.link_name(generic->name);
  for (const types::Type* arg : args) {
    link_name += concrete_args.empty() ? "[" : ",";
    concrete_args.push_back(concrete(arg));
    link_name += types::link_string(concrete_args.back());
  }
  link_name += "]";
  if (auto found = instances_.find(link_name); found != instances_.end()) {
    return found->second;
  }
  const auto* signature = types::as<types::Signature>(generic->type);
  return instance_named(link_name, generic,
                        cx_.package.instances->instantiate(signature, concrete_args),
                        signature->type_params, concrete_args);
}

// main.(*T[int]).m
Name* Translator::method_instance(const check::Object* method) {
  const auto* base = types::as<types::Named>(method->receiver_base);
  const types::Type* receiver = base;
  types::Pointer pointer(base);
  if (method->has_pointer_receiver) {
    receiver = &pointer;
  }
  const std::string link_name = method_link_name(receiver, method->name);
  if (auto found = instances_.find(link_name); found != instances_.end()) {
    return found->second;
  }
  const auto* generic = types::as<types::Signature>(method->generic->type);
  return instance_named(link_name, method->generic, types::as<types::Signature>(method->type),
                        generic->receiver_type_params, base->type_args);
}

bool Translator::has_generic_args(const ast::Call* e) {
  const auto is_generic = [](const ast::Expr* arg) {
    return arg->type != nullptr && types::mentions_any_param(arg->type);
  };
  const auto* method = ast::as<ast::Selector>(ast::unparen(e->fun));
  return std::any_of(e->args.begin(), e->args.end(), is_generic) ||
         (method != nullptr && is_generic(method->x));
}

void Translator::translate_instances() {
  while (!pending_.empty()) {
    PendingInstance next = std::move(pending_.back());
    pending_.pop_back();
    params_ = std::move(next.params);
    args_ = std::move(next.args);
    concrete_.clear();
    locals_.clear();
    cx_.fn = next.fn;
    declare_params(next.fn, next.signature);
    if (const ast::FuncDecl* decl = next.generic->body->decl; decl->body != nullptr) {
      body(next.fn, decl->body);
      next.fn->end_pos = decl->body->rbrace;
    }
    cx_.fn = nullptr;
    cx_.unit.funcs.push_back(next.fn);
  }
  params_.clear();
  args_.clear();
  concrete_.clear();
}

bool Translator::can_hold(const ir::Type* interface, const ir::Type* type) {
  if (params_.empty() || is_interface(type)) {
    return true;
  }
  const std::vector<check::MethodSetEntry> methods = check::method_set(cx_.types.go(type));
  const auto* wanted = types::under<types::Interface>(cx_.types.go(interface));
  const auto& list = types::type_set_of(wanted)->methods;
  return std::all_of(list.begin(), list.end(), [&](const types::Method* method) {
    return std::any_of(methods.begin(), methods.end(), [&](const check::MethodSetEntry& entry) {
      return entry.name == method->name &&
             types::identical(entry.lookup.method->type, method->type);
    });
  });
}

// x.(T)
Node* Translator::type_assertion(const ast::TypeAssert* e, const ir::Type* type) {
  Node* n = cx_.unit.node(Op::DotType, e->pos, type);
  n->x = expr(e->x);
  if (!can_hold(n->x->type, type)) {
    // There is no itab to compare with; an interface without methods needs none.
    n->x = assign_conv(n->x, cx_.types.empty_interface());
  }
  return n;
}

// unsafe.Sizeof and the like, where the answer depends on type arguments.
Node* Translator::unsafe_query(const ast::Call* e, const ir::Type* type) {
  const ast::Expr* arg = ast::unparen(e->args[0]);
  int64_t answer = 0;
  if (e->info->builtin == check::Builtin::UnsafeSizeof) {
    answer = type_of(arg->type)->size;
  } else if (e->info->builtin == check::Builtin::UnsafeAlignof) {
    answer = type_of(arg->type)->align;
  } else {
    const check::Selection& selection = *arg->info->selection;
    const ir::Type* holder = type_of(selection.receiver);
    for (const check::PathStep& step : selection.path) {
      const ir::Field& field = holder->fields[static_cast<size_t>(step.index)];
      answer += field.offset;
      holder = field.type;
    }
  }
  Node* n = cx_.integer(answer, type);
  n->pos = e->pos;
  return n;
}

}  // namespace prologo::lower
