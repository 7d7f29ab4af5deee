// What an identifier denotes where it is used.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

// The name comes from a dot-import of the file at hand.
void Checker::use_dot_import(std::string_view name) {
  const Scope* scope = env_.scope;
  while (!scope->names.contains(name)) {
    scope = scope->outer;
  }
  for (Object* import : imports_) {
    import->used = import->used || import->parent == scope;
  }
}

void Checker::resolve_identifier(Operand& x, ast::Ident* ident, Named* defining,
                                 bool want_type) {
  x = Operand();
  x.expr = ident;
  Object* object = lookup(ident->name);
  if (object == nullptr) {
    if (auto param = blank_receiver_params_.find(ident);
        param != blank_receiver_params_.end()) {
      x.mode = Mode::TypeExpr;
      x.type = param->second;
    } else if (ident->is_blank()) {
      error(ident->pos, "cannot use _ as value or type");
    } else if (!has_unknown_names_) {
      error(ident->pos, message("undefined: ", ident->name));
    }
    return;
  }
  ident->object = object;
  if (object->parent == unsafe_scope()) {
    use_dot_import(ident->name);
  }
  if (object->type == nullptr || (object->kind == ObjectKind::TypeName && want_type)) {
    resolve_object(object, defining);
  }
  const Type* type = object->type;
  switch (object->kind) {
    case ObjectKind::PkgName:
      return error(ident->pos, message("use of package ", object->name, " not in selector"));
    case ObjectKind::Const:
      add_dependency(object);
      if (is_invalid(type)) {
        return;
      }
      x.value = object->value;
      if (object->parent == universe() && object->name == "iota") {
        if (!env_.iota.is_known()) {
          return error(ident->pos, "cannot use iota outside constant declaration");
        }
        x.value = env_.iota;
      }
      x.mode = Mode::Constant;
      break;
    case ObjectKind::TypeName:
      if (is_invalid(type) && broken_aliases_.count(object) != 0) {
        return error(ident->pos, message("invalid use of type alias ", object->name,
                                         " in recursive type (see issue #50729)"));
      }
      x.mode = Mode::TypeExpr;
      break;
    case ObjectKind::Var:
      use_variable(object);
      if (is_invalid(type)) {
        return;
      }
      x.mode = Mode::Variable;
      break;
    case ObjectKind::Func:
      add_dependency(object);
      if (is_invalid(type)) {
        return;
      }
      x.mode = Mode::Value;
      break;
    case ObjectKind::Builtin:
      x.builtin = object->builtin;
      x.mode = Mode::Builtin;
      break;
    case ObjectKind::Nil:
      x.mode = Mode::Nil;
      break;
    case ObjectKind::Label:
      return;
  }
  x.type = type;
}

void Checker::use_variable(Object* variable) {
  variable->used = true;
  add_dependency(variable);
  if (variable->function != nullptr && variable->function != env_.function) {
    variable->is_captured = true;
  }
}

}  // namespace prologo::check
