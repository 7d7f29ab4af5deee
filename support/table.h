#pragma once
// Text in columns, each as wide as its widest cell. Cells are UTF-8.

#include <string>
#include <vector>

namespace prologo {

// How many columns of a terminal a text takes: one a character.
size_t display_width(const std::string& text);

class TextTable {
 public:
  // `separators[i]` stands in front of column i + 1.
  explicit TextTable(std::vector<std::string> separators)
      : separators_(std::move(separators)) {}

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  // No blanks at the ends of lines.
  std::string text() const;

 private:
  std::vector<std::string> separators_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace prologo
