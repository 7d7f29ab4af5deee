#include "frontend/types/relations.h"

#include <algorithm>

#include "frontend/types/type_params.h"
#include "frontend/types/upper.h"

namespace prologo::types {

static constexpr uint16_t kUnsignedInt = kInteger | kUnsigned;

static constexpr Basic kBasics[] = {
    {BasicKind::Invalid, 0, "invalid type"},
    {BasicKind::Bool, kBoolean, "bool"},
    {BasicKind::Int, kInteger, "int"},
    {BasicKind::Int8, kInteger, "int8"},
    {BasicKind::Int16, kInteger, "int16"},
    {BasicKind::Int32, kInteger, "int32"},
    {BasicKind::Int64, kInteger, "int64"},
    {BasicKind::Uint, kUnsignedInt, "uint"},
    {BasicKind::Uint8, kUnsignedInt, "uint8"},
    {BasicKind::Uint16, kUnsignedInt, "uint16"},
    {BasicKind::Uint32, kUnsignedInt, "uint32"},
    {BasicKind::Uint64, kUnsignedInt, "uint64"},
    {BasicKind::Uintptr, kUnsignedInt, "uintptr"},
    {BasicKind::Float32, kFloat, "float32"},
    {BasicKind::Float64, kFloat, "float64"},
    {BasicKind::Complex64, kComplex, "complex64"},
    {BasicKind::Complex128, kComplex, "complex128"},
    {BasicKind::String, kString, "string"},
    {BasicKind::UnsafePointer, 0, "unsafe.Pointer"},
    {BasicKind::UntypedBool, kBoolean | kUntyped, "untyped bool"},
    {BasicKind::UntypedInt, kInteger | kUntyped, "untyped int"},
    {BasicKind::UntypedRune, kInteger | kUntyped, "untyped rune"},
    {BasicKind::UntypedFloat, kFloat | kUntyped, "untyped float"},
    {BasicKind::UntypedComplex, kComplex | kUntyped, "untyped complex"},
    {BasicKind::UntypedString, kString | kUntyped, "untyped string"},
    {BasicKind::UntypedNil, kUntyped, "untyped nil"},
};

static constexpr Basic kByte{BasicKind::Uint8, kUnsignedInt, "byte"};
static constexpr Basic kRune{BasicKind::Int32, kInteger, "rune"};

const Basic* basic(BasicKind kind) { return &kBasics[static_cast<size_t>(kind)]; }

const Basic* byte_type() { return &kByte; }

const Basic* rune_type() { return &kRune; }

namespace {

// The interfaces of the universe, made once.
struct Predeclared {
  TypeSet no_methods;
  TypeSet comparable_set;
  TypeSet error_set;
  Interface any;
  Interface empty;
  Interface comparable_underlying;
  Interface error_underlying;
  Signature error_signature;
  Method error_method;
  Named comparable_named;
  Named error_named;

