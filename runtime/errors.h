#pragma once
// The values that run-time panics carry: runtime.Error values of Go's types, which a program
// can recover and ask for their text.

#include "runtime/layout.h"

namespace prologo::runtime {

// Panics in the goroutine for which the calling helper runs.
[[noreturn]] void panic_error(const char* text);  // prefixed by "runtime error: "
[[noreturn]] void panic_error(String text);
[[noreturn]] void panic_plain(const char* text);
[[noreturn]] void panic_plain(String text);
// A failed type assertion; `inter` and `concrete` may be null, `missing` may be empty.
[[noreturn]] void panic_assertion(const Type* inter, const Type* concrete, const Type* asserted,
                                  String missing);

// The type of methods `Error() string` and `String() string`.
const Type* string_method_type();

String c_text(const char* text);

// Text made of pieces, on the heap.
class TextBuilder {
 public:
  TextBuilder& add(String text);

  TextBuilder& add(const char* text) { return add(c_text(text)); }

  TextBuilder& add_integer(int64_t value, bool is_signed);

  String text() const { return {bytes_, length_}; }

 private:
  uint8_t* bytes_ = nullptr;
  int64_t length_ = 0;
  int64_t capacity_ = 0;
};

}  // namespace prologo::runtime
