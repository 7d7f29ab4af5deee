#include "frontend/types/type_params.h"

#include <algorithm>
#include <optional>

#include "frontend/types/relations.h"

namespace prologo::types {

bool are_disjoint(const UnionTerm& x, const UnionTerm& y) {
  const Type* left = y.is_tilde ? underlying(x.type) : x.type;
  const Type* right = x.is_tilde ? underlying(y.type) : y.type;
  return !identical(left, right);
}

bool includes(const UnionTerm& term, const Type* type) {
  return identical(term.type, term.is_tilde ? underlying(type) : type);
}

static bool is_subset(const UnionTerm& x, const UnionTerm& y) {
  return !are_disjoint(x, y) && (!x.is_tilde || y.is_tilde);
}

Terms simplified(const Terms& terms) {
  Terms result;
  for (UnionTerm term : terms) {
    bool is_covered = false;
    for (UnionTerm& known : result) {
      if (!are_disjoint(known, term)) {
        known = known.is_tilde || !term.is_tilde ? known : term;
        is_covered = true;
        break;
      }
    }
    if (!is_covered) {
      result.push_back(term);
    }
  }
  return result;
}

Terms intersection(const Terms& x, const Terms& y) {
  Terms common;
  for (const UnionTerm& left : x) {
    for (const UnionTerm& right : y) {
      if (!are_disjoint(left, right)) {
        common.push_back(!left.is_tilde || right.is_tilde ? left : right);
      }
    }
  }
  return simplified(common);
}

bool is_subset(const TypeSet& x, const TypeSet& y) {
  if (!y.constrained) {
    return true;
  }
  return x.constrained && std::all_of(x.terms.begin(), x.terms.end(), [&](const UnionTerm& a) {
           return std::any_of(y.terms.begin(), y.terms.end(),
                              [&](const UnionTerm& b) { return is_subset(a, b); });
         });
}

bool same_terms(const TypeSet& x, const TypeSet& y) {
  return x.constrained == y.constrained && is_subset(x, y) && is_subset(y, x);
}

std::string terms_text(const Terms& terms) {
  std::string text;
  for (const UnionTerm& term : terms) {
    text += text.empty() ? "" : " | ";
    text += term.is_tilde ? "~" : "";
    text += type_text(term.type, Qualify::Always);
  }
  return text.empty() ? "∅" : text;
}

static const TypeSet& set_of(const TypeParam* type) {
  return *type_set_of(as<Interface>(underlying(type)));
}

bool all_terms(const TypeParam* type, const std::function<bool(const UnionTerm*)>& test) {
  const TypeSet& set = set_of(type);
  if (!set.constrained || set.terms.empty()) {
    return test(nullptr);
  }
  return std::all_of(set.terms.begin(), set.terms.end(),
                     [&](const UnionTerm& term) { return test(&term); });
}

bool under_is(const Type* type, const std::function<bool(const Type*)>& test) {
  const TypeParam* param = as<TypeParam>(type);
  if (param == nullptr) {
    return test(underlying(type));
  }
  return all_terms(param, [&](const UnionTerm* term) {
    return test(term == nullptr ? nullptr : underlying(term->type));
  });
}

bool all_basic(const Type* type, unsigned flags) {
  const TypeParam* param = as<TypeParam>(type);
  if (param == nullptr) {
    return is_basic(type, flags);
  }
  return all_terms(param, [flags](const UnionTerm* term) {
    return term != nullptr && is_basic(term->type, flags);
  });
}

// One type for both, or null.
static const Type* match(const Type* x, const Type* y) {
  if (identical(x, y)) {
    return x;
  }
  const Chan* left = as<Chan>(x);
  const Chan* right = as<Chan>(y);
  if (left == nullptr || right == nullptr || !identical(left->elem, right->elem)) {
    return nullptr;
  }
  return left->dir == ChanDir::Both ? y : right->dir == ChanDir::Both ? x : nullptr;
}

static const Type* bytes_type() {
  static const Slice bytes(byte_type());
  return &bytes;
}

static const Type* common_type(const Type* type, bool string_is_bytes) {
  if (!is_type_param(type)) {
    return underlying(type);
  }
  const Type* common = nullptr;
  bool has_string = false;
  bool has_one = under_is(type, [&](const Type* term) {
    if (term != nullptr && string_is_bytes && is_string(term)) {
      term = bytes_type();
      has_string = true;
    }
    common = common == nullptr || term == nullptr ? term : match(common, term);
    return common != nullptr;
  });
  if (!has_one) {
    return nullptr;
  }
  return has_string ? basic(BasicKind::String) : common;
}

const Type* core_type(const Type* type) { return common_type(type, false); }

const Type* core_or_string(const Type* type) { return common_type(type, true); }

int param_index(const std::vector<const TypeParam*>& params, const Type* type) {
  auto found = std::find(params.begin(), params.end(), type);
  return found == params.end() ? -1 : static_cast<int>(found - params.begin());
}

namespace {

// Looks for type parameters inside a type.
class Mentions {
 public:
  explicit Mentions(const std::vector<const TypeParam*>* params) : params_(params) {}

