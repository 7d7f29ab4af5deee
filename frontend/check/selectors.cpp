// Selectors: fields, methods, method expressions, names of package unsafe.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

// pkg.Name; false if x.f is no such thing.
bool Checker::qualified_identifier(Operand& x, ast::Selector* expr) {
  auto* name = ast::as<ast::Ident>(expr->x);
  Object* package = name == nullptr ? nullptr : lookup(name->name);
  if (package == nullptr || package->kind != ObjectKind::PkgName) {
    return false;
  }
  name->object = package;
  package->used = true;
  if (package->import_path != "unsafe") {
    return true;  // the import was refused; x stays invalid
  }
  auto found = unsafe_scope()->names.find(expr->sel->name);
  if (found == unsafe_scope()->names.end()) {
    error(expr->sel->pos, message("undefined: ", package->name, ".", expr->sel->name));
    return true;
  }
  Object* object = found->second;
  expr->sel->object = object;
  x.mode = object->kind == ObjectKind::TypeName ? Mode::TypeExpr : Mode::Builtin;
  x.type = object->type;
  x.builtin = object->builtin;
  Selection* selection = package_.arena.make<Selection>();
  selection->kind = SelectionKind::QualifiedIdent;
  info(expr)->selection = selection;
  return true;
}

void Checker::selector(Operand& x, ast::Selector* expr, Named* defining) {
  x = Operand();
  x.expr = expr;
  if (qualified_identifier(x, expr)) {
    return;
  }
  expression_or_type(x, expr->x);
  if (x.mode == Mode::TypeExpr && defining != nullptr && x.type == defining) {
    report_cycle({defining->object});
    x.invalidate();
  } else if (x.mode == Mode::Builtin) {
    error(expr->pos, message("cannot select on ", x));
    x.invalidate();
  }
  if (!x.is_valid()) {
    x.expr = expr;
    return;
  }
  Found found = find_member(x.type, x.mode == Mode::Variable, expr->sel->name);
  if (!found) {
    report_missing_member(x, expr, found);
    x.invalidate();
  } else {
    if (found.method != nullptr) {
      resolve_object(found.method);
    }
    if (found.method != nullptr && as<Signature>(found.method->type) == nullptr) {
      x.invalidate();
    } else if (x.mode == Mode::TypeExpr) {
      method_expression(x, expr, found);
    } else {
      member_selector(x, expr, found);
    }
  }
  x.expr = expr;
}

static std::string swap_case(std::string_view name) {
  std::string other(name);
  char c = other[0];
  if (c >= 'A' && c <= 'Z') {
    other[0] = static_cast<char>(c + 32);
  } else if (c >= 'a' && c <= 'z') {
    other[0] = static_cast<char>(c - 32);
  }
  return other;
}

void Checker::report_missing_member(const Operand& x, ast::Selector* expr, const Found& found) {
  std::string_view name = expr->sel->name;
  if (is_invalid(underlying(x.type))) {
    return;
  }
  Pos at = expr->sel->pos;
  if (found.is_ambiguous) {
    return error(at, message("ambiguous selector ", x.expr, ".", name));
  }
  if (found.needs_pointer) {
    return error(at, message("cannot call pointer method ", name, " on ", x.type));
  }
  std::string why;
  if (is_pointer_to_interface(x.type)) {
    bool is_param = is_type_param(under<Pointer>(x.type)->elem);
    why = message("type ", x.type, " is pointer to ",
                  is_param ? "type parameter, not type parameter" : "interface, not interface");
  } else {
    why = message("type ", x.type, " has no field or method ", name);
    std::string other = swap_case(name);
    if (find_member(x.type, x.mode == Mode::Variable, other)) {
      why += ", but does have " + other;
    }
  }
  error(at, message(x.expr, ".", name, " undefined (", why, ")"));
}

Selection* Checker::record_selection(ast::Selector* expr, SelectionKind kind,
                                     const Type* receiver, const Found& found) {
  Selection* selection = package_.arena.make<Selection>();
  selection->kind = kind;
  selection->receiver = receiver;
  selection->path = found.path;
  selection->method = found.method;
  selection->is_indirect = found.is_indirect;
  selection->is_interface_method =
      found.method != nullptr && is_interface(found.method->receiver_base);
  expr->sel->object = found.method != nullptr ? found.method : found.field->object;
  info(expr)->selection = selection;
  return selection;
}

// T.m: a function whose first parameter is the receiver.
void Checker::method_expression(Operand& x, ast::Selector* expr, Found& found) {
  if (found.method == nullptr) {
    error(expr->sel->pos, message(x.expr, ".", expr->sel->name, " undefined (type ", x.type,
                                  " has no method ", expr->sel->name, ")"));
    x.invalidate();
    return;
  }
  record_selection(expr, SelectionKind::MethodExpr, x.type, found);
  const Signature* method = as<Signature>(found.method->type);
  if (!method->has_receiver) {
    error(expr, "illegal cycle in method declaration");
    x.invalidate();
    return;
  }
  Signature* function = package_.arena.make<Signature>(*method);
  Param receiver = method->receiver;
  receiver.type = x.type;
  receiver.object = nullptr;
  bool has_names = !method->params.empty() && !method->params[0].name.empty();
  if (!has_names) {
    receiver.name = "";
  } else if (receiver.name.empty()) {
    receiver.name = "_";
  }
  function->has_receiver = false;
  function->receiver = Param();
  function->params.insert(function->params.begin(), receiver);
  x.mode = Mode::Value;
  x.type = function;
  add_dependency(found.method);
}

void Checker::member_selector(Operand& x, ast::Selector* expr, Found& found) {
  const Type* receiver = x.type;
  if (found.field != nullptr) {
    record_selection(expr, SelectionKind::Field, receiver, found);
    x.mode = x.mode == Mode::Variable || found.is_indirect ? Mode::Variable : Mode::Value;
    x.type = found.field->type;
    return;
  }
  Selection* selection = record_selection(expr, SelectionKind::Method, receiver, found);
  if (!selection->is_interface_method) {
    const Type* holder = found.path.empty() ? receiver : found.path.back().field->type;
    bool is_pointer = as<Pointer>(holder) != nullptr;
    selection->takes_address = found.method->has_pointer_receiver && !is_pointer;
    selection->dereferences = !found.method->has_pointer_receiver && is_pointer;
    if (selection->takes_address) {
      mark_address_taken(expr->x);
    }
  }
  Signature* function = package_.arena.make<Signature>(*as<Signature>(found.method->type));
  function->has_receiver = false;
  function->receiver = Param();
  x.mode = Mode::Value;
  x.type = function;
  add_dependency(found.method);
}

}  // namespace prologo::check
