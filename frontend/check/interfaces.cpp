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

static void flatten_union(ast::Expr* element, std::vector<ast::Expr*>& parts) {
  if (is_operation(element, ast::Op::Or)) {
    flatten_union(ast::as<ast::Binary>(element)->x, parts);
    element = ast::as<ast::Binary>(element)->y;
  }
  parts.push_back(element);
}

UnionTerm Checker::union_term(ast::Expr* element) {
  bool is_tilde = is_operation(element, ast::Op::Tilde);
  ast::Expr* written = is_tilde ? ast::as<ast::Unary>(element)->x : element;
  const Type* type = check_type(written);
  if (is_type_param(type)) {
    error(written, is_tilde ? message("type in term ", element, " cannot be a type parameter")
                            : std::string("term cannot be a type parameter"));
    type = invalid_type();
  }
  return {is_tilde, type};
}

void Checker::check_union_interface(ast::Expr* at, const UnionTerm& term) {
  const TypeSet* set = type_set_of(under<Interface>(term.type));
  std::string text = terms_text({term});
  if (!set->methods.empty()) {
    error(at, message("cannot use ", text, " in union (", text, " contains methods)"));
  } else if (term.type == comparable_type()) {
    error(at, "cannot use comparable in union");
  } else if (set->comparable) {
    error(at, message("cannot use ", text, " in union (", text, " embeds comparable)"));
  }
}

// Terms of a union, checked when all types are known.
void Checker::check_union(const std::vector<ast::Expr*>& written, const Terms& terms) {
  for (size_t i = 0; i < terms.size(); i++) {
    const UnionTerm& term = terms[i];
    const Type* u = underlying(term.type);
    if (is_invalid(term.type)) {
      continue;
    }
    if (term.is_tilde && is_interface(u)) {
      error(written[i], message("invalid use of ~ (", term.type, " is an interface)"));
    } else if (term.is_tilde && !identical(u, term.type)) {
      error(written[i],
            message("invalid use of ~ (underlying type of ", term.type, " is ", u, ")"));
    } else if (is_interface(u)) {
      check_union_interface(written[i], term);
    } else {
      for (size_t j = 0; j < i; j++) {
        bool is_concrete = !is_invalid(terms[j].type) && !is_interface(terms[j].type);
        if (is_concrete && !are_disjoint(terms[j], term)) {
          error(written[i],
                "overlapping terms " + terms_text({term}) + " and " + terms_text({terms[j]}));
          break;
        }
      }
    }
  }
}

// An embedded type, or a union of terms.
const Type* Checker::union_type(ast::Expr* element) {
  constexpr size_t kMostTerms = 100;
  std::vector<ast::Expr*> parts;
  flatten_union(element, parts);
  std::vector<ast::Expr*> written;
  Union* type = package_.arena.make<Union>();
  for (ast::Expr* part : parts) {
    UnionTerm term = union_term(part);
    if (parts.size() == 1 && !term.is_tilde) {
      return term.type;
    }
    if (type->terms.size() >= kMostTerms) {
      error(part, "cannot handle more than 100 union terms (implementation limitation)");
      return invalid_type();
    }
    type->terms.push_back(term);
    written.push_back(part);
  }
  later([this, type, written = std::move(written)] { check_union(written, type->terms); });
  return type;
}

// An embedded interface, or a term or union of terms of a constraint.
void Checker::add_interface_element(Interface* type, ast::Expr* element) {
  type->embedded.push_back(union_type(element));
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
