// Resolving declared objects on first use: their types, values and cycles.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

Object* Checker::new_object(ObjectKind kind, std::string_view name, Pos pos) {
  Object* object = package_.arena.make<Object>();
  object->kind = kind;
  object->name = name;
  object->pos = pos;
  return object;
}

// A variable of the function at hand (or of none), not yet in a scope.
Object* Checker::new_variable(VarKind kind, ast::Ident* name, const Type* type) {
  Object* object = new_object(ObjectKind::Var, name->name, name->pos);
  object->var_kind = kind;
  object->type = type;
  object->function = env_.function;
  name->object = object;
  if (env_.function != nullptr) {
    env_.function->variables.push_back(object);
  }
  return object;
}

void Checker::declare(Scope* scope, Object* object) {
  if (object->name == "_") {
    return;
  }
  auto [place, is_new] = scope->names.emplace(object->name, object);
  if (!is_new) {
    return error(object->pos, message(object->name, " redeclared in this block") +
                                  other_declaration(place->second));
  }
  scope->objects.push_back(object);
  if (object->parent == nullptr) {
    object->parent = scope;
  }
}

Scope* Checker::open_scope(const ast::Stmt* owner) {
  Scope* scope = &package_.block_scopes.emplace_back();
  scope->outer = env_.scope;
  scope->function = env_.function;
  env_.scope = scope;
  if (owner != nullptr) {
    package_.scopes[owner] = scope;
  }
  return scope;
}

void Checker::close_scope() { env_.scope = env_.scope->outer; }

Object* Checker::lookup(std::string_view name) const {
  for (const Scope* scope = env_.scope; scope != nullptr; scope = scope->outer) {
    auto found = scope->names.find(name);
    if (found != scope->names.end()) {
      return found->second;
    }
  }
  return nullptr;
}

void Checker::add_dependency(Object* object) {
  Object* declared = object->generic != nullptr ? object->generic : object;
  if (env_.declaration != nullptr && declarations_.count(declared) != 0) {
    env_.declaration->dependencies.insert(declared);
  }
}

void Checker::resolve_object(Object* object, Named* defining) {
  if (object->generic != nullptr) {
    return package_.instances->complete_method(object);
  }
  if (object->color == kWhite && object->type != nullptr) {
    object->color = kBlack;
  }
  if (object->color == kBlack) {
    return;
  }
  if (object->color >= kGrey) {
    return meet_again(object);
  }
  auto found = declarations_.find(object);
  if (found == declarations_.end()) {
    object->type = invalid_type();  // declared twice
    return;
  }
  object->color = kGrey + static_cast<uint32_t>(path_.size());
  path_.push_back(object);
  Environment saved = std::move(env_);
  env_ = Environment();
  env_.scope = found->second->file;
  resolve_by_kind(object, found->second, defining);
  env_ = std::move(saved);
  path_.pop_back();
  object->color = kBlack;
}

void Checker::resolve_by_kind(Object* object, Declaration* declaration, Named* defining) {
  switch (object->kind) {
    case ObjectKind::Const:
      env_.declaration = declaration;
      return declare_constant(object, declaration->type, declaration->init,
                              declaration->inherited);
    case ObjectKind::Var:
      env_.declaration = declaration;
      return declare_variable(object, declaration->lhs, declaration->type, declaration->init);
    case ObjectKind::TypeName:
      declare_type(object, declaration->type_decl, defining);
      collect_methods(object);
      if (const Named* named = as<Named>(object->type); named != nullptr && !object->is_alias) {
        const_cast<Named*>(named)->is_declared = true;
      }
      return;
    case ObjectKind::Func:
      return declare_function(object, declaration);
    default:
      return;
  }
}

// An object is needed while it is being resolved: a cycle, which may be a valid one.
void Checker::meet_again(Object* object) {
  bool is_valid = is_valid_cycle(object);
  if (object->kind == ObjectKind::Func) {
    return;  // has its (still empty) signature
  }
  if (!is_valid || (object->kind != ObjectKind::TypeName && object->type == nullptr)) {
    object->type = invalid_type();
  }
}

