// Interfaces: their full lists of methods, and which types implement them.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

Checker::Listed* Checker::find_listed(std::vector<Listed>& list, std::string_view name) {
  for (Listed& entry : list) {
    if (entry.method->name == name) {
      return &entry;
    }
  }
  return nullptr;
}

void Checker::report_duplicate_method(Pos at, const Method* method, Pos other) {
  std::string name(method->name);
  error(at, "duplicate method " + name + "\n\t" + sources_.describe(other) +
                ": other declaration of " + name);
}

void Checker::list_embedded_methods(const TypeSet* inner, Pos at, std::vector<Listed>& list) {
  for (const Method* method : inner->methods) {
    Listed* other = find_listed(list, method->name);
    if (other == nullptr) {
      list.push_back({method, at});
      continue;
    }
    // The same method twice is fine; its type may not be known yet.
    later([this, method, at, first = *other] {
      if (!identical(method->type, first.method->type)) {
        report_duplicate_method(at, method, first.pos);
      }
    });
  }
}

// Does the union restrict the types at all?
static bool is_constraining(const std::vector<UnionTerm>& terms) {
  return std::none_of(terms.begin(), terms.end(), [](const UnionTerm& term) {
    const Interface* interface = under<Interface>(term.type);
    if (interface == nullptr || term.is_tilde) {
      return is_invalid(underlying(term.type));
    }
    const TypeSet* set = type_set_of(interface);
    return !set->constrained && !set->comparable && set->methods.empty();
  });
}

const TypeSet* Checker::compute(const Interface* type) {
  static const TypeSet kEverything;
  if (!type->complete) {
    return &kEverything;  // still being declared; not remembered
  }
  TypeSet* set = package_.arena.make<TypeSet>();
  const_cast<Interface*>(type)->type_set = set;  // before going on: guards against cycles
  std::vector<Listed> list;
  for (const Method* method : type->methods) {
    if (Listed* other = find_listed(list, method->name)) {
      report_duplicate_method(method->pos, method, other->pos);
    } else {
      list.push_back({method, method->pos});
    }
  }
  set->constrained = std::any_of(type->unions.begin(), type->unions.end(), is_constraining);
  for (size_t i = 0; i < type->embedded.size(); i++) {
    const Interface* embedded = under<Interface>(type->embedded[i]);
    if (embedded == nullptr) {
      set->constrained = set->constrained || !is_invalid(underlying(type->embedded[i]));
      continue;
    }
    const TypeSet* inner = type_set_of(embedded);
    set->comparable = set->comparable || inner->comparable;
    set->constrained = set->constrained || inner->constrained;
    list_embedded_methods(inner, type->embedded_positions[i], list);
  }
  for (const Listed& entry : list) {
    set->methods.push_back(entry.method);
  }
  std::sort(set->methods.begin(), set->methods.end(), [](const Method* a, const Method* b) {
    return method_name_less(a->name, b->name);
  });
  return set;
}

static const Method* find_method(const TypeSet* set, std::string_view name) {
  for (const Method* method : set->methods) {
    if (method->name == name) {
      return method;
    }
  }
  return nullptr;
}

MissingMethod Checker::missing_method(const Type* type, const Interface* wanted,
                                      bool is_static) {
  const TypeSet* methods = type_set_of(wanted);
  if (const Interface* own = under<Interface>(type)) {
    const TypeSet* have = type_set_of(own);
    for (const Method* method : methods->methods) {
      const Method* same = find_method(have, method->name);
      if (same == nullptr && is_static) {
        return {method, nullptr};
      }
      if (same != nullptr && !identical(same->type, method->type)) {
        return {method, same->object};
      }
    }
    return {};
  }
  for (const Method* method : methods->methods) {
    Found found = find_member(type, false, method->name);
    bool is_exact = static_cast<bool>(found);
    if (!is_exact) {
      found = find_member(package_.arena.make<Pointer>(type), false, method->name);
    }
    if (!found) {
      found = find_member(type, false, method->name, true);
    }
    if (found.method == nullptr) {
      return {method, nullptr};
    }
    resolve_object(found.method);
    if (!is_exact || !identical(found.method->type, method->type)) {
      return {method, found.method};
    }
  }
  return {};
}

std::string Checker::method_text(const Object* method) const {
  std::string text = type_text(method->type);
  constexpr std::string_view kKeyword = "func";
  return std::string(method->name) + text.substr(kKeyword.size());
}

std::string Checker::missing_method_reason(const Type* type, const Type* wanted,
                                           const MissingMethod& missing) {
  std::string name = std::string(missing.wanted->name) + " method";
  auto signature_lines = [&] {
    Object shown;
    shown.name = missing.wanted->name;
    shown.type = missing.wanted->type;
    return "\n\t\thave " + method_text(missing.alternative) + "\n\t\twant " +
           method_text(&shown);
  };
  if (missing.alternative != nullptr) {
    if (missing.alternative->name != missing.wanted->name) {
      return "(missing " + name + ")" + signature_lines();
    }
    if (identical(missing.wanted->type, missing.alternative->type)) {
      return "(" + name + " has pointer receiver)";
    }
    return "(wrong type for " + name + ")" + signature_lines();
  }
  for (const Type* side : {type, wanted}) {
    if (is_pointer_to_interface(side)) {
      return message("(type ", side, " is pointer to interface, not interface)");
    }
  }
  return "(missing " + name + ")";
}

bool Checker::implements(const Type* type, const Type* wanted, std::string* reason) {
  const Pointer* pointer = under<Pointer>(type);
  if (is_invalid(underlying(type)) || is_invalid(underlying(wanted)) ||
      (pointer != nullptr && is_invalid(underlying(pointer->elem)))) {
    return true;
  }
  auto refuse = [&](const std::string& why) {
    if (reason != nullptr) {
      *reason = message(type, " does not implement ", wanted, " ", why);
    }
    return false;
  };
  const Interface* interface = under<Interface>(wanted);
  if (interface == nullptr) {
    return refuse(is_pointer_to_interface(wanted)
                      ? message("(type ", wanted, " is pointer to interface, not interface)")
                      : message("(", wanted, " is not an interface)"));
  }
  if (type_set_of(interface)->methods.empty()) {
    return true;
  }
  MissingMethod missing = missing_method(type, interface, true);
  if (missing.wanted == nullptr) {
    return true;
  }
  return refuse(missing_method_reason(type, wanted, missing));
}

}  // namespace prologo::check
