#include "support/diagnostic.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace prologo {

// Go keeps eight bits of a column: whatever lies behind is one place.
static constexpr uint16_t kLastColumn = 255;

bool Diagnostics::has_syntax_errors() const {
  return std::any_of(list_.begin(), list_.end(), [](const Diagnostic& error) {
    return error.message.starts_with("syntax error");
  });
}

bool Diagnostics::has_prompt_errors() const {
  return std::any_of(list_.begin(), list_.end(),
                     [](const Diagnostic& error) { return !error.is_late; });
}

void Diagnostics::confirm_late() {
  for (Diagnostic& error : list_) {
    error.is_late = false;
  }
}

void Diagnostics::sort() {
  if (has_prompt_errors()) {
    std::erase_if(list_, [](const Diagnostic& error) { return error.is_late; });
  }
  std::unordered_map<uint16_t, size_t> rank;
  for (const Diagnostic& error : list_) {
    rank.emplace(error.pos.file, rank.size());
  }
  const auto place = [&](const Diagnostic& error) {
    return std::tuple(rank.at(error.pos.file), error.pos.line,
                      std::min(error.pos.column, kLastColumn));
  };
  std::stable_sort(list_.begin(), list_.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return place(a) < place(b);
  });
  auto same = [&](const Diagnostic& a, const Diagnostic& b) {
    return place(a) == place(b) && a.message == b.message;
  };
  list_.erase(std::unique(list_.begin(), list_.end(), same), list_.end());
}

}  // namespace prologo
