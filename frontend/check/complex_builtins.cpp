// complex, real and imag.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;
using constant::Value;

// The complex type with parts of a float type, or the other way round; null if there is none.
static const Type* complex_of(const Type* part) {
  const Basic* b = under<Basic>(part);
  switch (b == nullptr ? BasicKind::Invalid : b->basic) {
    case BasicKind::Float32:
      return basic(BasicKind::Complex64);
    case BasicKind::Float64:
      return basic(BasicKind::Complex128);
    case BasicKind::UntypedFloat:
      return basic(BasicKind::UntypedComplex);
    default:
      return nullptr;
  }
}

static const Type* part_of(const Type* whole) {
  const Basic* b = under<Basic>(whole);
  switch (b == nullptr ? BasicKind::Invalid : b->basic) {
    case BasicKind::Complex64:
      return basic(BasicKind::Float32);
    case BasicKind::Complex128:
      return basic(BasicKind::Float64);
    case BasicKind::UntypedComplex:
      return basic(BasicKind::UntypedFloat);
    default:
      return nullptr;
  }
}

// `function` of the type of x. Of a type parameter it would be a type parameter with as many
// terms, which Go 1.19 does not have.
const Type* Checker::map_terms(const Type* (*function)(const Type*), const Operand& x,
                               Builtin id) {
  const TypeParam* param = as<TypeParam>(x.type);
  if (param == nullptr) {
    return function(x.type);
  }
  Union* terms = package_.arena.make<Union>();
  bool is_defined = all_terms(param, [&](const UnionTerm* term) {
    const Type* result = term == nullptr ? nullptr : function(term->type);
    terms->terms.push_back({term != nullptr && term->is_tilde, result});
    return result != nullptr;
  });
  if (!is_defined) {
    return nullptr;
  }
  error(x, message(x, " not supported as argument to ", builtin_name(id),
                   " for go1.18 (see issue #50937)"));
  TypeParam* result = package_.arena.make<TypeParam>();
  result->name = param->name;
  result->object = param->object;
  result->around.source = package_.instances.get();
  result->constraint = terms;
  return result;
}

bool Checker::builtin_complex(Operand& x, ast::Call* expr, Operand y) {
  if (!y.is_valid()) {
    return false;
  }
  bool both_constant = x.is_constant() && y.is_constant();
  if (is_untyped(x.type) && is_untyped(y.type)) {
    for (Operand* part : {&x, &y}) {
      if (!both_constant) {
        // Holds a shift whose type is still open; parts of complex numbers are floats.
        convert_untyped(*part, basic(BasicKind::Float64));
      } else if (is_numeric(part->type) && constant::sign(constant::imag(part->value)) == 0) {
        part->type = basic(BasicKind::UntypedFloat);
      }
    }
  } else if (is_untyped(x.type)) {
    convert_untyped(x, y.type);
  } else if (is_untyped(y.type)) {
    convert_untyped(y, x.type);
  }
  if (!x.is_valid() || !y.is_valid()) {
    return false;
  }
  if (!identical(x.type, y.type)) {
    error(x, message("invalid operation: ", static_cast<ast::Expr*>(expr),
                     " (mismatched types ", x.type, " and ", y.type, ")"));
    return false;
  }
  const Type* result = map_terms(complex_of, x, Builtin::Complex);
  if (result == nullptr) {
    error(x, message("invalid argument: arguments have type ", x.type,
                     ", expected floating-point"));
    return false;
  }
  if (both_constant) {
    x.value = constant::make_complex(constant::to_float(x.value), constant::to_float(y.value));
  } else {
    x.mode = Mode::Value;
  }
  x.type = result;
  return true;
}

bool Checker::builtin_part(Operand& x, Builtin id) {
  if (is_untyped(x.type)) {
    if (!x.is_constant()) {
      convert_untyped(x, basic(BasicKind::Complex128));
      if (!x.is_valid()) {
        return false;
      }
    } else if (is_numeric(x.type)) {
      x.type = basic(BasicKind::UntypedComplex);
    }
  }
  const Type* result = map_terms(part_of, x, id);
  if (result == nullptr) {
    error(x,
          message("invalid argument: argument has type ", x.type, ", expected complex type"));
    return false;
  }
  if (x.is_constant()) {
    x.value = id == Builtin::Real ? constant::real(x.value) : constant::imag(x.value);
  } else {
    x.mode = Mode::Value;
  }
  x.type = result;
  return true;
}

}  // namespace prologo::check
