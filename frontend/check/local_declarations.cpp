// Constants, variables and types declared inside functions.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

void Checker::declare_locals(ast::DeclStmt* stmt) {
  if (!stmt->decls.empty() && stmt->decls[0]->kind == ast::DeclKind::Type &&
      is_in_generic_function()) {
    types_in_generic_functions_.push_back(stmt->pos);
  }
  ast::ConstDecl* last = nullptr;
  for (ast::Decl* decl : stmt->decls) {
    if (auto* constants = ast::as<ast::ConstDecl>(decl)) {
      declare_local_constants(constants, last);
    } else if (auto* variables = ast::as<ast::VarDecl>(decl)) {
      declare_local_variables(variables);
    } else if (auto* type = ast::as<ast::TypeDecl>(decl)) {
      declare_local_type(type);
    }
  }
}

void Checker::declare_local_constants(ast::ConstDecl* decl, ast::ConstDecl*& last) {
  size_t top = delayed_.size();
  bool inherited = decl->type == nullptr && decl->values.empty() && decl->iota_value != 0;
  if (!inherited || last == nullptr) {
    last = decl;
  }
  std::vector<Object*> objects;
  for (size_t i = 0; i < decl->names.size(); i++) {
    Object* object = new_object(ObjectKind::Const, decl->names[i]->name, decl->names[i]->pos);
    object->value = constant::make_int(decl->iota_value);
    object->function = env_.function;
    decl->names[i]->object = object;
    objects.push_back(object);
    ast::Expr* init = i < last->values.size() ? last->values[i] : nullptr;
    declare_constant(object, last->type, init, inherited);
  }
  check_arity(decl->pos, decl->names, last->values, true, inherited);
  process_delayed(top);
  for (Object* object : objects) {
    declare(env_.scope, object);
  }
}

void Checker::declare_local_variables(ast::VarDecl* decl) {
  size_t top = delayed_.size();
  std::vector<Object*> objects;
  for (ast::Ident* name : decl->names) {
    objects.push_back(new_variable(VarKind::Local, name, nullptr));
    objects.back()->is_initialized = !decl->values.empty();
  }
  bool shares_value = decl->values.size() == 1;
  for (size_t i = 0; i < objects.size(); i++) {
    if (shares_value && objects.size() > 1) {
      declare_variable(objects[i], objects, decl->type, decl->values[0]);
      break;
    }
    ast::Expr* init = i < decl->values.size() ? decl->values[i] : nullptr;
    declare_variable(objects[i], {}, decl->type, init);
  }
  if (decl->type == nullptr || !decl->values.empty()) {
    check_arity(decl->pos, decl->names, decl->values, false, false);
  }
  process_delayed(top);
  for (Object* object : objects) {
    declare(env_.scope, object);
  }
}

void Checker::declare_local_type(ast::TypeDecl* decl) {
  Object* object = new_object(ObjectKind::TypeName, decl->name->name, decl->name->pos);
  object->is_alias = decl->is_alias;
  object->function = env_.function;
  decl->name->object = object;
  declare(env_.scope, object);
  object->color = kGrey + static_cast<uint32_t>(path_.size());
  path_.push_back(object);
  declare_type(object, decl, nullptr);
  path_.pop_back();
  object->color = kBlack;
  if (const Named* named = as<Named>(object->type); named != nullptr && !object->is_alias) {
    const_cast<Named*>(named)->is_declared = true;
  }
}

}  // namespace prologo::check
