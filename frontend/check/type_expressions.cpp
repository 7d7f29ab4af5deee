// Expressions that denote types.

#include "frontend/check/checker.h"
#include "frontend/types/literal.h"

namespace prologo::check {

using namespace types;

void Checker::resolve_identifier(Operand& x, ast::Ident* ident, Named* defining,
                                 bool want_type) {
  x = Operand();
  x.expr = ident;
  Object* object = lookup(ident->name);
  if (object == nullptr) {
    if (ident->is_blank()) {
      error(ident->pos, "cannot use _ as value or type");
    } else if (!has_unknown_names_) {
      error(ident->pos, message("undefined: ", ident->name));
    }
    return;
  }
  ident->object = object;
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

const Type* Checker::check_type(ast::Expr* expr, Named* defining) {
  const Type* type = type_expression(expr, defining);
  record_type(expr, Mode::TypeExpr, type, {});
  return type;
}

const Type* Checker::check_variable_type(ast::Expr* expr) {
  const Type* type = check_type(expr);
  require_variable_type(expr, type);
  return type;
}

// Interfaces that are constraints have no variables. Checked when all types are known.
void Checker::require_variable_type(ast::Expr* expr, const Type* type) {
  later([this, expr, type] {
    const Interface* interface = under<Interface>(type);
    const TypeSet* set = interface == nullptr ? nullptr : type_set_of(interface);
    if (set == nullptr || (!set->comparable && !set->constrained)) {
      return;
    }
    error(expr, message("cannot use type ", type, " outside a type constraint: interface ",
                        set->comparable ? "is (or embeds) comparable"
                                        : "contains type constraints"));
  });
}

const Type* Checker::type_name(ast::Expr* expr, Named* defining) {
  Operand x;
  if (auto* ident = ast::as<ast::Ident>(expr)) {
    resolve_identifier(x, ident, defining, true);
  } else {
    selector(x, ast::as<ast::Selector>(expr), defining);
  }
  switch (x.mode) {
    case Mode::TypeExpr:
      set_underlying(defining, x.type);
      return x.type;
    case Mode::Invalid:
      break;
    case Mode::NoValue:
      error(x, message(x, " used as type"));
      break;
    default:
      error(x, message(x, " is not a type"));
      break;
  }
  set_underlying(defining, invalid_type());
  return invalid_type();
}

const Type* Checker::type_expression(ast::Expr* expr, Named* defining) {
  switch (expr->kind) {
    case ast::ExprKind::Bad:
      break;
    case ast::ExprKind::Ident:
    case ast::ExprKind::Selector:
      return type_name(expr, defining);
    case ast::ExprKind::Index: {
      ast::Expr* generic = ast::as<ast::Index>(expr)->x;
      const Type* type = check_type(generic);
      if (!is_invalid(type)) {
        error(generic, message(type, " is not a generic type"));
      }
      break;
    }
    case ast::ExprKind::Paren:
      return check_type(ast::as<ast::Paren>(expr)->x, defining);
    case ast::ExprKind::ArrayType:
      return array_type(ast::as<ast::ArrayType>(expr), defining);
    case ast::ExprKind::SliceType: {
      Slice* type = package_.arena.make<Slice>();
      set_underlying(defining, type);
      type->elem = check_variable_type(ast::as<ast::SliceType>(expr)->element);
      return type;
    }
    case ast::ExprKind::DotsType:
      error(expr, "invalid use of '...'");
      use(ast::as<ast::DotsType>(expr)->element);
      break;
    case ast::ExprKind::StructType: {
      Struct* type = package_.arena.make<Struct>();
      set_underlying(defining, type);
      struct_type(type, ast::as<ast::StructType>(expr));
      return type;
    }
    case ast::ExprKind::FuncType: {
      Signature* type = package_.arena.make<Signature>();
      set_underlying(defining, type);
      function_type(type, nullptr, ast::as<ast::FuncType>(expr));
      return type;
    }
    case ast::ExprKind::InterfaceType: {
      Interface* type = package_.arena.make<Interface>();
      type->source = this;
      set_underlying(defining, type);
      interface_type(type, ast::as<ast::InterfaceType>(expr), defining);
      return type;
    }
    case ast::ExprKind::MapType:
      return map_type(ast::as<ast::MapType>(expr), defining);
    case ast::ExprKind::ChanType:
      return chan_type(ast::as<ast::ChanType>(expr), defining);
    default:
      if (auto* star = ast::as<ast::Unary>(expr); star != nullptr && star->op == ast::Op::Mul) {
        return pointer_type(star, defining);
      }
      error(expr, message(expr, " is not a type"));
      use(expr);
      break;
  }
  set_underlying(defining, invalid_type());
  return invalid_type();
}

const Type* Checker::array_type(ast::ArrayType* expr, Named* defining) {
  Array* type = package_.arena.make<Array>();
  set_underlying(defining, type);
  if (expr->length != nullptr) {
    type->length = array_length(expr->length);
  } else {
    error(expr, "invalid use of [...] array (outside a composite literal)");
  }
  type->elem = check_variable_type(expr->element);
  if (type->length >= 0) {
    return type;
  }
  set_underlying(defining, invalid_type());
  return invalid_type();
}

int64_t Checker::array_length(ast::Expr* expr) {
  if (auto* name = ast::as<ast::Ident>(expr)) {
    const Object* object = lookup(name->name);
    if (object == nullptr) {
      error(name, message("undeclared name ", name->name, " for array length"));
      return -1;
    }
    if (object->kind != ObjectKind::Const) {
      error(name, message("invalid array length ", name->name));
      return -1;
    }
  }
  Operand x;
  expression(x, expr);
  if (!x.is_constant()) {
    if (x.is_valid()) {
      error(x, message("array length ", x, " must be constant"));
    }
    return -1;
  }
  if (is_untyped(x.type) || is_integer(x.type)) {
    constant::Value value = constant::to_int(x.value);
    Operand length = x;
    constant::Value rounded;
    length.value = value;
    if (value.is_known() &&
        represent(length, basic(BasicKind::Int), rounded) == Failure::None) {
      std::optional<int64_t> count = constant::int64_value(value);
      if (count && *count >= 0) {
        return *count;
      }
      error(x, message("invalid array length ", x));
      return -1;
    }
  }
  error(x, message("array length ", x, " must be integer"));
  return -1;
}

const Type* Checker::pointer_type(ast::Unary* expr, Named* defining) {
  Pointer* type = package_.arena.make<Pointer>();
  type->elem = invalid_type();
  set_underlying(defining, type);
  type->elem = check_variable_type(expr->x);
  return is_invalid(type->elem) ? invalid_type() : type;
}

const Type* Checker::map_type(ast::MapType* expr, Named* defining) {
  Map* type = package_.arena.make<Map>();
  set_underlying(defining, type);
  type->key = check_variable_type(expr->key);
  type->elem = check_variable_type(expr->value);
  later([this, expr, type] {
    if (!is_comparable(type->key)) {
      error(expr->key, message("invalid map key type ", type->key));
    }
  });
  return type;
}

const Type* Checker::chan_type(ast::ChanType* expr, Named* defining) {
  Chan* type = package_.arena.make<Chan>();
  set_underlying(defining, type);
  type->dir = expr->dir == ast::ChanDir::Both       ? ChanDir::Both
              : expr->dir == ast::ChanDir::SendOnly ? ChanDir::SendOnly
                                                    : ChanDir::RecvOnly;
  type->elem = check_variable_type(expr->element);
  return type;
}

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
      field.has_tag = true;
      field.tag = constant::unquote_string(syntax->tag->text);
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

void Checker::add_field(std::vector<Field>& fields, Field field,
                        ast::Ident* name) {
  for (const Field& other : fields) {
    if (field.name != "_" && other.name == field.name) {
      return error(field.pos, message(field.name, " redeclared") +
                                  other_declaration(other.object));
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
  } else if (is_pointer && is_interface(base)) {
    error(pos, "embedded field type cannot be a pointer to an interface");
  }
}

void Checker::add_interface_method(Interface* type, ast::Field* field, Named* defining) {
  if (field->name->is_blank()) {
    return error(field->name->pos, "methods must have a unique non-blank name");
  }
  const Type* checked = check_type(field->type);
  Signature* signature = const_cast<Signature*>(as<Signature>(checked));
  if (signature == nullptr) {
    return;
  }
  signature->has_receiver = true;
  signature->receiver.type = defining != nullptr ? static_cast<const Type*>(defining) : type;
  signature->receiver.pos = field->name->pos;
  Object* object = new_object(ObjectKind::Func, field->name->name, field->name->pos);
  object->type = signature;
  object->is_method = true;
  object->receiver_base = signature->receiver.type;
  object->color = kBlack;
  field->name->object = object;
  Method* method = package_.arena.make<Method>();
  method->name = object->name;
  method->type = signature;
  method->pos = object->pos;
  method->object = object;
  method->package = package_.name;
  type->methods.push_back(method);
}

static bool is_operation(const ast::Expr* expr, ast::Op op) {
  auto* unary = ast::as<ast::Unary>(expr);
  auto* binary = ast::as<ast::Binary>(expr);
  return (unary != nullptr && unary->op == op) || (binary != nullptr && binary->op == op);
}

void Checker::add_union_terms(ast::Expr* element, std::vector<UnionTerm>& terms) {
  if (is_operation(element, ast::Op::Or)) {
    add_union_terms(ast::as<ast::Binary>(element)->x, terms);
    add_union_terms(ast::as<ast::Binary>(element)->y, terms);
    return;
  }
  bool is_tilde = is_operation(element, ast::Op::Tilde);
  terms.push_back({is_tilde, check_type(is_tilde ? ast::as<ast::Unary>(element)->x : element)});
}

// Terms of a union, checked when all types are known.
void Checker::check_union(ast::Expr* element, const std::vector<UnionTerm>& terms) {
  for (const UnionTerm& term : terms) {
    const Type* u = underlying(term.type);
    if (is_invalid(u)) {
      continue;
    }
    const Interface* interface = as<Interface>(u);
    if (term.is_tilde && interface != nullptr) {
      error(element, message("invalid use of ~ (", term.type, " is an interface)"));
    } else if (term.is_tilde && !identical(u, term.type)) {
      error(element, message("invalid use of ~ (underlying type of ", term.type, " is ", u, ")"));
    } else if (interface != nullptr && terms.size() > 1 &&
               !type_set_of(interface)->methods.empty()) {
      error(element, message("cannot use ", term.type, " in union (", term.type,
                             " contains methods)"));
    }
  }
}

// An embedded interface, or a term or union of terms of a constraint.
void Checker::add_interface_element(Interface* type, ast::Expr* element) {
  if (is_operation(element, ast::Op::Or) || is_operation(element, ast::Op::Tilde)) {
    std::vector<UnionTerm> terms;
    add_union_terms(element, terms);
    later([this, element, terms] { check_union(element, terms); });
    type->unions.push_back(std::move(terms));
    return;
  }
  type->embedded.push_back(check_type(element));
  type->embedded_positions.push_back(ast::start_pos(element));
}

void Checker::interface_type(Interface* type, ast::InterfaceType* expr, Named* defining) {
  for (ast::Field* element : expr->elements) {
    if (element->name != nullptr) {
      add_interface_method(type, element, defining);
    } else {
      add_interface_element(type, element->type);
    }
  }
  type->complete = true;
  later([this, type] { type_set_of(type); });
}

void Checker::function_type(Signature* signature, ast::Field* receiver, ast::FuncType* expr) {
  Scope* scope = open_scope();
  signature_scopes_[signature] = scope;
  // Parameters do not hide the names that the types of later ones mention.
  Scope* names = package_.arena.make<Scope>();
  std::vector<Param> receivers;
  if (receiver != nullptr) {
    ast::Field* const list[] = {receiver};
    receivers = parameters(names, list, VarKind::Receiver, nullptr);
  }
  bool variadic = false;
  signature->params = parameters(names, expr->params, VarKind::Param, &variadic);
  signature->results = parameters(names, expr->results, VarKind::Result, nullptr);
  signature->variadic = variadic;
  for (Object* object : names->objects) {
    object->parent = nullptr;
    declare(scope, object);
  }
  if (!receivers.empty()) {
    signature->has_receiver = true;
    signature->receiver = receivers[0];
    later([this, checked = receivers[0]] { check_receiver(checked); });
  }
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

void Checker::check_receiver(Param receiver) {
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
  const Type* u = underlying(base);
  if (is_basic_kind(base, BasicKind::UnsafePointer)) {
    error(receiver.pos, message("invalid receiver type ", base, " (unsafe.Pointer)"));
  } else if (u != nullptr && (u->kind == Kind::Pointer || u->kind == Kind::Interface)) {
    error(receiver.pos,
          message("invalid receiver type ", base, " (pointer or interface type)"));
  }
}

}  // namespace prologo::check