  Predeclared() {
    any.complete = empty.complete = true;
    comparable_underlying.complete = error_underlying.complete = true;
    any.type_set = &no_methods;
    empty.type_set = &no_methods;
    comparable_set.comparable = true;
    comparable_underlying.type_set = &comparable_set;
    comparable_named.name = "comparable";
    comparable_named.underlying = &comparable_underlying;
    error_signature.results.push_back({"", basic(BasicKind::String), {}, nullptr});
    error_signature.has_receiver = true;
    error_signature.receiver.type = &error_named;
    error_method.name = "Error";
    error_method.type = &error_signature;
    error_set.methods.push_back(&error_method);
    error_underlying.methods.push_back(&error_method);
    error_underlying.type_set = &error_set;
    error_named.name = "error";
    error_named.underlying = &error_underlying;
  }
};

Predeclared& predeclared() {
  static Predeclared instance;
  return instance;
}

}  // namespace

const Named* error_type() { return &predeclared().error_named; }

const Named* comparable_type() { return &predeclared().comparable_named; }

const Interface* comparable_interface() { return &predeclared().comparable_underlying; }

const Interface* any_type() { return &predeclared().any; }

const Interface* empty_interface() { return &predeclared().empty; }

bool is_basic(const Type* type, unsigned flags) {
  const Basic* b = under<Basic>(type);
  return b != nullptr && (b->flags & flags) != 0;
}

bool is_untyped(const Type* type) {
  const Basic* b = as<Basic>(type);
  return b != nullptr && (b->flags & kUntyped) != 0;
}

bool is_invalid(const Type* type) {
  const Basic* b = as<Basic>(type);
  return type == nullptr || (b != nullptr && b->basic == BasicKind::Invalid);
}

bool is_basic_kind(const Type* type, BasicKind kind) {
  const Basic* b = under<Basic>(type);
  return b != nullptr && b->basic == kind;
}

bool is_interface(const Type* type) { return under<Interface>(type) != nullptr; }

bool is_type_param(const Type* type) { return as<TypeParam>(type) != nullptr; }

bool is_plain_interface(const Type* type) { return is_interface(type) && !is_type_param(type); }

bool is_generic(const Type* type) {
  const Named* named = as<Named>(type);
  return named != nullptr && named->origin == nullptr && !named->type_params.empty();
}

const TypeSet* type_set_of(const Interface* type) {
  return type->type_set == nullptr ? type->source->compute(type) : type->type_set;
}

bool is_pointer_to_interface(const Type* type) {
  const Pointer* pointer = under<Pointer>(type);
  return pointer != nullptr && is_interface(pointer->elem);
}

bool is_bytes_or_runes(const Type* type) {
  const Slice* slice = under<Slice>(type);
  return slice != nullptr && (is_basic_kind(slice->elem, BasicKind::Uint8) ||
                              is_basic_kind(slice->elem, BasicKind::Int32));
}

bool has_name(const Type* type) {
  return type->kind == Kind::Basic || type->kind == Kind::Named ||
         type->kind == Kind::TypeParam;
}

bool has_nil(const Type* type) {
  const Type* u = underlying(type);
  if (u == nullptr) {
    return false;
  }
  switch (u->kind) {
    case Kind::Basic:
      return static_cast<const Basic*>(u)->basic == BasicKind::UnsafePointer;
    case Kind::Slice:
    case Kind::Pointer:
    case Kind::Signature:
    case Kind::Map:
    case Kind::Chan:
      return true;
    case Kind::Interface:
      return !is_type_param(type) ||
             under_is(type, [](const Type* term) { return term != nullptr && has_nil(term); });
    default:
      return false;
  }
}

using Seen = std::vector<const Type*>;

static bool comparable_walk(const Type* type, bool dynamic, Seen& seen, std::string* cause);

static bool is_comparable_set(const TypeSet& set, Seen& seen) {
  if (!set.constrained) {
    return set.comparable;
  }
  return !set.terms.empty() &&
         std::all_of(set.terms.begin(), set.terms.end(), [&](const UnionTerm& term) {
           return comparable_walk(term.type, false, seen, nullptr);
         });
}

// `dynamic`: comparing may panic, as that of interfaces holding slices does.
static bool comparable_walk(const Type* type, bool dynamic, Seen& seen, std::string* cause) {
  if (std::find(seen.begin(), seen.end(), type) != seen.end()) {
    return true;
  }
  if (type != nullptr && (type->kind == Kind::Named || type->kind == Kind::TypeParam)) {
    seen.push_back(type);
  }
  const Type* u = underlying(type);
  if (u == nullptr) {
    return true;
  }
  switch (u->kind) {
    case Kind::Basic:
      return static_cast<const Basic*>(u)->basic != BasicKind::UntypedNil;
    case Kind::Pointer:
    case Kind::Chan:
      return true;
    case Kind::Interface: {
      const TypeSet& set = *type_set_of(static_cast<const Interface*>(u));
      if ((dynamic && !is_type_param(type)) || is_comparable_set(set, seen)) {
        return true;
      }
      if (cause != nullptr) {
        *cause = set.constrained && set.terms.empty() ? "empty type set"
                                                      : "incomparable types in type set";
      }
      return false;
    }
    case Kind::Struct:
      for (const Field& field : static_cast<const Struct*>(u)->fields) {
        if (!comparable_walk(field.type, dynamic, seen, nullptr)) {
          if (cause != nullptr) {
            *cause = "struct containing " + type_text(field.type) + " cannot be compared";
          }
          return false;
        }
      }
      return true;
    case Kind::Array:
      if (!comparable_walk(static_cast<const Array*>(u)->elem, dynamic, seen, nullptr)) {
        if (cause != nullptr) {
          *cause = type_text(u) + " cannot be compared";
        }
        return false;
      }
      return true;
    default:
      return false;
  }
}

bool is_comparable(const Type* type, std::string* cause) {
  Seen seen;
  return comparable_walk(type, true, seen, cause);
}

bool is_strictly_comparable(const Type* type) {
  Seen seen;
  return comparable_walk(type, false, seen, nullptr);
}

namespace {

// Compares two types; interface pairs under comparison are taken as identical when met again.
class Comparison {
 public:
  explicit Comparison(bool tags) : tags_(tags) {}

  bool same(const Type* x, const Type* y);

 private:
  bool same_struct(const Struct& x, const Struct& y);
  bool same_signature(const Signature& x, const Signature& y);
  bool same_params(const std::vector<Param>& x, const std::vector<Param>& y);
  bool same_interface(const Interface& x, const Interface& y);
  bool same_instance(const Named& x, const Named& y);

  bool tags_;
  std::vector<std::pair<const Interface*, const Interface*>> open_;
};

}  // namespace

bool Comparison::same_struct(const Struct& x, const Struct& y) {
  if (x.fields.size() != y.fields.size()) {
    return false;
  }
  for (size_t i = 0; i < x.fields.size(); i++) {
    const Field& f = x.fields[i];
    const Field& g = y.fields[i];
    if (f.embedded != g.embedded || (tags_ && f.tag != g.tag) || f.name != g.name ||
        !same(f.type, g.type)) {
      return false;
    }
  }
  return true;
}

bool Comparison::same_params(const std::vector<Param>& x, const std::vector<Param>& y) {
  return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                    [this](const Param& a, const Param& b) { return same(a.type, b.type); });
}

