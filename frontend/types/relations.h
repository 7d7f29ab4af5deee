#pragma once
// What kind of type a type is, and how two types relate, as far as the types alone decide it.
// Rules that need an operand (assignability, convertibility) are the checker's.

#include <functional>
#include <string>

#include "frontend/types/type.h"

namespace prologo::types {

// The universe's types.
const Basic* basic(BasicKind kind);
const Basic* byte_type();
const Basic* rune_type();
const Named* error_type();
const Named* comparable_type();
const Interface* comparable_interface();  // what `comparable` is defined as
const Interface* any_type();              // what the name `any` stands for
const Interface* empty_interface();       // interface{}

inline const Type* invalid_type() { return basic(BasicKind::Invalid); }

bool is_basic(const Type* type, unsigned flags);  // its underlying type has one of the flags

inline bool is_boolean(const Type* t) { return is_basic(t, kBoolean); }

inline bool is_integer(const Type* t) { return is_basic(t, kInteger); }

inline bool is_unsigned(const Type* t) { return is_basic(t, kUnsigned); }

inline bool is_float(const Type* t) { return is_basic(t, kFloat); }

inline bool is_complex(const Type* t) { return is_basic(t, kComplex); }

inline bool is_numeric(const Type* t) { return is_basic(t, kNumeric); }

inline bool is_string(const Type* t) { return is_basic(t, kString); }

inline bool is_const_type(const Type* t) { return is_basic(t, kConstType); }

bool is_untyped(const Type* type);
bool is_invalid(const Type* type);                     // null or the invalid type itself
bool is_basic_kind(const Type* type, BasicKind kind);  // of its underlying type
bool is_interface(const Type* type);                   // type parameters included
bool is_type_param(const Type* type);
bool is_plain_interface(const Type* type);  // an interface and no type parameter
bool is_generic(const Type* type);          // a defined type without its type arguments
const TypeSet* type_set_of(const Interface* type);
bool is_pointer_to_interface(const Type* type);
bool is_bytes_or_runes(const Type* type);  // a slice of bytes or runes
bool has_name(const Type* type);           // predeclared or defined
bool has_nil(const Type* type);

// Can values be compared with ==? If not, `cause` (may be null) gets Go's reason, if it has
// one.
bool is_comparable(const Type* type, std::string* cause = nullptr);
// And does the comparison never panic, so that the type implements `comparable`?
bool is_strictly_comparable(const Type* type);

bool identical(const Type* x, const Type* y);
bool identical_ignoring_tags(const Type* x, const Type* y);

// The type a value of an untyped type gets when nothing else decides.
const Type* default_type(const Type* type);

// T and true for *T, else the type itself and false.
const Type* strip_pointer(const Type* type, bool* was_pointer = nullptr);

bool is_exported(std::string_view name);

// Names in the order of an itab: exported ones first.
bool method_name_less(std::string_view a, std::string_view b);

}  // namespace prologo::types
