// The predeclared names, and those of package unsafe.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

namespace {

struct BuiltinName {
  Builtin builtin;
  std::string_view name;
};

// Owns the predeclared objects; built once, never changed.
struct Universe {
  Arena arena;
  Scope scope;
  Scope unsafe;

  Universe();

  Object* add(Scope& to, ObjectKind kind, std::string_view name, const Type* type);
  void add_types();
  void add_error_method();
  void add_constants();
};

}  // namespace

static constexpr BuiltinName kBuiltins[] = {
    {Builtin::Append, "append"},   {Builtin::Cap, "cap"},     {Builtin::Close, "close"},
    {Builtin::Complex, "complex"}, {Builtin::Copy, "copy"},   {Builtin::Delete, "delete"},
    {Builtin::Imag, "imag"},       {Builtin::Len, "len"},     {Builtin::Make, "make"},
    {Builtin::New, "new"},         {Builtin::Panic, "panic"}, {Builtin::Print, "print"},
    {Builtin::Println, "println"}, {Builtin::Real, "real"},   {Builtin::Recover, "recover"},
};

static constexpr BuiltinName kUnsafeBuiltins[] = {
    {Builtin::UnsafeAdd, "Add"},           {Builtin::UnsafeAlignof, "Alignof"},
    {Builtin::UnsafeOffsetof, "Offsetof"}, {Builtin::UnsafeSizeof, "Sizeof"},
    {Builtin::UnsafeSlice, "Slice"},
};

Object* Universe::add(Scope& to, ObjectKind kind, std::string_view name, const Type* type) {
  Object* object = arena.make<Object>();
  object->kind = kind;
  object->name = name;
  object->type = type;
  object->parent = &to;
  to.objects.push_back(object);
  to.names[name] = object;
  return object;
}

void Universe::add_types() {
  for (auto kind = BasicKind::Bool; kind <= BasicKind::String;
       kind = static_cast<BasicKind>(static_cast<int>(kind) + 1)) {
    add(scope, ObjectKind::TypeName, basic(kind)->name, basic(kind));
  }
  add(scope, ObjectKind::TypeName, "byte", byte_type())->is_alias = true;
  add(scope, ObjectKind::TypeName, "rune", rune_type())->is_alias = true;
  add(scope, ObjectKind::TypeName, "any", any_type())->is_alias = true;
  add(scope, ObjectKind::TypeName, "error", error_type());
  add(scope, ObjectKind::TypeName, "comparable", comparable_type());
  add(unsafe, ObjectKind::TypeName, "Pointer", basic(BasicKind::UnsafePointer));
}

// The method of error, as an object.
void Universe::add_error_method() {
  const Interface* interface = under<Interface>(error_type());
  Method* method = interface->methods[0];
  Object* object = arena.make<Object>();
  object->kind = ObjectKind::Func;
  object->name = method->name;
  object->type = method->type;
  object->is_method = true;
  object->receiver_base = error_type();
  object->color = kBlack;
  method->object = object;
}

void Universe::add_constants() {
  const Type* boolean = basic(BasicKind::UntypedBool);
  add(scope, ObjectKind::Const, "true", boolean)->value = constant::make_bool(true);
  add(scope, ObjectKind::Const, "false", boolean)->value = constant::make_bool(false);
  const Type* integer = basic(BasicKind::UntypedInt);
  add(scope, ObjectKind::Const, "iota", integer)->value = constant::make_int(0);
  add(scope, ObjectKind::Nil, "nil", basic(BasicKind::UntypedNil));
}

Universe::Universe() {
  add_types();
  add_error_method();
  add_constants();
  for (const BuiltinName& entry : kBuiltins) {
    add(scope, ObjectKind::Builtin, entry.name, invalid_type())->builtin = entry.builtin;
  }
  for (const BuiltinName& entry : kUnsafeBuiltins) {
    add(unsafe, ObjectKind::Builtin, entry.name, invalid_type())->builtin = entry.builtin;
  }
}

static Universe& instance() {
  static Universe universe;
  return universe;
}

Scope* universe() { return &instance().scope; }

Scope* unsafe_scope() { return &instance().unsafe; }

std::string_view builtin_name(Builtin builtin) {
  for (const BuiltinName& entry : kBuiltins) {
    if (entry.builtin == builtin) {
      return entry.name;
    }
  }
  for (const BuiltinName& entry : kUnsafeBuiltins) {
    if (entry.builtin == builtin) {
      return entry.name;
    }
  }
  return "";
}

}  // namespace prologo::check