bool Comparison::same_signature(const Signature& x, const Signature& y) {
  return x.variadic == y.variadic && x.type_params.size() == y.type_params.size() &&
         same_params(x.params, y.params) && same_params(x.results, y.results);
}

// Instances of one generic type with identical type arguments.
bool Comparison::same_instance(const Named& x, const Named& y) {
  return x.origin != nullptr && x.origin == y.origin &&
         std::equal(x.type_args.begin(), x.type_args.end(), y.type_args.begin(),
                    y.type_args.end(),
                    [this](const Type* a, const Type* b) { return same(a, b); });
}

bool Comparison::same_interface(const Interface& x, const Interface& y) {
  const TypeSet& a = *type_set_of(&x);
  const TypeSet& b = *type_set_of(&y);
  if (a.comparable != b.comparable || !same_terms(a, b) ||
      a.methods.size() != b.methods.size()) {
    return false;
  }
  for (auto& [p, q] : open_) {
    if ((p == &x && q == &y) || (p == &y && q == &x)) {
      return true;
    }
  }
  open_.emplace_back(&x, &y);
  bool equal = true;
  for (size_t i = 0; i < a.methods.size() && equal; i++) {
    equal = a.methods[i]->name == b.methods[i]->name &&
            same(a.methods[i]->type, b.methods[i]->type);
  }
  open_.pop_back();
  return equal;
}

bool Comparison::same(const Type* x, const Type* y) {
  if (x == y) {
    return true;
  }
  if (x == nullptr || y == nullptr || x->kind != y->kind) {
    return false;
  }
  switch (x->kind) {
    case Kind::Basic:
      return as<Basic>(x)->basic == as<Basic>(y)->basic;
    case Kind::Named:
      return same_instance(*as<Named>(x), *as<Named>(y));
    case Kind::TypeParam:
    case Kind::Union:
      return false;
    case Kind::Pointer:
      return same(as<Pointer>(x)->elem, as<Pointer>(y)->elem);
    case Kind::Array: {
      int64_t m = as<Array>(x)->length;
      int64_t n = as<Array>(y)->length;
      return (m < 0 || n < 0 || m == n) && same(as<Array>(x)->elem, as<Array>(y)->elem);
    }
    case Kind::Slice:
      return same(as<Slice>(x)->elem, as<Slice>(y)->elem);
    case Kind::Map:
      return same(as<Map>(x)->key, as<Map>(y)->key) && same(as<Map>(x)->elem, as<Map>(y)->elem);
    case Kind::Chan:
      return as<Chan>(x)->dir == as<Chan>(y)->dir && same(as<Chan>(x)->elem, as<Chan>(y)->elem);
    case Kind::Struct:
      return same_struct(*as<Struct>(x), *as<Struct>(y));
    case Kind::Signature:
      return same_signature(*as<Signature>(x), *as<Signature>(y));
    case Kind::Interface:
      return same_interface(*as<Interface>(x), *as<Interface>(y));
    case Kind::Tuple:
      return same_params(as<Tuple>(x)->items, as<Tuple>(y)->items);
  }
  return false;
}

bool identical(const Type* x, const Type* y) { return Comparison(true).same(x, y); }

bool identical_ignoring_tags(const Type* x, const Type* y) {
  return Comparison(false).same(x, y);
}

const Type* default_type(const Type* type) {
  const Basic* b = as<Basic>(type);
  if (b == nullptr) {
    return type;
  }
  switch (b->basic) {
    case BasicKind::UntypedBool:
      return basic(BasicKind::Bool);
    case BasicKind::UntypedInt:
      return basic(BasicKind::Int);
    case BasicKind::UntypedRune:
      return rune_type();
    case BasicKind::UntypedFloat:
      return basic(BasicKind::Float64);
    case BasicKind::UntypedComplex:
      return basic(BasicKind::Complex128);
    case BasicKind::UntypedString:
      return basic(BasicKind::String);
    default:
      return type;
  }
}

const Type* strip_pointer(const Type* type, bool* was_pointer) {
  const Pointer* pointer = as<Pointer>(type);
  if (was_pointer != nullptr) {
    *was_pointer = pointer != nullptr;
  }
  if (pointer == nullptr) {
    return type;
  }
  return pointer->elem == nullptr ? invalid_type() : pointer->elem;
}

bool is_exported(std::string_view name) {
  if (name.empty()) {
    return false;
  }
  auto first = static_cast<unsigned char>(name[0]);
  if (first < 0x80) {
    return first >= 'A' && first <= 'Z';
  }
  return is_upper_rune(name);
}

bool method_name_less(std::string_view a, std::string_view b) {
  bool exported = is_exported(a);
  return exported != is_exported(b) ? exported : a < b;
}

}  // namespace prologo::types
