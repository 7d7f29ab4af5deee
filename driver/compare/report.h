#pragma once
// What a comparison found, before it is shown as text, JSON or a page.

#include <string>
#include <vector>

#include "backend/compare/alignment.h"
#include "backend/listing/function_code.h"

namespace prologo::driver {

struct ComparedFunction {
  std::string name;
  std::string heading;  // "main.add(a, b int) int"
  listing::FunctionCode code;
  std::vector<listing::CodeLine> ours;
  std::vector<listing::CodeLine> theirs;
  compare::Comparison comparison;
  std::vector<std::string> why;  // by row
  std::string grow_summary;
  int64_t their_frame = -1;
  int64_t their_args = -1;
  bool frame_counts = true;  // -only may leave it out

  bool same_frame() const {
    return (their_frame < 0 || their_frame == code.frame_bytes) &&
           (their_args < 0 || their_args == code.args_bytes);
  }

  bool is_same() const { return comparison.is_same() && (same_frame() || !frame_counts); }
};

struct ComparisonReport {
  std::string abi;
  bool optimised = true;
  bool inlines = true;
  std::string ours;    // "abiinternal, optimised"
  std::string theirs;  // "go1.19.8"
  std::string files;   // as given, for the command that explains
  std::string flags;   // "-N -l "
  std::vector<ComparedFunction> functions;
  std::vector<std::string> only_ours;
  std::vector<std::string> only_theirs;
  std::vector<std::string>
      not_needed;  // of theirs: made for uses that the program does not have
  std::vector<std::string> notes;

  bool is_same() const;
};

// The first row that differs, or rows.size().
size_t first_difference(const compare::Comparison& comparison);
// The pc of a row in our code, or of the next row that has one.
uint32_t pc_of_row(const ComparedFunction& function, size_t row);

struct TextStyle {
  size_t width = 0;  // columns of the terminal; 0: no limit
  bool color = false;
  bool ascii = false;
  bool only_different = false;  // -q: functions that are the same only in the table
  bool unfold = false;          // -v: parts that are the same in full
};

std::string report_text(const ComparisonReport& report, const TextStyle& style);
std::string report_json(const ComparisonReport& report);
std::string refusal_json(const std::string& reason);  // why there is no report
std::string report_page(const ComparisonReport& report);

// Texts that all three show.
std::string_view mark_text(compare::Mark mark);
std::string frame_text(int64_t frame, int64_t args);  // "$24-16"
std::string hex_pc(uint64_t pc);                      // "0a"

}  // namespace prologo::driver
