// Interface types: methods, embedded interfaces, terms of constraints.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

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
      error(element,
            message("invalid use of ~ (underlying type of ", term.type, " is ", u, ")"));
    } else if (interface != nullptr && terms.size() > 1 &&
               !type_set_of(interface)->methods.empty()) {
      error(element,
            message("cannot use ", term.type, " in union (", term.type, " contains methods)"));
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
  std::stable_sort(
      type->methods.begin(), type->methods.end(),
      [](const Method* a, const Method* b) { return method_name_less(a->name, b->name); });
  type->complete = true;
  later([this, type] { type_set_of(type); });
}

}  // namespace prologo::check
