#include "driver/compare/report.h"

#include <algorithm>

#include "support/text.h"

namespace prologo::driver {

using compare::Mark;

bool ComparisonReport::is_same() const {
  return only_theirs.empty() &&
         std::all_of(functions.begin(), functions.end(),
                     [](const ComparedFunction& function) { return function.is_same(); });
}

size_t first_difference(const compare::Comparison& comparison) {
  const auto& rows = comparison.rows;
  auto row = std::find_if(rows.begin(), rows.end(),
                          [](const compare::Row& one) { return one.mark == Mark::Different; });
  return static_cast<size_t>(row - rows.begin());
}

uint32_t pc_of_row(const ComparedFunction& function, size_t row) {
  const auto& rows = function.comparison.rows;
  for (; row < rows.size(); row++) {
    if (rows[row].ours != compare::kNoLine) {
      return function.ours[rows[row].ours].pc;
    }
  }
  return static_cast<uint32_t>(function.code.bytes.size());
}

std::string_view mark_text(Mark mark) {
  return mark == Mark::Same ? "=" : mark == Mark::Masked ? "≈" : "≠";
}

std::string frame_text(int64_t frame, int64_t args) {
  return "$" + (frame < 0 ? "?" : std::to_string(frame)) + "-" +
         (args < 0 ? "?" : std::to_string(args));
}

std::string hex_pc(uint64_t pc) {
  std::string text = hex(pc).substr(2);
  return text.size() < 2 ? "0" + text : text;
}

}  // namespace prologo::driver
