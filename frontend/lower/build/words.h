#pragma once
// Values that do not travel in the pieces they are made of. A convention may pack several
// leaves of a value into one register, or have results written through a pointer; then the
// signature that the machine sees is another one than the source's:
//
//     func f(p struct{a, b int32; n int}) (x, y int32)   ->   func f(w0 uint64, n int) uint64
//     func g(v T) (x, y, z int)                          ->   func g(.result *R, v T) *R
//
// Words are put together and taken apart in memory. Which values are concerned the layout says.

#include <optional>
#include <vector>

#include "ir/abi.h"

namespace prologo::lower {

struct WordForm {
  struct Slot {
    size_t first = 0;    // of the form's parameters
    size_t words = 0;    // 0: passed as it is
    int64_t offset = 0;  // of a result: in the memory of all results
  };

  ir::Signature signature;   // the form
  std::vector<Slot> params;  // by the source's signature
  std::vector<Slot> results;
  const ir::Type* result_memory = nullptr;  // of all results, if they change their form
  bool hidden_result = false;               // the first parameter points to that memory
};

// Nothing if the layout has no such values.
std::optional<WordForm> word_form(ir::Types& types, const ir::Signature& signature,
                                  const ir::CallLayout& layout);

// A value with room for its last word.
const ir::Type* word_padded(ir::Types& types, const ir::Type* type);

}  // namespace prologo::lower
