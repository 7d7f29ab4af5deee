#include "driver/line_diff.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace prologo::driver {

namespace {

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

struct Change {
  char sign;  // ' ', '-', '+'
  std::string_view line;
};

// Longest common subsequence of what lies between equal beginnings and ends.
std::vector<Change> changes(const Lines& a, const Lines& b) {
  size_t begin = 0;
  size_t end_a = a.size();
  size_t end_b = b.size();
  std::vector<Change> out;
  for (; begin < std::min(end_a, end_b) && a[begin] == b[begin]; begin++) {
    out.push_back({' ', a[begin]});
  }
  while (end_a > begin && end_b > begin && a[end_a - 1] == b[end_b - 1]) {
    end_a--;
    end_b--;
  }
  size_t n = end_a - begin;
  size_t m = end_b - begin;
  std::vector<uint32_t> longest((n + 1) * (m + 1));
  auto at = [&](size_t i, size_t j) -> uint32_t& { return longest[i * (m + 1) + j]; };
  for (size_t i = n; i-- > 0;) {
    for (size_t j = m; j-- > 0;) {
      at(i, j) = a[begin + i] == b[begin + j] ? at(i + 1, j + 1) + 1
                                              : std::max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (size_t i = 0, j = 0; i < n || j < m;) {
    if (i < n && j < m && a[begin + i] == b[begin + j]) {
      out.push_back({' ', a[begin + i]});
      i++;
      j++;
    } else if (i < n && (j == m || at(i + 1, j) >= at(i, j + 1))) {
      out.push_back({'-', a[begin + i++]});
    } else {
      out.push_back({'+', b[begin + j++]});
    }
  }
  for (size_t i = end_a; i < a.size(); i++) {
    out.push_back({' ', a[i]});
  }
  return out;
}

}  // namespace

std::string line_diff(const std::string& before, const std::string& after) {
  constexpr size_t kContext = 3;
  std::vector<Change> all = changes(lines_of(before), lines_of(after));
  std::vector<bool> is_shown(all.size());
  for (size_t i = 0; i < all.size(); i++) {
    if (all[i].sign != ' ') {
      size_t last = std::min(all.size() - 1, i + kContext);
      std::fill(is_shown.begin() + static_cast<long>(i - std::min(i, kContext)),
                is_shown.begin() + static_cast<long>(last) + 1, true);
    }
  }
  std::string out;
  for (size_t i = 0; i < all.size(); i++) {
    if (!is_shown[i]) {
      continue;
    }
    out += i > 0 && !is_shown[i - 1] ? "@@\n" : "";
    out += all[i].sign + std::string(all[i].line) + "\n";
  }
  return out;
}

}  // namespace prologo::driver
