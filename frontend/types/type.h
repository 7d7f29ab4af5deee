#pragma once
// Go's types as the checker builds them and lowering reads them. Types are compared with
// types::identical, not by address: two `[]int` in a program are two objects. A defined type
// (Named) is one object per declaration, completed lazily while its declaration is checked.
//
// Everything is plain data, owned by an Arena that lives as long as the checked package.
// After checking nothing changes any more and every reader holds `const Type*`.

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/source.h"

namespace prologo::ast {
struct Expr;
}

namespace prologo::check {
struct Object;
}

namespace prologo::types {

enum class Kind : uint8_t {
  Basic,
  Named,
  Pointer,
  Array,
  Slice,
  Map,
  Chan,
  Struct,
  Signature,
  Interface,
  Tuple,
  TypeParam,
  Union,
};

enum class BasicKind : uint8_t {
  Invalid,  // the type of an expression that already had an error
  Bool,
  Int,
  Int8,
  Int16,
  Int32,
  Int64,
  Uint,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Uintptr,
  Float32,
  Float64,
  Complex64,
  Complex128,
  String,
  UnsafePointer,
  UntypedBool,
  UntypedInt,
  UntypedRune,
  UntypedFloat,
  UntypedComplex,
  UntypedString,
  UntypedNil,
};

enum BasicFlag : uint16_t {
  kBoolean = 1,
  kInteger = 2,
  kUnsigned = 4,
  kFloat = 8,
  kComplex = 16,
  kString = 32,
  kUntyped = 64,
  kOrdered = kInteger | kFloat | kString,
  kNumeric = kInteger | kFloat | kComplex,
  kConstType = kBoolean | kNumeric | kString,
};

struct Type {
  const Kind kind;

 protected:
  explicit constexpr Type(Kind k) : kind(k) {}
};

// `byte` and `rune` are Basic objects of their own with the kind of uint8 and int32, so that
// messages print them as written.
struct Basic : Type {
  static constexpr Kind kKind = Kind::Basic;
  BasicKind basic;
  uint16_t flags;  // BasicFlag
  std::string_view name;

  constexpr Basic(BasicKind b, uint16_t f, std::string_view n)
      : Type(Kind::Basic), basic(b), flags(f), name(n) {}
};

struct Signature;
struct Interface;
struct Named;
struct TypeParam;
struct TypeSet;

// Completes types on first need: type sets of interfaces, and what instances of generic types
// consist of. The checker, which lives as long as its package.
class Completion {
 public:
  virtual const TypeSet* compute(const Interface* type) = 0;
  // Sets the underlying type of an instance, unless its generic type is still being declared.
  virtual void expand(const Named* instance) = 0;
  // Likewise its methods.
  virtual void add_methods(const Named* instance) = 0;

 protected:
  ~Completion() = default;
};

// A method of a defined type or of an interface.
struct Method {
  std::string_view name;
  const Signature* type = nullptr;  // set once the method's declaration is checked
  Pos pos;
  check::Object* object = nullptr;  // the Func object
  std::string_view package;         // that declares it; "" for the universe
};

// A defined type: `type T U`, also `error` and `comparable` of the universe.
struct Named : Type {
  static constexpr Kind kKind = Kind::Named;
  std::string_view name;
  check::Object* object = nullptr;   // its TypeName
  std::string_view package;          // package name; "" for the universe
  const Type* from = nullptr;        // the type on the right-hand side of the declaration
  const Type* underlying = nullptr;  // never a Named once checking is over
  std::vector<Method*> methods;      // see methods_of
  std::vector<const TypeParam*> type_params;  // of a generic type
  const Named* origin = nullptr;              // of an instance: its generic type
  std::vector<const Type*> type_args;         // of an instance
  Completion* source = nullptr;               // of an instance
  bool not_in_heap = false;                   // see is_not_in_heap
  bool is_declared = false;  // underlying type and methods are known; of an instance: were made
  // 0 at package level; n for the n-th type declared inside functions, in source order
  // (the runtime symbol is T·n).
  int local_index = 0;

  Named() : Type(Kind::Named) {}
};

struct Pointer : Type {
  static constexpr Kind kKind = Kind::Pointer;
  const Type* elem = nullptr;

  explicit Pointer(const Type* e = nullptr) : Type(Kind::Pointer), elem(e) {}
};

struct Array : Type {
  static constexpr Kind kKind = Kind::Array;
  const Type* elem = nullptr;
  int64_t length = -1;  // -1: unknown because of an error

  Array() : Type(Kind::Array) {}

  Array(const Type* e, int64_t n) : Type(Kind::Array), elem(e), length(n) {}
};

struct Slice : Type {
  static constexpr Kind kKind = Kind::Slice;
  const Type* elem = nullptr;

  explicit Slice(const Type* e = nullptr) : Type(Kind::Slice), elem(e) {}
};

struct Map : Type {
  static constexpr Kind kKind = Kind::Map;
  const Type* key = nullptr;
  const Type* elem = nullptr;

  Map() : Type(Kind::Map) {}
};

enum class ChanDir : uint8_t { Both, SendOnly, RecvOnly };

struct Chan : Type {
  static constexpr Kind kKind = Kind::Chan;
  ChanDir dir = ChanDir::Both;
  const Type* elem = nullptr;

