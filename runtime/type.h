#pragma once
// Questions about type descriptors.

#include "runtime/layout.h"

namespace prologo::runtime {

// The text of a name (flag byte, length, bytes).
String name_text(const uint8_t* name);
bool name_is_exported(const uint8_t* name);

const uint8_t* resolve_name(NameOffset offset);
const Type* resolve_type(TypeOffset offset);

String type_string(const Type* type);
String package_path(const Type* type);
const UncommonType* uncommon(const Type* type);

// True for the predeclared types themselves, false for types defined from them.
bool is_predeclared(const Type* type);

bool equal(String a, String b);
// The same type, perhaps described twice.
bool same_type(const Type* a, const Type* b);

// The method of that name and function type, or null.
const Method* find_method(const Type* type, String name, const Type* signature);
uintptr_t method_code(const Method* method);

}  // namespace prologo::runtime