bool Checker::is_valid_cycle(Object* object) {
  std::vector<Object*> cycle(path_.begin() + (object->color - kGrey), path_.end());
  size_t values = 0;
  size_t definitions = 0;
  for (const Object* member : cycle) {
    // A generic type met again in a list of type parameters: its own, or that of another.
    if (env_.in_type_params && member->kind == ObjectKind::TypeName &&
        is_generic(member->type)) {
      report_cycle(cycle);
      return false;
    }
    values += member->kind == ObjectKind::Const || member->kind == ObjectKind::Var ? 1 : 0;
    definitions += member->kind == ObjectKind::TypeName && !member->is_alias ? 1 : 0;
  }
  // Cycles of variables and constants alone are left to the initialisation order; cycles of
  // types need a definition, or the aliases in it would expand for ever.
  if (values == cycle.size() || (values == 0 && definitions > 0)) {
    return true;
  }
  report_cycle(cycle);
  return false;
}

void Checker::report_cycle(const std::vector<Object*>& cycle) {
  auto first =
      std::min_element(cycle.begin(), cycle.end(),
                       [](const Object* a, const Object* b) { return a->pos < b->pos; });
  auto at = static_cast<size_t>(first - cycle.begin());
  Object* start = cycle[at];
  std::string text;
  if (start->kind == ObjectKind::TypeName) {
    text = message("invalid recursive type ", start->name);
    if (start->is_alias) {
      broken_aliases_.erase(start);
      start->type = invalid_type();
    }
  } else {
    text = message("illegal cycle in declaration of ", start->name);
  }
  for (size_t i = 0; i < cycle.size(); i++) {
    const Object* member = cycle[(at + i) % cycle.size()];
    text += "\n\t" + sources_.describe(member->pos) + ": " + std::string(member->name) +
            " refers to";
  }
  text += "\n\t" + sources_.describe(start->pos) + ": " + std::string(start->name);
  error(start->pos, text);
}

void Checker::declare_constant(Object* object, ast::Expr* type, ast::Expr* init,
                               bool inherited) {
  constant::Value saved_iota = std::exchange(env_.iota, object->value);
  Pos saved_pos = std::exchange(env_.error_pos, Pos());
  object->value = constant::Value();
  bool has_bad_type = false;
  if (type != nullptr) {
    const Type* declared = check_type(type);
    has_bad_type = !is_const_type(declared);
    if (has_bad_type && !is_invalid(underlying(declared))) {
      error(type, message("invalid constant type ", declared));
    }
    object->type = has_bad_type ? invalid_type() : declared;
  }
  if (!has_bad_type) {
    Operand x;
    if (init != nullptr) {
      if (inherited) {
        env_.error_pos = object->pos;
      }
      expression(x, init);
    }
    init_constant(object, x);
  }
  env_.iota = std::move(saved_iota);
  env_.error_pos = saved_pos;
}

void Checker::declare_variable(Object* object, std::span<Object* const> lhs, ast::Expr* type,
                               ast::Expr* init) {
  if (type != nullptr) {
    object->type = check_variable_type(type);
  }
  if (init == nullptr) {
    if (type == nullptr) {
      object->type = invalid_type();
    }
  } else if (lhs.size() <= 1) {
    Operand x;
    expression(x, init);
    init_variable(object, x, "variable declaration");
  } else {
    if (type != nullptr) {
      for (Object* other : lhs) {
        other->type = object->type;
      }
    }
    init_variables(lhs, ExprList(&init, 1), nullptr);
  }
  if (is_invalid(object->type)) {
    object->used = true;
  }
  for (Object* other : lhs) {
    other->used = other->used || (other->type != nullptr && is_invalid(other->type));
  }
}

