#pragma once
// Run-time type descriptors, itabs and the functions they point to, laid out as Go 1.19 does
// (reference/runtime.md section 2, runtime/layout.h). Made on request, once a type.

#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "frontend/check/info.h"
#include "frontend/lower/types.h"
#include "frontend/types/type.h"
#include "ir/module.h"

namespace prologo::lower {

// A method as seen through an interface, whose code must exist under `symbol` (a wrapper, or
// the method of an instance of a generic type): the receiver is `receiver` (a pointer type, or
// a type that is its own data word).
struct WrapperRequest {
  const ir::Symbol* symbol = nullptr;
  const types::Type* receiver = nullptr;
  check::MethodSetEntry method;
};

// A generated comparison (type..eq.T) or hash (type..hash.T) that a descriptor refers to.
struct AlgorithmRequest {
  const ir::Symbol* symbol = nullptr;
  const ir::Type* type = nullptr;
  bool is_hash = false;
};

class Descriptors {
 public:
  Descriptors(ir::Module& module, TypeMap& types) : module_(module), types_(types) {}

  // `type.T`.
  const ir::Symbol* type_symbol(const types::Type* type);

  // `go.itab.T,I`: T implements I, I has methods.
  const ir::Symbol* itab_symbol(const types::Type* concrete, const types::Type* interface);

  // The closure of the function that compares two values of the type, or null: not comparable.
  const ir::Symbol* equal_closure(const ir::Type* type);
  const ir::Symbol* hash_closure(const ir::Type* type);

  // The functions `type..eq.T` and `type..hash.T` themselves.
  const ir::Symbol* equal_function(const ir::Type* type);
  const ir::Symbol* hash_function(const ir::Type* type);

  // Eight slots of a map: hash bytes, keys, elements, overflow pointer.
  const ir::Type* bucket_type(const ir::Type* map);

  // Code that lowering must provide; drained by it until both stay empty.
  std::vector<WrapperRequest> take_wrappers() { return std::exchange(wrappers_, {}); }

  std::vector<AlgorithmRequest> take_algorithms() { return std::exchange(algorithms_, {}); }

 private:
  class Writer;

  void write_header(Writer& out, const types::Type* type, const ir::Type* shape);
  void write_body(Writer& out, const types::Type* type, const ir::Type* shape);
  void write_struct(Writer& out, const types::Struct* type, const ir::Type* shape);
  void write_interface(Writer& out, const types::Interface* type);
  void write_map(Writer& out, const types::Map* type, const ir::Type* shape);
  void write_function(Writer& out, const types::Signature* type);
  void write_uncommon(Writer& out, const types::Type* type,
                      const std::vector<check::MethodSetEntry>& methods);
  const ir::Symbol* name_symbol(std::string_view name, bool exported, std::string_view tag,
                                bool embedded);
  const ir::Symbol* gc_symbol(const ir::Type* shape);
  // The code called for a method of `type` through an itab.
  const ir::Symbol* method_code(const types::Type* type, const check::MethodSetEntry& method,
                                bool through_interface);
  const ir::Symbol* closure_of(const std::string& name, const ir::Symbol* code, int64_t word);
  const ir::Symbol* generated(const ir::Type* type, bool is_hash);

  ir::Module& module_;
  TypeMap& types_;
  types::Arena owned_;  // types made for descriptors: *T of T, []T of [N]T
  std::vector<WrapperRequest> wrappers_;
  std::vector<AlgorithmRequest> algorithms_;
  std::unordered_set<const ir::Symbol*> requested_;
};

}  // namespace prologo::lower
