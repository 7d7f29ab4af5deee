#include "driver/compare/summary.h"

#include <algorithm>

#include "driver/compare/columns.h"
#include "support/text.h"

namespace prologo::driver {

using compare::Comparison;
using compare::PartCount;
using listing::CodePart;
using listing::kCodeParts;

namespace {

void add(PartCount& sum, const PartCount& count) {
  sum.same += count.same;
  sum.total += count.total;
}

Comparison total_of(const ComparisonReport& report) {
  Comparison total;
  for (const ComparedFunction& function : report.functions) {
    for (size_t part = 0; part < kCodeParts; part++) {
      add(total.parts[part], function.comparison.parts[part]);
    }
    add(total.instructions, function.comparison.instructions);
    total.score += function.comparison.score;
  }
  return total;
}

std::vector<std::string> cells(const std::string& name, const Comparison& comparison,
                               const std::string& frame) {
  std::vector<std::string> row = {name};
  for (const PartCount& count : comparison.parts) {
    row.push_back(count.total == 0 ? "-" : count_text(count));
  }
  row.push_back(frame);
  row.push_back(std::to_string(comparison.score));
  return row;
}

std::string frame_cell(const ComparedFunction& function) {
  std::string ours = frame_text(function.code.frame_bytes, function.code.args_bytes);
  if (function.their_frame < 0 || function.same_frame()) {
    return ours;
  }
  return ours + " ≠ " + frame_text(function.their_frame, function.their_args);
}

std::string table(const ComparisonReport& report) {
  std::vector<std::vector<std::string>> rows = {
      {"function", "prologue", "body", "epilogue", "grow", "frame", "score"}};
  auto same = std::count_if(report.functions.begin(), report.functions.end(),
                            [](const ComparedFunction& one) { return one.is_same(); });
  auto frames = std::count_if(report.functions.begin(), report.functions.end(),
                              [](const ComparedFunction& one) { return one.same_frame(); });
  for (const ComparedFunction& function : report.functions) {
    rows.push_back(cells((function.is_same() ? "= " : "≠ ") + function.name,
                         function.comparison, frame_cell(function)));
  }
  std::string all = std::to_string(report.functions.size());
  rows.push_back(cells("total: " + std::to_string(same) + " of " + all + " the same",
                       total_of(report), std::to_string(frames) + "/" + all));
  std::vector<size_t> widths(rows[0].size());
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); i++) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); i++) {
      line += padded(row[i], widths[i]) + "  ";
    }
    out += trimmed(line) + "\n";
  }
  return out;
}

// The same for a terminal too narrow for the table.
std::string list(const ComparisonReport& report) {
  std::string out;
  for (const ComparedFunction& function : report.functions) {
    out += (function.is_same() ? "= " : "≠ ") + function.name + "\n    " +
           counts_text(function.comparison) + "\n    frame " + frame_cell(function) +
           "   score " + std::to_string(function.comparison.score) + "\n";
  }
  auto same = std::count_if(report.functions.begin(), report.functions.end(),
                            [](const ComparedFunction& one) { return one.is_same(); });
  return out + "total: " + std::to_string(same) + " of " +
         std::to_string(report.functions.size()) + " the same\n    " +
         counts_text(total_of(report)) + "\n";
}

}  // namespace

std::string count_text(const PartCount& count) {
  return std::to_string(count.same) + "/" + std::to_string(count.total);
}

std::string counts_text(const Comparison& comparison) {
  std::vector<std::string> parts;
  for (size_t part = 0; part < kCodeParts; part++) {
    if (comparison.parts[part].total > 0) {
      parts.push_back(std::string(listing::part_name(static_cast<CodePart>(part))) + " " +
                      count_text(comparison.parts[part]));
    }
  }
  return join(parts, "   ");
}

std::string summary_text(const ComparisonReport& report, const TextStyle& style) {
  std::string out;
  if (report.functions.size() > 1) {
    std::string text = table(report);
    size_t widest = 0;
    for (size_t at = 0; at < text.size();) {
      size_t end = text.find('\n', at);
      widest = std::max(widest, display_width(text.substr(at, end - at)));
      at = end + 1;
    }
    out += style.width != 0 && widest > style.width ? list(report) : text;
  }
  if (!report.only_ours.empty()) {
    out += "only in prologo: " + join(report.only_ours, ", ") + "\n  (" + report.theirs +
           " has no code for them: inlined away, or nothing refers to them)\n";
  }
  if (!report.only_theirs.empty()) {
    out += "only in " + report.theirs + ": " + join(report.only_theirs, ", ") + "\n";
  }
  if (!report.not_needed.empty()) {
    out += "made by " + report.theirs +
           " though nothing here needs it: " + join(report.not_needed, ", ") + "\n";
  }
  for (const std::string& note : report.notes) {
    out += note + "\n";
  }
  return out;
}

}  // namespace prologo::driver