// Makes `type` the underlying type of the type being defined, unless that closes a circle.
void Checker::set_underlying(Named* defining, const Type* type) {
  if (defining == nullptr) {
    return;
  }
  std::vector<Object*> chain = {defining->object};
  for (const Named* next = as<Named>(type); next != nullptr;
       next = as<Named>(next->underlying)) {
    if (next == defining) {
      report_cycle(chain);
      defining->underlying = invalid_type();
      return;
    }
    chain.push_back(next->object);
    if (next->origin == defining) {
      report_cycle(chain);
      defining->underlying = invalid_type();
      return;
    }
  }
  defining->underlying = type;
}

void Checker::declare_type(Object* object, ast::TypeDecl* decl, Named* defining) {
  later([this, object] {
    if (const Named* named = as<Named>(object->type)) {
      check_valid_type(const_cast<Named*>(named));
    }
  });
  if (decl->is_alias && !decl->type_params.empty()) {
    error(decl->pos, "generic type cannot be alias");
    object->is_alias = false;
  } else if (decl->is_alias) {
    object->type = invalid_type();
    broken_aliases_.insert(object);
    const Type* type = check_type(decl->type);
    broken_aliases_.erase(object);
    object->type = type;
    return;
  }
  Named* named = package_.arena.make<Named>();
  named->name = object->name;
  named->object = object;
  named->package = package_.name;
  object->type = named;
  package_.named_types.push_back(named);
  set_underlying(defining, named);
  Scope* outer = env_.scope;
  if (!decl->type_params.empty()) {
    open_scope();
    collect_type_params(named->type_params, decl->type_params);
  }
  named->from = check_type(decl->type, named);
  env_.scope = outer;
  if (named->underlying == nullptr) {
    named->underlying = invalid_type();
  }
  if (is_type_param(named->from)) {
    error(decl->type, "cannot use a type parameter as RHS in type declaration");
    named->underlying = invalid_type();
  }
}

void Checker::collect_methods(Object* type_name) {
  auto found = methods_.find(type_name);
  if (found == methods_.end()) {
    return;
  }
  std::vector<Object*> methods = std::move(found->second);
  methods_.erase(found);
  Named* base = const_cast<Named*>(as<Named>(type_name->type));
  if (base != nullptr) {
    later([this, base] { check_field_uniqueness(base); });
  }
  std::unordered_map<std::string_view, Object*> seen;
  for (Object* method : methods) {
    auto [place, is_new] = seen.emplace(method->name, method);
    if (!is_new) {
      error(method->pos,
            message(type_name->name, ".", method->name, " redeclared in this block") +
                other_declaration(place->second));
      continue;
    }
    if (base != nullptr) {
      Method* record = package_.arena.make<Method>();
      record->name = method->name;
      record->pos = method->pos;
      record->object = method;
      record->package = package_.name;
      method->receiver_base = base;
      method_records_[method] = record;
      base->methods.push_back(record);
    }
  }
}

void Checker::check_field_uniqueness(Named* base) {
  const Struct* fields = under<Struct>(base);
  if (fields == nullptr) {
    return;
  }
  for (const Field& field : fields->fields) {
    for (const Method* method : base->methods) {
      if (field.name != "_" && method->name == field.name) {
        error(method->pos, message("field and method with the same name ", field.name) +
                               other_declaration(field.object));
      }
    }
  }
}

void Checker::declare_function(Object* object, Declaration* declaration) {
  Signature* signature = package_.arena.make<Signature>();
  object->type = signature;
  // The signature may mention the function's own method set without this being a cycle.
  uint32_t color = std::exchange(object->color, kBlack);
  ast::FuncDecl* decl = declaration->func_decl;
  function_type(signature, decl->receiver, decl->type_params, decl->signature);
  object->color = color;
  object->body->signature = signature;
  object->body->scope = signature_scopes_[signature];
  if (auto record = method_records_.find(object); record != method_records_.end()) {
    record->second->type = signature;
  }
  if (decl->body != nullptr) {
    later([this, declaration, decl, function = object->body] {
      function_body(function, declaration, decl->body, constant::Value());
    });
  }
}

}  // namespace prologo::check
