// Struct fields, parameters and receivers.

#include "frontend/check/checker.h"
#include "frontend/types/literal.h"
#include "support/text.h"

namespace prologo::check {

using namespace types;

// The name an embedded field gets: T of T, *T or p.T; null if the type has none of these forms.
static ast::Ident* embedded_name(ast::Expr* type, bool after_star = false) {
  if (auto* star = ast::as<ast::Unary>(type); star != nullptr && star->op == ast::Op::Mul) {
    return after_star ? nullptr : embedded_name(star->x, true);
  }
  if (auto* selected = ast::as<ast::Selector>(type)) {
    return selected->sel;
  }
  if (auto* index = ast::as<ast::Index>(type)) {
    return embedded_name(index->x, after_star);
  }
  return ast::as<ast::Ident>(type);
}

void Checker::struct_type(Struct* type, ast::StructType* expr) {
  std::vector<Field> fields;
  const Type* shared = nullptr;
  const ast::Expr* previous = nullptr;
  for (ast::Field* syntax : expr->fields) {
    if (syntax->type != previous) {
      shared = check_variable_type(syntax->type);
      previous = syntax->type;
    }
    Field field;
    field.type = shared;
    field.package = package_.name;
    if (syntax->tag != nullptr && !syntax->tag->is_bad) {
      if (syntax->tag->lit != ast::LitKind::String) {
        error(syntax->tag,
              message("invalid AST: incorrect tag syntax: ", quote(syntax->tag->text)));
      } else {
        field.has_tag = true;
        field.tag = constant::unquote_string(syntax->tag->text);
      }
    }
    if (syntax->name != nullptr) {
      field.name = syntax->name->name;
      field.pos = syntax->name->pos;
      add_field(fields, field, syntax->name);
      continue;
    }
    field.embedded = true;
    field.pos = ast::start_pos(syntax->type);
    ast::Ident* name = embedded_name(syntax->type);
    if (name == nullptr) {
      error(field.pos, message("invalid embedded field type ", syntax->type));
      field.type = invalid_type();
      field.name = "_";
      add_field(fields, field, nullptr);
      continue;
    }
    field.name = name->name;
    add_field(fields, field, nullptr);
    later([this, field] { check_embedded(field.type, field.pos); });
  }
  type->fields = std::move(fields);
  type->complete = true;
}

void Checker::add_field(std::vector<Field>& fields, Field field, ast::Ident* name) {
  for (const Field& other : fields) {
    if (field.name != "_" && other.name == field.name) {
      return error(field.pos,
                   message(field.name, " redeclared") + other_declaration(other.object));
    }
  }
  Object* object = new_object(ObjectKind::Var, field.name, field.pos);
  object->var_kind = VarKind::Field;
  object->is_embedded = field.embedded;
  object->type = field.type;
  object->used = true;
  field.object = object;
  if (name != nullptr) {
    name->object = object;
  }
  fields.push_back(std::move(field));
}

void Checker::check_embedded(const Type* type, Pos pos) {
  bool is_pointer = false;
  const Type* base = strip_pointer(type, &is_pointer);
  if (is_invalid(base)) {
    return;
  }
  if (is_basic_kind(base, BasicKind::UnsafePointer)) {
    error(pos, "embedded field type cannot be unsafe.Pointer");
  } else if (under<Pointer>(base) != nullptr) {
    error(pos, "embedded field type cannot be a pointer");
  } else if (is_type_param(base)) {
    error(pos, "embedded field type cannot be a (pointer to a) type parameter");
  } else if (is_pointer && is_interface(base)) {
    error(pos, "embedded field type cannot be a pointer to an interface");
  }
}

void Checker::function_type(Signature* signature, ast::Field* receiver,
                            std::span<ast::Field* const> type_params, ast::FuncType* expr) {
  Scope* scope = open_scope();
  signature_scopes_[signature] = scope;
  if (receiver != nullptr) {
    declare_receiver_params(signature, receiver);
  }
  if (!type_params.empty()) {
    collect_type_params(signature->type_params, type_params);
  }
  // Parameters do not hide the names that the types of later ones mention.
  Scope* names = package_.arena.make<Scope>();
  std::vector<Param> receivers;
  if (receiver != nullptr) {
    ast::Field* const list[] = {receiver};
    receivers = parameters(names, list, VarKind::Receiver, nullptr);
  }
  bool variadic = false;
  std::vector<Param> params = parameters(names, expr->params, VarKind::Param, &variadic);
  std::vector<Param> results = parameters(names, expr->results, VarKind::Result, nullptr);
  for (Object* object : names->objects) {
    object->parent = nullptr;
    declare(scope, object);
  }
  if (!receivers.empty()) {
    signature->has_receiver = true;
    signature->receiver = receivers[0];
    later([this, signature, checked = receivers[0]] { check_receiver(signature, checked); });
  }
  signature->params = std::move(params);
  signature->results = std::move(results);
  signature->variadic = variadic;
  close_scope();
}

std::vector<Param> Checker::parameters(Scope* scope, std::span<ast::Field* const> fields,
                                       VarKind kind, bool* variadic) {
  std::vector<Param> params;
  const Type* type = nullptr;
  const ast::Expr* previous = nullptr;
  bool is_variadic = false;
  for (size_t i = 0; i < fields.size(); i++) {
    ast::Field* field = fields[i];
    if (field->type != previous) {
      previous = field->type;
      ast::Expr* written = field->type;
      if (auto* dots = ast::as<ast::DotsType>(written)) {
        written = dots->element;
        is_variadic = variadic != nullptr && i + 1 == fields.size();
        if (!is_variadic) {
          error(dots, "can only use ... with final parameter in list");
        }
      }
      type = check_variable_type(written);
    }
    Pos pos = field->name != nullptr ? field->name->pos : field->pos;
    Param param;
    param.name = field->name != nullptr ? field->name->name : std::string_view();
    param.type = is_variadic ? package_.arena.make<Slice>(type) : type;
    param.pos = pos;
    param.object = new_object(ObjectKind::Var, param.name, pos);
    param.object->var_kind = kind;
    param.object->type = param.type;
    param.object->used = true;
    param.object->is_initialized = kind != VarKind::Result;
    if (field->name != nullptr) {
      field->name->object = param.object;
      declare(scope, param.object);
    }
    params.push_back(param);
  }
  if (is_variadic) {
    *variadic = true;
    record_type(fields.back()->type, Mode::TypeExpr, params.back().type, {});
  }
  return params;
}

void Checker::check_receiver(const Signature* signature, Param receiver) {
  const Type* base = strip_pointer(receiver.type);
  if (is_invalid(base)) {
    return;
  }
  const Named* named = as<Named>(base);
  if (base->kind == Kind::Basic || (named != nullptr && named->object == nullptr)) {
    return error(receiver.pos, message("cannot define new methods on non-local type ", base));
  }
  if (named == nullptr) {
    return error(receiver.pos, message("invalid receiver type ", receiver.type));
  }
  if (named->origin != nullptr && signature->receiver_type_params.empty()) {
    return error(receiver.pos,
                 message("cannot define new methods on instantiated type ", base));
  }
  const Type* u = underlying(base);
  if (is_basic_kind(base, BasicKind::UnsafePointer)) {
    error(receiver.pos, message("invalid receiver type ", base, " (unsafe.Pointer)"));
  } else if (u != nullptr && (u->kind == Kind::Pointer || u->kind == Kind::Interface)) {
    error(receiver.pos,
          message("invalid receiver type ", base, " (pointer or interface type)"));
  }
}

}  // namespace prologo::check
