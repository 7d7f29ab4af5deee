// Assignability and conversions of operands.

#include "frontend/check/checker.h"
#include "frontend/types/literal.h"

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
  bool has_unnamed = !has_name(x.type) || !has_name(target);
  if (identical(from, to) && has_unnamed) {  // in this order: it completes interfaces
    return true;
  }
  if (is_interface(target) || is_pointer_to_interface(target)) {
    return implements(x.type, target, reason);
  }
  if (is_interface(x.type) && implements(target, x.type, nullptr)) {
    if (reason != nullptr) {
      *reason = "need type assertion";
    }
    return false;
  }
  const Chan* from_chan = as<Chan>(from);
  const Chan* to_chan = as<Chan>(to);
  return from_chan != nullptr && to_chan != nullptr && from_chan->dir == ChanDir::Both &&
         identical(from_chan->elem, to_chan->elem) && has_unnamed;
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
  constant::append_utf8(text, static_cast<uint32_t>(std::min<uint64_t>(rune, 0x110000)));
  value = constant::make_string(text);
  return true;
}

bool Checker::is_convertible(const Operand& x, const Type* target, std::string* cause) {
  if (is_assignable(x, target, cause)) {
    return true;
  }
  const Type* from = underlying(x.type);
  const Type* to = underlying(target);
  if (identical_ignoring_tags(from, to)) {
    return true;
  }
  const Pointer* from_pointer = as<Pointer>(x.type);
  const Pointer* to_pointer = as<Pointer>(target);
  if (from_pointer != nullptr && to_pointer != nullptr &&
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
  return slice != nullptr && array != nullptr && identical(slice->elem, array->elem);
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
    if (!is_nil && (is_interface(target) || (was_constant && !is_const_type(target)))) {
      final_type = default_type(x.type);
    } else if (x.is_constant() && is_integer(x.type) && is_string(target)) {
      final_type = x.type;
    }
    update_type(x.expr, final_type, true);
  }
  x.type = target;
}

}  // namespace prologo::check
