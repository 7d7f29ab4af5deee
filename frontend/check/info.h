#pragma once
// What the checker finds out about a program and lowering reads: the contract between the two.
//
// Where to look:
//   expression   expr->type (its final Go type) and expr->info (ExprInfo)
//   identifier   ident->object (what it denotes; null for `_` outside declarations and for the
//                variable of a type switch, which has one object a clause: CaseClause::object)
//   jump         BranchStmt::target, labelled or not (goto: the LabeledStmt; fallthrough: none)
//   selector     expr->info->selection
//   call         expr->info->call, ->builtin
//   function     Package::functions in source order; a literal's is expr->info->function
//
// Every expression has type and info after an error-free check, parenthesised ones, operands
// of types and the parts of constants included. Exceptions: the key identifiers of struct
// literals (they have an `object`, the field, only), and the selected name of a selector.
//
// Untyped operands have their final type, as in Go: in `var b byte = 1.0 << s` the 1.0 is a
// byte, an untyped nil has the type it is converted to. A constant expression has its final
// type and value at its root only; below it types stay untyped and readers need not look.
// Arguments of calls and operands of comparisons are never untyped unless the whole is
// constant. Implicit conversions to an interface type are not nodes: compare the type of the
// operand with the type of its destination. Calls without results have no type (null).

// In the body of a generic function types mention its type parameters. What depends on them,
// lowering asks again for every instance: the method a selector finds, whether an operand is an
// interface, how two types convert.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontend/types/constant.h"
#include "frontend/types/type.h"
#include "support/pool.h"
#include "support/source.h"

namespace prologo::ast {
struct Expr;
struct File;
struct FuncDecl;
struct FuncLit;
struct Ident;
struct Stmt;
}  // namespace prologo::ast

namespace prologo::check {

struct Function;
struct Scope;
class Instances;

enum class ObjectKind : uint8_t {
  Var,
  Const,
  TypeName,
  Func,
  Builtin,
  Nil,
  PkgName,
  Label,
};

enum class VarKind : uint8_t { Package, Local, Param, Result, Receiver, Field };

enum class Builtin : uint8_t {
  None,
  Append,
  Cap,
  Close,
  Complex,
  Copy,
  Delete,
  Imag,
  Len,
  Make,
  New,
  Panic,
  Print,
  Println,
  Real,
  Recover,
  // of package unsafe
  UnsafeAdd,
  UnsafeAlignof,
  UnsafeOffsetof,
  UnsafeSizeof,
  UnsafeSlice,
};

// A named thing. Which members mean something depends on the kind.
struct Object {
  ObjectKind kind = ObjectKind::Var;
  std::string_view name;
  Pos pos;  // of its identifier in the declaration
  const types::Type* type = nullptr;
  Scope* parent = nullptr;  // scope it is declared in; null for fields and methods
  bool used = false;

  // Var
  VarKind var_kind = VarKind::Local;
  bool is_embedded = false;       // a field
  Function* function = nullptr;   // the function or literal that declares it; null: package
  bool is_captured = false;       // used inside a literal nested in `function`
  bool is_address_taken = false;  // & of it or of a part, slicing an array, &-method calls
  bool is_reassigned = false;     // assigned after its declaration, ++ and op= included
  bool is_initialized = false;    // declared with a value (`var x = 1`, `x := 1`, range, ...)
  uint32_t order = 0;             // declaration number within the package, in source order

  uint32_t color = 0;  // of the checker, while it resolves declarations

  // Const
  constant::Value value;

  // TypeName
  bool is_alias = false;

  // Func: a declared function or method, or a method of an interface
  Function* body = nullptr;  // null for interface methods
  bool is_method = false;    // declared with a receiver, or of an interface
  bool has_pointer_receiver = false;
  const types::Type* receiver_base = nullptr;  // the defined type (or interface) it belongs to
  Object* generic = nullptr;  // of a method of an instance: the method of the generic type

  // Builtin
  Builtin builtin = Builtin::None;

  // PkgName
  std::string_view import_path;

  // Label
  const ast::Stmt* labeled = nullptr;
};

// Names of one block. Objects stand in the order of declaration.
struct Scope {
  Scope* outer = nullptr;
  Function* function = nullptr;  // null for universe, package and file scopes
  std::vector<Object*> objects;
  std::unordered_map<std::string_view, Object*> names;
};

enum class Mode : uint8_t {
  Invalid,   // the expression had an error
  NoValue,   // call of a function without results
  Builtin,   // names a builtin; only as the function of a call
  TypeExpr,  // denotes a type
  Constant,  // info->value
  Variable,  // addressable
  MapIndex,  // m[k]: assignable, not addressable; allows v, ok
  Value,     // any other value
  Nil,       // the predeclared nil
  CommaOk,   // <-c, x.(T): allows v, ok
};

enum class SelectionKind : uint8_t {
  Field,           // x.f
  Method,          // x.m: method value, or the function of a method call
  MethodExpr,      // T.m
  QualifiedIdent,  // unsafe.Pointer
};

// One field of the path from the operand of a selector to what it selects. `through_pointer`:
// the value the field is taken from is a pointer and is dereferenced first.
struct PathStep {
  int index = 0;
  const types::Field* field = nullptr;
  const types::Struct* in = nullptr;
  bool through_pointer = false;
};

struct Selection {
  SelectionKind kind = SelectionKind::Field;
  // Type of the operand as written (for a method expression: the type).
  const types::Type* receiver = nullptr;
  // Embedded fields to go through; for Field the last step is the field itself.
  std::vector<PathStep> path;
  // Method and MethodExpr: what is called in the end.
  Object* method = nullptr;
  bool is_interface_method = false;
  // Method: after the path the receiver operand is
  bool takes_address = false;  // a variable whose address is passed (&x).m
  bool dereferences = false;   // a pointer whose target is passed (*p).m
  // Some step of the path or the call of the method goes through a pointer.
  bool is_indirect = false;
};

enum class CallKind : uint8_t { None, Conversion, Builtin, Function };

struct ExprInfo {
  Mode mode = Mode::Invalid;
  constant::Value value;  // mode Constant

