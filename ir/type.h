#pragma once
// Types as the IR and everything below it see them: sizes, leaves, pointer words. A type is one
// object as it is one in Go's compiler: basic, defined, pointer and slice types are one each (but
// byte is not uint8, nor rune int32), the others one a place they are written at. Stack slots
// are shared and constants merged among values of one object only (reference: stack slots);
// compare_types tells whether two objects are one type to the language.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace prologo::ir {

struct Symbol;
struct Type;

enum class Kind : uint8_t {
  Invalid,
  // Go types.
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
  Pointer,
  Func,
  Map,
  Chan,
  Slice,
  Interface,
  Array,
  Struct,
  // Types only the compiler knows.
  Void,     // no value
  Memory,   // the state of memory
  Flags,    // the machine's condition flags
  Int128,   // a 16-byte machine value (MOVUPS through a register)
  Tuple,    // a pair (division, carry, load with memory): fields[0], fields[1]
  Results,  // what a call returns, memory last
};

struct Field {
  std::string name;
  const Type* type = nullptr;
  int64_t offset = 0;
};

struct Type {
  Kind kind = Kind::Invalid;
  int64_t size = 0;
  int64_t align = 1;
  std::string name;  // Go's text of the type: "int", "[]main.T", "mem"; identical types share it
  const Type* elem = nullptr;          // Pointer, Slice, Array, Map (value), Chan
  const Type* key = nullptr;           // Map
  int64_t length = 0;                  // Array
  std::vector<Field> fields;           // Struct (in order), Tuple, Results
  bool is_named = false;               // a defined type
  bool has_methods = false;            // Interface: not empty, so its first word is an itab
  bool not_in_heap = false;            // pointers to it need no barrier and are not scanned
  const Symbol* descriptor = nullptr;  // the run-time type descriptor, once one is needed

  bool is_integer() const { return kind >= Kind::Int && kind <= Kind::Uintptr; }

  bool is_signed() const { return kind >= Kind::Int && kind <= Kind::Int64; }

  bool is_float() const { return kind == Kind::Float32 || kind == Kind::Float64; }

  bool is_complex() const { return kind == Kind::Complex64 || kind == Kind::Complex128; }

  bool is_boolean() const { return kind == Kind::Bool; }

  // A single word that is a pointer: *T, unsafe.Pointer, map, chan, func.
  bool is_pointer_shaped() const {
    return kind == Kind::UnsafePointer || kind == Kind::Pointer || kind == Kind::Func ||
           kind == Kind::Map || kind == Kind::Chan;
  }

  bool is_memory() const { return kind == Kind::Memory; }

  bool is_flags() const { return kind == Kind::Flags; }

  bool is_void() const { return kind == Kind::Void; }

  bool is_tuple() const { return kind == Kind::Tuple; }

  bool is_results() const { return kind == Kind::Results; }

  // Small enough to live as one SSA value: at most four words and four fields, arrays of at
  // most one element.
  bool is_ssa_able() const;

  // True if some word of a value is a pointer the collector must see.
  bool has_pointers() const;
  // Bytes from the start of a value to the end of its last pointer word.
  int64_t pointer_bytes() const;
  // One bit per word, true where the word holds a pointer.
  std::vector<bool> pointer_words() const;
};

// A leaf that takes one register: offset in the value and its basic type.
struct Leaf {
  int64_t offset = 0;
  const Type* type = nullptr;
};

// Owns all types of a module. Types are made once and never change identity.
class Types {
 public:
  Types();
  Types(const Types&) = delete;
  Types& operator=(const Types&) = delete;

  const Type* basic(Kind kind) const { return basic_[static_cast<size_t>(kind)]; }

  // What is written as `byte` and `rune`: identical to uint8 and int32, yet objects of their own,
  // as in Go.
  const Type* byte() const { return byte_; }

  const Type* rune() const { return rune_; }

  // A new type that the caller fills in. Of several types of one name `find` knows the first.
  Type* make(Kind kind, std::string name);
  // The type of that name, or null.
  const Type* find(std::string_view name) const;

  const Type* pointer_to(const Type* elem);
  const Type* array_of(const Type* elem, int64_t length);
  const Type* slice_of(const Type* elem);
  const Type* tuple(const Type* first, const Type* second);
  const Type* results(const std::vector<const Type*>& parts);  // memory is appended by callers

  // "byte pointer", used for addresses of unknown kind.
  const Type* byte_pointer();

  // Go keeps one pointer type for each type only while it reads the source: later two parts of
  // the compiler that ask for `*T` get two types, and what is keyed by the type is not shared.
  // To be called once the source is read; without it all pointers count as the source's.
  void end_source_pointers();
  bool is_source_pointer(const Type* pointer) const;

  // The register leaves of a value in order: strings, slices, interfaces, complex numbers,
  // structs (blank fields too) and arrays are taken apart to basic types.
  std::vector<Leaf> leaves(const Type* type);

 private:
  std::deque<Type> owned_;
  std::vector<const Type*> basic_;
  const Type* byte_ = nullptr;
  const Type* rune_ = nullptr;

  const Type* make_basic(Kind kind, const char* name, int64_t size);
  std::unordered_map<std::string, const Type*> by_name_;
  std::unordered_set<const Type*> source_pointers_;
  bool source_ended_ = false;
};

}  // namespace prologo::ir
