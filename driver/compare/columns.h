#pragma once
// Text in columns of a terminal: every character counts one, however many bytes it has.

#include <string>
#include <string_view>
#include <vector>

namespace prologo::driver {

size_t display_width(std::string_view text);
std::string padded(std::string text, size_t width);
std::string trimmed(std::string text);  // without blanks at the end

// Breaks at blanks into lines of at most `width`; 0: one line. A word longer than that stands
// alone: nothing is lost.
std::vector<std::string> wrapped_lines(const std::string& text, size_t width);
// The same joined, each further line indented.
std::string wrapped(const std::string& text, size_t width, size_t indent);

// Without boxes, arrows and marks outside ASCII.
std::string ascii_text(const std::string& text);

// A regular expression that matches just this name, anchored.
std::string regexp_of(const std::string& name);

}  // namespace prologo::driver
