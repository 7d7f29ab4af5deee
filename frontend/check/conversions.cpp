// Assignability and conversions of operands.

#include "frontend/check/checker.h"
#include "support/text.h"

namespace prologo::check {

using namespace types;

bool Checker::is_assignable(const Operand& x, const Type* target, std::string* reason) {
  if (!x.is_valid() || is_invalid(target) || identical(x.type, target)) {
    return true;
  }
  const Type* from = underlying(x.type);
  const Type* to = underlying(target);
  if (is_untyped(from)) {
    const Type* type = nullptr;
    constant::Value value;
    return implicit_type(x, target, type, value) == Failure::None;
  }
  const TypeParam* from_param = as<TypeParam>(x.type);
  const TypeParam* to_param = as<TypeParam>(target);
  bool has_param = from_param != nullptr || to_param != nullptr;
  bool has_unnamed = !has_name(x.type) || !has_name(target);
  if (identical(from, to) && has_unnamed &&
      !has_param) {  // in this order: it completes interfaces
    return true;
  }
  if (is_plain_interface(target) || is_pointer_to_interface(target)) {
    return implements(x.type, target, reason);
  }
  if (is_plain_interface(x.type) && implements(target, x.type, nullptr)) {
    if (reason != nullptr) {
      *reason = "need type assertion";
    }
    return false;
  }
  const Chan* from_chan = as<Chan>(from);
  const Chan* to_chan = as<Chan>(to);
  if (from_chan != nullptr && to_chan != nullptr && from_chan->dir == ChanDir::Both &&
      identical(from_chan->elem, to_chan->elem)) {
    return has_unnamed;
  }
  return has_param && is_assignable_by_terms(x, target, reason);
}

static void add_reason(std::string* reason, const std::string& text) {
  if (reason != nullptr) {
    *reason = reason->empty() ? text : text + "\n\t" + *reason;
  }
}

// Values of nameless types and of type parameters can be assigned to each other if that holds
// for every term.
bool Checker::is_assignable_by_terms(const Operand& x, const Type* target,
                                     std::string* reason) {
  const TypeParam* from = as<TypeParam>(x.type);
  const TypeParam* to = as<TypeParam>(target);
  if (to != nullptr && !has_name(x.type)) {
    return all_terms(to, [&](const UnionTerm* term) {
      if (term == nullptr || is_assignable(x, term->type, reason)) {
        return term != nullptr;
      }
      add_reason(reason,
                 message("cannot assign ", x.type, " to ", term->type, " (in ", to, ")"));
      return false;
    });
  }
  if (from == nullptr || has_name(target)) {
    return false;
  }
  Operand part = x;
  return all_terms(from, [&](const UnionTerm* term) {
    if (term == nullptr) {
      return false;
    }
    part.type = term->type;
    if (is_assignable(part, target, reason)) {
      return true;
    }
    add_reason(reason, message("cannot assign ", term->type, " (in ", from, ") to ", target));
    return false;
  });
}

// The value of a constant converted to a type that has constants.
bool Checker::convert_constant(const Operand& x, const Type* target, constant::Value& value) {
  if (represent(x, under<Basic>(target), value) == Failure::None) {
    return true;
  }
  if (!is_integer(x.type) || !is_string(target)) {
    return false;
  }
  constexpr uint64_t kNoRune = 0xFFFD;
  uint64_t rune = constant::uint64_value(constant::to_int(x.value)).value_or(kNoRune);
  std::string text;
  append_utf8(text, static_cast<uint32_t>(std::min<uint64_t>(rune, 0x110000)));
  value = constant::make_string(text);
  return true;
}

bool Checker::is_convertible(const Operand& x, const Type* target, std::string* cause) {
  if (is_assignable(x, target, cause)) {
    return true;
  }
  const Type* from = underlying(x.type);
  const Type* to = underlying(target);
  bool has_param = is_type_param(x.type) || is_type_param(target);
  if (!has_param && identical_ignoring_tags(from, to)) {
    return true;
  }
  const Pointer* from_pointer = as<Pointer>(x.type);
  const Pointer* to_pointer = as<Pointer>(target);
  if (from_pointer != nullptr && to_pointer != nullptr && !is_type_param(from_pointer->elem) &&
      !is_type_param(to_pointer->elem) &&
      identical_ignoring_tags(underlying(from_pointer->elem), underlying(to_pointer->elem))) {
    return true;
  }
  constexpr unsigned kReal = kInteger | kFloat;
  bool is_number =
      (is_basic(from, kReal) && is_basic(to, kReal)) || (is_complex(from) && is_complex(to));
  bool is_text = ((is_integer(from) || is_bytes_or_runes(from)) && is_string(to)) ||
                 (is_string(from) && is_bytes_or_runes(to));
  auto is_address = [](const Type* type) {
    return type->kind == Kind::Pointer || is_basic_kind(type, BasicKind::Uintptr);
  };
  bool is_unsafe = (is_address(from) && is_basic_kind(to, BasicKind::UnsafePointer)) ||
                   (is_basic_kind(from, BasicKind::UnsafePointer) && is_address(to));
  if (is_number || is_text || is_unsafe) {
    return true;
  }
  const Slice* slice = as<Slice>(from);
  const Pointer* pointer = as<Pointer>(to);
  const Array* array = pointer == nullptr ? nullptr : under<Array>(pointer->elem);
  if (slice != nullptr && array != nullptr && identical(slice->elem, array->elem)) {
    return true;
  }
  return has_param && is_convertible_by_terms(x, target, cause);
}

// Every type of the one type parameter, or of both, must convert.
bool Checker::is_convertible_by_terms(const Operand& x, const Type* target,
                                      std::string* cause) {
  const TypeParam* from = as<TypeParam>(x.type);
  const TypeParam* to = as<TypeParam>(target);
  Operand part = x;
  auto converts_to_terms = [&] {
    return all_terms(to, [&](const UnionTerm* term) {
      if (term == nullptr || is_convertible(part, term->type, cause)) {
        return term != nullptr;
      }
      std::string origin = from == nullptr ? "" : message(" (in ", from, ")");
      add_reason(cause, message("cannot convert ", part.type, origin, " to ", term->type,
                                " (in ", to, ")"));
      return false;
    });
  };
  if (from == nullptr) {
    return converts_to_terms();
  }
  return all_terms(from, [&](const UnionTerm* term) {
    if (term == nullptr) {
      return false;
    }
    part.type = term->type;
    if (to != nullptr) {
      return converts_to_terms();
    }
    if (is_convertible(part, target, cause)) {
      return true;
    }
    add_reason(cause, message("cannot convert ", term->type, " (in ", from, ") to ", target));
    return false;
  });
}

// A constant becomes a value of the type parameter if all its types can represent it.
bool Checker::convert_constant_to_param(const Operand& x, const TypeParam* target,
                                        std::string& cause) {
  return under_is(target, [&](const Type* u) {
    if (u == nullptr) {
      cause = message(target, " does not contain specific types");
      return false;
    }
    constant::Value ignored;
    if ((is_string(x.type) && is_bytes_or_runes(u)) ||
        (as<Basic>(u) != nullptr && convert_constant(x, u, ignored))) {
      return true;
    }
    cause = message("cannot convert ", x, " to ", u, " (in ", target, ")");
    return false;
  });
}

void Checker::conversion(Operand& x, const Type* target) {
  bool was_constant = x.is_constant();
  std::string cause;
  bool is_valid = false;
  if (was_constant && is_const_type(target)) {
    constant::Value value;
    is_valid = convert_constant(x, target, value);
    constant::Value integer = constant::to_int(x.value);
    if (is_valid) {
      x.value = value;
    } else if (is_integer(target) && integer.is_known()) {
      x.value = integer;  // as the message shows it
    }
  } else if (was_constant && is_type_param(target)) {
    is_valid = convert_constant_to_param(x, as<TypeParam>(target), cause);
    x.mode = Mode::Value;  // type parameters have no constants
  } else if (is_convertible(x, target, &cause)) {
    is_valid = true;
    x.mode = Mode::Value;
  }
  if (!is_valid) {
    std::string text = message("cannot convert ", x, " to type ", target);
    error(x, cause.empty() ? text : text + ":\n\t" + cause);
    x.invalidate();
    return;
  }
  if (is_untyped(x.type)) {
    const Type* final_type = target;
    bool is_nil = is_basic_kind(x.type, BasicKind::UntypedNil);
    if (!is_nil && (is_plain_interface(target) || (was_constant && !is_const_type(target)))) {
      final_type = default_type(x.type);
    } else if (x.is_constant() && is_integer(x.type) && all_string(target)) {
      final_type = x.type;
    }
    update_type(x.expr, final_type, true);
  }
  x.type = target;
}

}  // namespace prologo::check
