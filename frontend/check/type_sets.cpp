// Interfaces: their type sets, and which types implement them.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

namespace {

// One computation of a type set.
class Collector {
 public:
  Collector(InstanceHooks* hooks, TypeSet& set) : hooks_(hooks), set_(set) {}

  void run(const Interface* type);

 private:
  // A method on its way into the set, with the position to report duplicates at.
  struct Listed {
    const Method* method = nullptr;
    Pos pos;
  };

  void add_method(Pos at, const Method* method, bool is_explicit);
  void restrict_to(const Type* element, Pos at);
  void restrict_to(bool constrained, const Terms& terms, bool comparable);
  bool union_terms(const Union* type, Terms& terms);

  InstanceHooks* hooks_;
  TypeSet& set_;
  std::vector<Listed> list_;
};

}  // namespace

void Collector::add_method(Pos at, const Method* method, bool is_explicit) {
  for (const Listed& other : list_) {
    if (other.method->name == method->name) {
      if (hooks_ != nullptr) {
        hooks_->met_twice(at, method, other.pos, other.method, is_explicit);
      }
      return;
    }
  }
  list_.push_back({method, at});
}

// The terms of a union; false if it admits every type.
bool Collector::union_terms(const Union* type, Terms& terms) {
  for (const UnionTerm& term : type->terms) {
    const Type* u = underlying(term.type);
    if (is_invalid(u)) {
      continue;
    }
    if (const Interface* interface = as<Interface>(u)) {
      const TypeSet* inner = type_set_of(interface);
      if (!inner->constrained) {
        return false;
      }
      terms.insert(terms.end(), inner->terms.begin(), inner->terms.end());
    } else if (!term.is_tilde || identical(term.type, u)) {
      terms.push_back(term);
    }
  }
  terms = simplified(terms);
  return true;
}

// What is in the set so far and in the one given.
void Collector::restrict_to(bool constrained, const Terms& terms, bool comparable) {
  set_.comparable = set_.comparable || comparable;
  if (constrained) {
    set_.terms = set_.constrained ? intersection(set_.terms, terms) : terms;
    set_.constrained = true;
  }
  if (set_.comparable && set_.constrained) {
    std::erase_if(set_.terms, [](const UnionTerm& term) { return !is_comparable(term.type); });
    set_.comparable = false;
  }
}

void Collector::restrict_to(const Type* element, Pos at) {
  const Type* u = underlying(element);
  if (is_invalid(u)) {
    return;
  }
  if (const Interface* interface = as<Interface>(u)) {
    const TypeSet* inner = type_set_of(interface);
    for (const Method* method : inner->methods) {
      add_method(at, method, false);
    }
    return restrict_to(inner->constrained, inner->terms, inner->comparable);
  }
  const Union* whole = as<Union>(u);
  Terms terms;
  if (whole == nullptr) {
    terms.push_back({false, element});
  } else if (!union_terms(whole, terms)) {
    return;
  }
  restrict_to(true, terms, false);
}

void Collector::run(const Interface* type) {
  for (const Method* method : type->methods) {
    add_method(method->pos, method, true);
  }
  for (size_t i = 0; i < type->embedded.size(); i++) {
    restrict_to(type->embedded[i], type->embedded_positions[i]);
  }
  for (const Listed& entry : list_) {
    set_.methods.push_back(entry.method);
  }
  std::sort(set_.methods.begin(), set_.methods.end(), [](const Method* a, const Method* b) {
    return method_name_less(a->name, b->name);
  });
}

const TypeSet* Instances::compute(const Interface* type) {
  static const TypeSet kEverything;
  if (!type->complete) {
    return &kEverything;  // still being declared; not remembered
  }
  TypeSet* set = arena_.make<TypeSet>();
  const_cast<Interface*>(type)->type_set = set;  // before going on: guards against cycles
  Collector(hooks, *set).run(type);
  return set;
}

void Checker::report_duplicate_method(Pos at, const Method* method, Pos other) {
  std::string name(method->name);
  error(at, "duplicate method " + name + "\n\t" + sources_.describe(other) +
                ": other declaration of " + name);
}

void Checker::met_twice(Pos at, const Method* method, Pos other_at, const Method* other,
                        bool is_explicit) {
  if (is_explicit) {
    return report_duplicate_method(at, method, other_at);
  }
  // The same method twice is fine; its type may not be known yet.
  later([this, at, method, other_at, other] {
    if (!identical(method->type, other->type)) {
      report_duplicate_method(at, method, other_at);
    }
  });
}

static std::string pointer_to_interface_text(const Type* type) {
  bool is_param = is_type_param(under<Pointer>(type)->elem);
  return message("type ", type, " is pointer to ",
                 is_param ? "type parameter, not type parameter" : "interface, not interface");
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
      return "(" + pointer_to_interface_text(side) + ")";
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
      *reason = message(type, " does not implement ", wanted) + why;
    }
    return false;
  };
  const Interface* interface = under<Interface>(wanted);
  if (interface == nullptr) {
    return refuse(is_pointer_to_interface(wanted)
                      ? " (" + pointer_to_interface_text(wanted) + ")"
                      : message(" (", wanted, " is not an interface)"));
  }
  const TypeSet* own = is_interface(type) ? type_set_of(under<Interface>(type)) : nullptr;
  const TypeSet* set = type_set_of(interface);
  if (own != nullptr && own->constrained && own->terms.empty()) {
    return true;
  }
  if (set->constrained && set->terms.empty()) {
    if (reason != nullptr) {
      *reason = message("cannot implement ", wanted, " (empty type set)");
    }
    return false;
  }
  MissingMethod missing = missing_method(type, interface, true);
  if (missing.wanted != nullptr) {
    return refuse(" " + missing_method_reason(type, wanted, missing));
  }
  return satisfies(type, wanted, reason);
}

// Does the type, which has the methods, belong to the terms of the constraint, and can it be
// compared if that is wanted?
bool Checker::satisfies(const Type* type, const Type* wanted, std::string* reason) {
  const TypeSet& set = *type_set_of(under<Interface>(wanted));
  auto refuse = [&](const std::string& text) {
    if (reason != nullptr) {
      *reason = message(type, " does not implement ") + text;
    }
    return false;
  };
  bool wants_comparable =
      set.constrained
          ? std::all_of(set.terms.begin(), set.terms.end(),
                        [](const UnionTerm& t) { return is_strictly_comparable(t.type); })
          : set.comparable;
  bool is_fit = !wants_comparable || is_strictly_comparable(type);
  if (set.constrained && is_interface(type)) {
    if (!is_subset(*type_set_of(under<Interface>(type)), set)) {
      return refuse(message(wanted));
    }
  } else if (set.constrained) {
    const UnionTerm* near = nullptr;
    for (const UnionTerm& term : set.terms) {
      if (includes(term, type)) {
        return is_fit || refuse("comparable");
      }
      bool would_fit = !term.is_tilde && identical(term.type, underlying(term.type)) &&
                       includes({true, term.type}, type);
      near = near == nullptr && would_fit ? &term : near;
    }
    return refuse(near != nullptr ? message(wanted, " (possibly missing ~ for ", near->type,
                                            " in constraint ", wanted, ")")
                                  : message(wanted, " (", type, " missing in ") +
                                        terms_text(set.terms) + ")");
  }
  return is_fit || refuse("comparable");
}

}  // namespace prologo::check