  // v, ok := x: the expression stands where two values are wanted. Its `type` stays the type
  // of v; comma_ok_type is the type of ok (untyped bool has become bool or what it is
  // assigned to).
  bool comma_ok = false;
  const types::Type* comma_ok_type = nullptr;

  const Selection* selection = nullptr;  // selector expressions

  CallKind call = CallKind::None;   // call expressions
  Builtin builtin = Builtin::None;  // the builtin called, unsafe ones included
  // Function calls: type of the function called, without receiver except for method
  // expressions (whose receiver is the first parameter).
  const types::Signature* signature = nullptr;
  // Names of generic functions: the type arguments, written or inferred; `type` has them.
  const std::vector<const types::Type*>* type_args = nullptr;
  // f(g()) where g has several results, each an argument of f (or of the builtin).
  bool spreads_results = false;

  Function* function = nullptr;  // function literals

  // Composite literals: the type whose elements are given; differs from `type` when the
  // literal is an elided &T (type *T, literal_type T).
  const types::Type* literal_type = nullptr;
  int64_t literal_length = 0;  // arrays and slices: highest index + 1
};

// One variable that a function literal uses and an outer function declares.
struct Capture {
  Object* variable = nullptr;
  Pos first_use;
};

// A declared function, a method, or a function literal.
struct Function {
  Object* object = nullptr;               // null for literals
  const ast::FuncDecl* decl = nullptr;    // null for literals
  const ast::FuncLit* literal = nullptr;  // null for declared functions
  Function* outer = nullptr;              // of a literal: the function around it; null when
                                          // it stands in a package-level initialiser
  const types::Signature* signature = nullptr;
  Scope* scope = nullptr;  // receiver, parameters, results
  // Every variable declared in the function itself (not in literals inside it): receiver,
  // parameters, results, then locals in source order. Blank ones included.
  std::vector<Object*> variables;
  // Function literals directly inside, and the variables captured by this literal or by
  // literals inside it: both in the order in which Go's compiler comes to them when it
  // translates the body (right side of an assignment before the left, post statement of a loop
  // before its body).
  std::vector<Function*> literals;
  std::vector<Capture> captures;
  bool has_defer = false;
  bool has_recover = false;

  // Declared with type parameters, or a method of a generic type. Literals are not.
  bool is_generic() const {
    return !signature->type_params.empty() || !signature->receiver_type_params.empty();
  }
};

// One step of the initialisation of package variables: lhs = rhs, in execution order.
struct InitStep {
  std::vector<Object*> lhs;
  const ast::Expr* rhs = nullptr;  // one expression; several lhs take its results or v, ok
};

// What a range clause yields in each iteration.
struct RangeInfo {
  const types::Type* key = nullptr;
  const types::Type* value = nullptr;  // null for channels
};

struct Package {
  std::string_view name;
  std::string path;  // "main" for the package compiled as a program
  types::Arena arena;
  Pool<ExprInfo> expressions;
  Pool<Scope> block_scopes;
  std::shared_ptr<Instances> instances;
  Scope* scope = nullptr;
  std::vector<ast::File*> files;
  std::vector<Object*> objects;                // package-level ones and methods, source order
  std::vector<Function*> functions;            // declared functions and methods, source order
  std::vector<Function*> literals_of_globals;  // literals in package-level initialisers
  int local_type_count = 0;                    // types declared inside functions
  std::vector<types::Named*> named_types;      // local ones included, source order
  std::vector<InitStep> init_order;
  std::unordered_map<const ast::Stmt*, RangeInfo> ranges;
  std::unordered_map<const ast::Stmt*, Scope*> scopes;  // of blocks, if, for, switch, clauses

  // Forgets what is known of expressions and statements: types, constants, declared functions
  // and variables stay.
  void release_bodies();
};

// The predeclared objects (types, constants, functions, nil); outermost of all scopes. Their
// types by kind: frontend/types/relations.h.
Scope* universe();

// The method or field `name` of a type, found as a selector finds it (embedding included).
// For lowering's wrappers and itabs; null if there is none.
struct Lookup {
  const types::Field* field = nullptr;
  Object* method = nullptr;
  std::vector<PathStep> path;
  bool is_indirect = false;  // a pointer was followed on the path
};

Lookup lookup_member(const types::Type* type, std::string_view name);

// The method set of a type: declared and promoted methods callable on a value of that very
// type (a pointer type has those of its base too), sorted as in an itab.
struct MethodSetEntry {
  std::string_view name;
  Lookup lookup;
};

std::vector<MethodSetEntry> method_set(const types::Type* type);

}  // namespace prologo::check
