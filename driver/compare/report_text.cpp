// The comparison for people: two columns and the reasons, or stacked where it is narrow.
#include <algorithm>

#include "driver/compare/columns.h"
#include "driver/compare/report.h"
#include "driver/compare/summary.h"

namespace prologo::driver {

using compare::kNoLine;
using compare::Mark;
using compare::Row;
using listing::CodeLine;
using listing::CodePart;

namespace {

constexpr size_t kNarrow = 100;
constexpr size_t kLeastReason = 24;

// Rows of one part in a run.
struct Section {
  size_t begin = 0;
  size_t end = 0;
  CodePart part = CodePart::Body;
  bool is_same = true;
};

class FunctionText {
 public:
  FunctionText(const ComparedFunction& function, const ComparisonReport& report,
               const TextStyle& style)
      : function_(function), report_(report), style_(style) {}

  std::string run() {
    measure();
    heading();
    std::vector<Section> all = sections();
    for (size_t i = 0; i < all.size();) {
      i = is_foldable(all[i]) ? folded(all, i) : open_section(all, i);
    }
    closing();
    return std::move(out_);
  }

 private:
  const CodeLine* ours(const Row& row) const {
    return row.ours == kNoLine ? nullptr : &function_.ours[row.ours];
  }

  const CodeLine* theirs(const Row& row) const {
    return row.theirs == kNoLine ? nullptr : &function_.theirs[row.theirs];
  }

  bool is_foldable(const Section& section) const {
    return !style_.unfold && section.is_same &&
           (section.part == CodePart::Epilogue || section.part == CodePart::Grow);
  }

  std::string their_cell(const Row& row) const;
  std::vector<Section> sections() const;
  void measure();
  void heading();
  size_t open_section(const std::vector<Section>& all, size_t i);
  size_t folded(const std::vector<Section>& all, size_t i);
  void rule(const std::string& text);
  void row(size_t i);
  void wide_row(const Row& row, const std::string& why);
  void stacked_row(const Row& row, const std::string& why);
  void closing();
  std::string painted(const Row& row, const std::string& text) const;

