// Which function compares or hashes a type: one of the runtime's, or one that lowering makes.

#include <string>

#include "frontend/lower/descriptors/descriptors.h"
#include "frontend/lower/descriptors/writer.h"

namespace prologo::lower {

// "strequal", "memhash64", ...; "" if there is none for the type.
static std::string runtime_routine(const ir::Type* type, bool is_hash) {
  std::string suffix = is_hash ? "hash" : "equal";
  switch (alg_of(type)) {
    case Alg::Mem0:
      return "mem" + suffix + "0";
    case Alg::Mem8:
      return "mem" + suffix + "8";
    case Alg::Mem16:
      return "mem" + suffix + "16";
    case Alg::Mem32:
      return "mem" + suffix + "32";
    case Alg::Mem64:
      return "mem" + suffix + "64";
    case Alg::Mem128:
      return "mem" + suffix + "128";
    case Alg::String:
      return "str" + suffix;
    case Alg::Interface:
      return "inter" + suffix;
    case Alg::EmptyInterface:
      return "nilinter" + suffix;
    case Alg::Float32:
      return "f32" + suffix;
    case Alg::Float64:
      return "f64" + suffix;
    case Alg::Complex64:
      return "c64" + suffix;
    case Alg::Complex128:
      return "c128" + suffix;
    default:
      return "";
  }
}

// A read-only closure: the code, and one captured word if `word` is not negative.
const ir::Symbol* Descriptors::closure_of(const std::string& name, const ir::Symbol* code,
                                          int64_t word) {
  ir::Symbol* symbol = module_.symbol(name);
  if (module_.find_data(symbol) == nullptr) {
    symbol->dup_ok = true;
    DataWriter out(module_, symbol, 8);
    out.data().is_for_runtime = true;
    out.pointer(code);
    if (word >= 0) {
      out.u64(static_cast<uint64_t>(word));
    }
  }
  return symbol;
}

const ir::Symbol* Descriptors::generated(const ir::Type* type, bool is_hash) {
  ir::Symbol* symbol = module_.symbol((is_hash ? "type..hash." : "type..eq.") + type->name);
  if (requested_.insert(symbol).second) {
    symbol->dup_ok = true;
    algorithms_.push_back({symbol, type, is_hash});
  }
  return symbol;
}

const ir::Symbol* Descriptors::equal_function(const ir::Type* type) {
  return generated(type, false);
}

const ir::Symbol* Descriptors::hash_function(const ir::Type* type) {
  return generated(type, true);
}

const ir::Symbol* Descriptors::equal_closure(const ir::Type* type) {
  if (alg_of(type) == Alg::None) {
    return nullptr;
  }
  std::string routine = runtime_routine(type, false);
  if (!routine.empty()) {
    return module_.symbol("runtime." + routine + "·f");
  }
  if (alg_of(type) == Alg::Mem) {
    return closure_of(".eqfunc" + std::to_string(type->size),
                      module_.symbol("runtime.memequal_varlen"), type->size);
  }
  return closure_of(".eqfunc." + type->name, equal_function(type), -1);
}

const ir::Symbol* Descriptors::hash_closure(const ir::Type* type) {
  std::string routine = runtime_routine(type, true);
  if (!routine.empty()) {
    return module_.symbol("runtime." + routine + "·f");
  }
  if (alg_of(type) == Alg::Mem) {
    return closure_of(".hashfunc" + std::to_string(type->size),
                      module_.symbol("runtime.memhash_varlen"), type->size);
  }
  return closure_of(".hashfunc." + type->name, hash_function(type), -1);
}

}  // namespace prologo::lower
