#include "support/diagnostic.h"

#include <algorithm>

namespace prologo {

bool Diagnostics::has_syntax_errors() const {
  return std::any_of(list_.begin(), list_.end(), [](const Diagnostic& error) {
    return error.message.starts_with("syntax error");
  });
}

void Diagnostics::sort() {
  std::stable_sort(list_.begin(), list_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.pos < b.pos; });
  auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return a.pos == b.pos && a.message == b.message;
  };
  list_.erase(std::unique(list_.begin(), list_.end(), same), list_.end());
}

}  // namespace prologo
