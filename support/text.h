#pragma once
// Small helpers for numbers and text that several stages share.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace prologo {

constexpr int64_t align_to(int64_t offset, int64_t alignment) {
  return alignment <= 1 ? offset : (offset + alignment - 1) / alignment * alignment;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator);

// Go's %q for strings: "a\tb", \x and \u escapes where needed.
std::string quote(std::string_view text);

// The rune in UTF-8; U+FFFD for what is none.
void append_utf8(std::string& out, uint32_t rune);

// "0x1f"
std::string hex(uint64_t value);

}  // namespace prologo
