#include "driver/compare/columns.h"

#include <algorithm>
#include <utility>

namespace prologo::driver {

size_t display_width(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;  // not inside a character
  }));
}

std::string padded(std::string text, size_t width) {
  size_t used = display_width(text);
  return used >= width ? text : text + std::string(width - used, ' ');
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::vector<std::string> wrapped_lines(const std::string& text, size_t width) {
  std::vector<std::string> lines;
  if (width == 0 || display_width(text) <= width) {
    if (!text.empty()) {
      lines.push_back(text);
    }
    return lines;
  }
  std::string line;
  size_t begin = text.find_first_not_of(' ');
  line.assign(begin == std::string::npos ? 0 : begin, ' ');
  bool is_fresh = true;
  while (begin != std::string::npos) {
    size_t end = std::min(text.find(' ', begin), text.size());
    std::string word = text.substr(begin, end - begin);
    if (!is_fresh && display_width(line) + 1 + display_width(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
      is_fresh = true;
    }
    line += (is_fresh ? "" : " ") + word;
    is_fresh = false;
    begin = text.find_first_not_of(' ', end);
  }
  lines.push_back(std::move(line));
  return lines;
}

std::string wrapped(const std::string& text, size_t width, size_t indent) {
  std::string out;
  for (const std::string& line : wrapped_lines(text, width > indent ? width - indent : width)) {
    out += (out.empty() ? "" : "\n" + std::string(indent, ' ')) + line;
  }
  return out;
}

std::string ascii_text(const std::string& text) {
  static constexpr std::pair<std::string_view, std::string_view> kPlain[] = {
      {"≈", "~"}, {"≠", "!"}, {"≤", "<="}, {"→", "->"}, {"·", "."}, {"┌", "+"},
      {"├", "+"}, {"─", "-"}, {"│", "|"},  {"–", "-"},  {"−", "-"}, {"…", "..."}};
  std::string out;
  for (size_t i = 0; i < text.size();) {
    auto found = std::find_if(std::begin(kPlain), std::end(kPlain), [&](const auto& row) {
      return text.compare(i, row.first.size(), row.first) == 0;
    });
    if (found == std::end(kPlain)) {
      out += text[i++];
    } else {
      out += found->second;
      i += found->first.size();
    }
  }
  return out;
}

std::string regexp_of(const std::string& name) {
  std::string out = "^";
  for (char c : name) {
    constexpr std::string_view kSpecial = ".()*[]{}+?|^$\\";
    out +=
        kSpecial.find(c) == std::string_view::npos ? std::string(1, c) : std::string("\\") + c;
  }
  return out + "$";
}

}  // namespace prologo::driver