  Chan() : Type(Kind::Chan) {}
};

struct Field {
  std::string_view name;  // of an embedded field: the name of its type
  const Type* type = nullptr;
  bool embedded = false;
  bool has_tag = false;
  std::string tag;  // unquoted
  Pos pos;
  std::string_view package;         // that declares it
  check::Object* object = nullptr;  // its Var object
};

struct Struct : Type {
  static constexpr Kind kKind = Kind::Struct;
  std::vector<Field> fields;
  bool complete = false;            // fields are set; false only while the checker is at it
  mutable int64_t known_size = -1;  // memo of size_of; -1 until it is certain
  mutable int64_t known_align = 0;

  Struct() : Type(Kind::Struct) {}
};

// A receiver, parameter or result. `name` is "" if it has none, "_" if blank.
struct Param {
  std::string_view name;
  const Type* type = nullptr;  // of a variadic last parameter: the slice
  Pos pos;
  check::Object* object = nullptr;  // its variable, also for nameless ones
};

// The type of a function or method. The receiver takes no part in identity.
struct Signature : Type {
  static constexpr Kind kKind = Kind::Signature;
  std::vector<const TypeParam*> type_params;  // of a generic function
  std::vector<const TypeParam*>
      receiver_type_params;  // as a method of a generic type names them
  bool has_receiver = false;
  bool variadic = false;
  Param receiver;
  std::vector<Param> params;
  std::vector<Param> results;

  Signature() : Type(Kind::Signature) {}
};

// One term of a union in a constraint: T or ~T.
struct UnionTerm {
  bool is_tilde = false;
  const Type* type = nullptr;
};

// An element of a constraint with ~ or |, as written.
struct Union : Type {
  static constexpr Kind kKind = Kind::Union;
  std::vector<UnionTerm> terms;

  Union() : Type(Kind::Union) {}
};

// The types that satisfy an interface: those with all the methods that belong to a term, or to
// nothing in particular if it is not constrained.
struct TypeSet {
  // Those of embedded interfaces included, in the order of an itab: exported names first, each
  // group sorted by name.
  std::vector<const Method*> methods;
  bool comparable = false;       // embeds `comparable`; never with `constrained`
  bool constrained = false;      // only the types of `terms`
  std::vector<UnionTerm> terms;  // none: the set is empty
};

struct Interface : Type {
  static constexpr Kind kKind = Kind::Interface;
  std::vector<Method*> methods;         // explicit ones, in the order of an itab
  std::vector<const Type*> embedded;    // source order; interfaces, unions and other types
  std::vector<Pos> embedded_positions;  // parallel to `embedded`
  bool implicit = false;              // not written: the interface around a lone `~T` or `A|B`
  bool complete = false;              // methods and embedded are set
  const TypeSet* type_set = nullptr;  // see type_set_of
  Completion* source = nullptr;       // computes it

  Interface() : Type(Kind::Interface) {}
};

// The results of a call with none or several of them.
struct Tuple : Type {
  static constexpr Kind kKind = Kind::Tuple;
  std::vector<Param> items;

  Tuple() : Type(Kind::Tuple) {}
};

struct TypeParam : Type {
  static constexpr Kind kKind = Kind::TypeParam;
  std::string_view name;
  check::Object* object = nullptr;
  int index = 0;
  const Type* constraint = nullptr;  // null while the list of type parameters is declared
  Interface around;                  // the constraint as an interface, if it is none itself

  TypeParam() : Type(Kind::TypeParam) {}
};

// Owns types and everything else a checked package consists of.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  template <typename T, typename... Args>
  T* make(Args&&... args) {
    void* room = memory_.allocate(sizeof(T), alignof(T));
    T* item = std::construct_at(static_cast<T*>(room), std::forward<Args>(args)...);
    if constexpr (!std::is_trivially_destructible_v<T>) {
      owned_.push_back({item, [](void* made) { std::destroy_at(static_cast<T*>(made)); }});
    }
    return item;
  }

  // A copy of `text` that lives as long as the arena.
  std::string_view keep(std::string text) { return *make<std::string>(std::move(text)); }

 private:
  struct Owned {
    void* item;
    void (*destroy)(void*);
  };

  std::pmr::monotonic_buffer_resource memory_;
  std::vector<Owned> owned_;
};

// The type itself, or for a defined type what it is defined as, for a type parameter the
// interface that constrains it.
const Type* underlying(const Type* type);

// Declared with //go:notinheap, or made of such types: pointers to it are not followed by the
// garbage collector and not adjusted when stacks move.
bool is_not_in_heap(const Type* type);

// The declared methods of a defined type, in source order.
const std::vector<Method*>& methods_of(const Named* type);

// `type` itself as a T, or null; no step through defined types.
template <typename T>
const T* as(const Type* type) {
  return type != nullptr && type->kind == T::kKind ? static_cast<const T*>(type) : nullptr;
}

// The underlying type as a T, or null.
template <typename T>
const T* under(const Type* type) {
  return type == nullptr ? nullptr : as<T>(underlying(type));
}

// How to print the names of defined types.
enum class Qualify : uint8_t {
  Never,   // T: messages about the package at hand
  Always,  // main.T: run-time texts and link names
};

// The type as Go's error messages print it.
std::string type_text(const Type* type, Qualify qualify = Qualify::Never);

// The unique name of a type that the linker and the type hash use: `map[string]main.T`,
// `struct { main.a int }`, `func(int) error`. Two types are identical if and only if these
// texts are equal.
std::string link_string(const Type* type);

// The name in the type's run-time descriptor, as programs print it: "struct { a int }".
std::string descriptor_string(const Type* type);

// Go's run-time type hash: from the SHA-256 of the link string.
enum class HashBy : uint8_t { Sha256, Md5 };
uint32_t type_hash(const Type* type, HashBy by = HashBy::Sha256);

}  // namespace prologo::types
