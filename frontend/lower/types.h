#pragma once
// Go types as lowering and the IR see them. One ir::Type for a distinct Go type, unnamed ones one
// a place they are written at; sizes and offsets for amd64, and the way back to the Go type for
// descriptors and signatures. Types that only the compiler makes (backing arrays, closure
// objects, iterators) get a Go type too, so that descriptors can be asked for.

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frontend/types/type.h"
#include "ir/abi.h"
#include "ir/type.h"

namespace prologo::lower {

class TypeMap {
 public:
  explicit TypeMap(ir::Types& types);

  ir::Types& ir_types() { return types_; }

  const ir::Type* of(const types::Type* type);

  const ir::Type* basic(ir::Kind kind) const { return types_.basic(kind); }

  // The Go type an ir::Type stands for; every type that `of` or a maker below returned has one.
  const types::Type* go(const ir::Type* type);

  const ir::Type* pointer_to(const ir::Type* elem);
  const ir::Type* slice_of(const ir::Type* elem);
  const ir::Type* chan_of(const ir::Type* elem, types::ChanDir dir);
  const ir::Type* array_of(const ir::Type* elem, int64_t length);
  // An unnamed struct; `no_alg`: without equality and hash functions (closure objects).
  const ir::Type* struct_of(const std::vector<std::pair<std::string, const ir::Type*>>& fields,
                            bool no_alg);

  bool is_no_alg(const types::Type* type) const { return no_alg_.contains(type); }

  // Receiver first (unless left out); a variadic parameter is its slice.
  ir::Signature signature(const types::Signature* type, bool with_receiver = true);
  // Of func values, which have no receiver.
  ir::Signature signature(const ir::Type* func);
  // What a type switch and a type descriptor use.
  uint32_t hash(const ir::Type* type);
  uint32_t hash(const types::Type* type) const;
  bool md5_hashes = false;  // of the dialect

  // The element type of the array or slice is written `byte`, not `uint8`. Go keeps the two
  // apart in one respect: a conversion between them stays a node.
  bool is_of_byte(const ir::Type* type);

  const ir::Type* empty_interface();
  const ir::Type* plain_func();  // func()

  const ir::Type* byte_pointer() { return pointer_to(basic(ir::Kind::Uint8)); }

  const ir::Type* uintptr_pointer() { return pointer_to(basic(ir::Kind::Uintptr)); }

 private:
  const ir::Type* shell(const types::Type* type);
  ir::Type* fill_shell(const types::Type* type, const std::string& name);
  void complete(const ir::Type* type);
  void lay_out_struct(ir::Type* type, const types::Struct* from);
  void finish();
  void note(const ir::Type* type, const types::Type* go);

  ir::Types& types_;
  types::Arena arena_;
  std::unordered_map<const types::Type*, const ir::Type*> by_go_;
  std::unordered_map<const ir::Type*, const types::Type*> to_go_;
  std::unordered_map<const types::Type*, bool> no_alg_;
  std::unordered_map<const ir::Type*, bool> incomplete_;
  std::vector<const ir::Type*> pending_;
};

// The kind of a Go type, defined types seen through.
ir::Kind kind_of(const types::Type* type);

// ---- Questions about ir types that lowering asks ----------------------------------------

bool is_interface(const ir::Type* type);
bool is_empty_interface(const ir::Type* type);
// An interface's data word is the value itself: a pointer, or a struct or array of one.
bool is_direct_interface(const ir::Type* type);
// The only scalar inside structs and arrays of one element, or the type itself; null if there
// are several.
const ir::Type* sole_component(const ir::Type* type);
// Go's "simple" kinds: integers, floats, complex numbers, bools. Pointers are not.
bool is_simple(const ir::Type* type);
bool is_ordered(const ir::Type* type);
// At most four words and four fields, no array longer than one: can live in SSA values.
bool can_be_ssa(const ir::Type* type);
// Scalars in a value; blank fields left out.
int64_t component_count(const ir::Type* type);
bool is_padded_field(const ir::Type* type, size_t field);
const ir::Type* to_unsigned(ir::Types& types, const ir::Type* type);

// How values of a type are compared and hashed; plain memory by its size.
enum class Alg : uint8_t {
  None,
  Mem0,
  Mem8,
  Mem16,
  Mem32,
  Mem64,
  Mem128,
  String,
  Interface,
  EmptyInterface,
  Float32,
  Float64,
  Complex64,
  Complex128,
  Mem,
  Special,
};
Alg alg_of(const ir::Type* type);
// Equal exactly when all bytes are equal.
bool is_regular_memory(const ir::Type* type);

}  // namespace prologo::lower
