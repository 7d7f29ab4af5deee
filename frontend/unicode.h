#pragma once
// Characters: UTF-8, and the classes of Unicode 13 that Go 1.19's syntax and messages depend
// on.

#include <cstddef>
#include <string>

namespace prologo::unicode {

constexpr char32_t kInvalid = 0xFFFFFFFF;
constexpr char32_t kByteOrderMark = 0xFEFF;

struct Decoded {
  char32_t c;       // kInvalid for a byte that begins no character
  unsigned length;  // bytes; 1 for an invalid one
};

// The character at `text`, of which `available` > 0 bytes may be read.
Decoded decode(const char* text, size_t available);

std::string encode(char32_t c);

bool is_letter(char32_t c);     // categories L*; the underscore is not one of them
bool is_digit(char32_t c);      // category Nd
bool is_printable(char32_t c);  // as strconv.IsPrint

// Go's %#U: "U+0040 '@'", or "U+0007" for what cannot be printed.
std::string name_of(char32_t c);

// Go's %q for a rune: 'x', '\n', '\u00ad'.
std::string quote_rune(char32_t c);

}  // namespace prologo::unicode
