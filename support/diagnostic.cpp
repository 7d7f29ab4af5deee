#include "support/diagnostic.h"

#include <algorithm>
#include <unordered_map>

namespace prologo {

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
  std::stable_sort(list_.begin(), list_.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) {
                     const size_t left = rank.at(a.pos.file);
                     const size_t right = rank.at(b.pos.file);
                     return left != right ? left < right : a.pos < b.pos;
                   });
  auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return a.pos == b.pos && a.message == b.message;
  };
  list_.erase(std::unique(list_.begin(), list_.end(), same), list_.end());
}

}  // namespace prologo