  bool in(const Type* type);

 private:
  bool in_params(const std::vector<Param>& list);
  bool in_interface(const Interface& type);

  const std::vector<const TypeParam*>* params_;  // null: any
  std::vector<const Type*> open_;
  int open_interfaces_ = 0;  // no type without type arguments holds itself but through one
};

}  // namespace

bool Mentions::in_params(const std::vector<Param>& list) {
  return std::any_of(list.begin(), list.end(), [this](const Param& p) { return in(p.type); });
}

bool Mentions::in_interface(const Interface& type) {
  const TypeSet& set = *type_set_of(&type);
  return std::any_of(set.methods.begin(), set.methods.end(),
                     [this](const Method* method) { return in(method->type); }) ||
         std::any_of(set.terms.begin(), set.terms.end(),
                     [this](const UnionTerm& term) { return in(term.type); });
}

bool Mentions::in(const Type* type) {
  if (type == nullptr || (open_interfaces_ > 0 &&
                          std::find(open_.begin(), open_.end(), type) != open_.end())) {
    return false;
  }
  const int is_interface = type->kind == Kind::Interface ? 1 : 0;
  open_.push_back(type);
  open_interfaces_ += is_interface;
  bool found = false;
  switch (type->kind) {
    case Kind::Basic:
      break;
    case Kind::Named:
      found = std::any_of(as<Named>(type)->type_args.begin(), as<Named>(type)->type_args.end(),
                          [this](const Type* arg) { return in(arg); });
      break;
    case Kind::Pointer:
      found = in(as<Pointer>(type)->elem);
      break;
    case Kind::Array:
      found = in(as<Array>(type)->elem);
      break;
    case Kind::Slice:
      found = in(as<Slice>(type)->elem);
      break;
    case Kind::Map:
      found = in(as<Map>(type)->key) || in(as<Map>(type)->elem);
      break;
    case Kind::Chan:
      found = in(as<Chan>(type)->elem);
      break;
    case Kind::Struct:
      found = std::any_of(as<Struct>(type)->fields.begin(), as<Struct>(type)->fields.end(),
                          [this](const Field& field) { return in(field.type); });
      break;
    case Kind::Signature:
      found = in_params(as<Signature>(type)->params) || in_params(as<Signature>(type)->results);
      break;
    case Kind::Interface:
      found = in_interface(*as<Interface>(type));
      break;
    case Kind::Tuple:
      found = in_params(as<Tuple>(type)->items);
      break;
    case Kind::TypeParam:
      found = params_ == nullptr || param_index(*params_, type) >= 0;
      break;
    case Kind::Union:
      found = std::any_of(as<Union>(type)->terms.begin(), as<Union>(type)->terms.end(),
                          [this](const UnionTerm& term) { return in(term.type); });
      break;
  }
  open_interfaces_ -= is_interface;
  open_.pop_back();
  return found;
}

bool mentions(const std::vector<const TypeParam*>& params, const Type* type) {
  return Mentions(&params).in(type);
}

bool mentions_any_param(const Type* type) { return Mentions(nullptr).in(type); }

}  // namespace prologo::types