  const ComparedFunction& function_;
  const ComparisonReport& report_;
  const TextStyle& style_;
  std::string out_;
  size_t bytes_width_ = 5;
  size_t ours_width_ = 7;
  size_t theirs_width_ = 0;
  bool is_stacked_ = false;
  bool is_first_ = true;
};

// Bytes of the other side are shown where they differ.
std::string FunctionText::their_cell(const Row& row) const {
  const CodeLine* line = theirs(row);
  if (line == nullptr) {
    return "";
  }
  bool shows_bytes = row.mark == Mark::Different && !line->bytes.empty();
  return line->text + (shows_bytes ? "  " + listing::bytes_text(*line) : "");
}

std::vector<Section> FunctionText::sections() const {
  std::vector<Section> out;
  const auto& rows = function_.comparison.rows;
  for (size_t i = 0; i < rows.size(); i++) {
    if (out.empty() || out.back().part != rows[i].part) {
      out.push_back({i, i, rows[i].part, true});
    }
    out.back().end = i + 1;
    out.back().is_same = out.back().is_same && rows[i].mark != Mark::Different;
  }
  return out;
}

void FunctionText::measure() {
  theirs_width_ = display_width(report_.theirs);
  for (const Row& row : function_.comparison.rows) {
    if (const CodeLine* line = ours(row)) {
      bytes_width_ = std::max(bytes_width_, display_width(listing::bytes_text(*line)));
      ours_width_ = std::max(ours_width_, display_width(line->text));
    }
    theirs_width_ = std::max(theirs_width_, display_width(their_cell(row)));
  }
  size_t fixed = 2 + 5 + bytes_width_ + 3 + ours_width_ + 2 + theirs_width_ + 2;
  is_stacked_ =
      style_.width != 0 && (style_.width < kNarrow || fixed + kLeastReason > style_.width);
}

void FunctionText::heading() {
  std::string frame = frame_text(function_.code.frame_bytes, function_.code.args_bytes);
  bool is_known = function_.their_frame >= 0;
  frame = "frame " + frame +
          (is_known ? std::string(function_.same_frame() ? " = " : " ≠ ") +
                          frame_text(function_.their_frame, function_.their_args)
                    : "");
  std::string sides = report_.ours + "  |  " + report_.theirs;
  if (is_stacked_) {
    out_ +=
        wrapped(function_.heading, style_.width, 2) + "\n  " + sides + "\n  " + frame + "\n";
    return;
  }
  out_ += padded(function_.heading, 32) + " " + padded(sides, 44) + " " + frame + "\n";
  out_ += "  pc   " + padded("bytes", bytes_width_) + "   " + padded("prologo", ours_width_) +
          "  " + padded(report_.theirs, theirs_width_) + "  why\n";
}

void FunctionText::rule(const std::string& text) {
  constexpr size_t kWidth = 100;
  size_t width = style_.width == 0 ? kWidth : std::min(style_.width, kWidth);
  std::string line = (is_first_ ? "┌ " : "├ ") + text + " ";
  is_first_ = false;
  for (size_t used = display_width(line); used < width; used++) {
    line += "─";
  }
  out_ += style_.color ? "\033[2m" + line + "\033[0m\n" : line + "\n";
}

size_t FunctionText::open_section(const std::vector<Section>& all, size_t i) {
  rule(std::string(listing::part_name(all[i].part)));
  for (size_t r = all[i].begin; r < all[i].end; r++) {
    row(r);
  }
  return i + 1;
}

// "├ epilogue  1c–25  = 3 of 3 ─ grow path  26–41  = 7 of 7 (...)"
size_t FunctionText::folded(const std::vector<Section>& all, size_t i) {
  std::string text;
  for (; i < all.size() && is_foldable(all[i]); i++) {
    const Section& section = all[i];
    bool is_grow = section.part == CodePart::Grow;
    uint32_t last = section.end < function_.comparison.rows.size()
                        ? pc_of_row(function_, section.end)
                        : static_cast<uint32_t>(function_.code.bytes.size());
    std::string count = std::to_string(section.end - section.begin);
    std::string range = hex_pc(pc_of_row(function_, section.begin));
    range += section.end - section.begin > 1 ? "–" + hex_pc(last - 1) : "";
    text += (text.empty() ? "" : " ─ ") + std::string(is_grow ? "grow path" : "epilogue") +
            "  " + range + "  = " + count + " of " + count;
    text +=
        is_grow && !function_.grow_summary.empty() ? " (" + function_.grow_summary + ")" : "";
  }
  if (style_.width != 0 && display_width(text) + 2 > style_.width) {
    out_ += wrapped((is_first_ ? "┌ " : "├ ") + text, style_.width, 4) + "\n";
    is_first_ = false;
  } else {
    rule(text);
  }
  return i;
}

std::string FunctionText::painted(const Row& row, const std::string& text) const {
  if (!style_.color || row.mark == Mark::Same) {
    return text;
  }
  return (row.mark == Mark::Different ? "\033[1;33m" : "\033[36m") + text + "\033[0m";
}

void FunctionText::row(size_t i) {
  const Row& row = function_.comparison.rows[i];
  if (is_stacked_) {
    stacked_row(row, function_.why[i]);
  } else {
    wide_row(row, function_.why[i]);
  }
}

void FunctionText::wide_row(const Row& row, const std::string& why) {
  const CodeLine* line = ours(row);
  std::string pc = line == nullptr ? "" : hex_pc(line->pc);
  std::string text = "  " + padded(pc, 4) + " " +
                     padded(line == nullptr ? "" : listing::bytes_text(*line), bytes_width_) +
                     " ";
  text += painted(row, std::string(mark_text(row.mark))) + " " +
          padded(line == nullptr ? "" : line->text, ours_width_) + "  " +
          padded(their_cell(row), theirs_width_);
  size_t before = 2 + 5 + bytes_width_ + 3 + ours_width_ + 2 + theirs_width_ + 2;
  size_t room = style_.width == 0 ? 0 : style_.width - before;
  std::vector<std::string> pieces = wrapped_lines(why, room);
  out_ += trimmed(text + (pieces.empty() ? "" : "  " + pieces[0])) + "\n";
  for (size_t i = 1; i < pieces.size(); i++) {
    out_ += std::string(before, ' ') + pieces[i] + "\n";
  }
}

void FunctionText::stacked_row(const Row& row, const std::string& why) {
  const CodeLine* line = ours(row);
  const CodeLine* other = theirs(row);
  constexpr size_t kIndent = 8;
  std::string mark = painted(row, std::string(mark_text(row.mark)));
  if (line != nullptr) {
    out_ += "  " + padded(hex_pc(line->pc), 4) + mark + " " + line->text + "\n";
  }
  if (other != nullptr &&
      (line == nullptr || line->text != other->text || row.mark == Mark::Different)) {
    out_ += (line == nullptr ? "      " + mark : "     go") + " " + their_cell(row) + "\n";
  }
  if (!why.empty()) {
    out_ += wrapped(std::string(kIndent, ' ') + why, style_.width, kIndent) + "\n";
  }
}

void FunctionText::closing() {
  std::string parts = counts_text(function_.comparison);
  std::string line = parts + (parts.empty() ? "" : "      ") + "instructions " +
                     count_text(function_.comparison.instructions) + " (relocations masked)" +
                     "   score " + std::to_string(function_.comparison.score) + " (0 = same)";
  out_ += (style_.width == 0 ? line : wrapped(line, style_.width, 2)) + "\n";
  size_t first = first_difference(function_.comparison);
  if (first == function_.comparison.rows.size()) {
    return;
  }
  uint32_t pc = pc_of_row(function_, first);
  int source_line = 0;
  for (const CodeLine& code : function_.ours) {
    source_line = code.pc <= pc ? code.line : source_line;
  }
  std::string where = report_.files.substr(report_.files.rfind('/') + 1);
  out_ += "first difference: 0x" + hex_pc(pc) + ", " + where + ":" +
          std::to_string(source_line) + ".   Why: prologo explain " + report_.flags + "-s '" +
          regexp_of(function_.name) + "' -at 0x" + hex_pc(pc) + " " + report_.files + "\n";
}

}  // namespace

std::string report_text(const ComparisonReport& report, const TextStyle& style) {
  std::string out;
  for (const ComparedFunction& function : report.functions) {
    if (!style.only_different || !function.is_same()) {
      out += FunctionText(function, report, style).run() + "\n";
    }
  }
  out += summary_text(report, style);
  return style.ascii ? ascii_text(out) : out;
}

}  // namespace prologo::driver
