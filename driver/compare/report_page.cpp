// The comparison as one HTML page that needs no network and no script.
#include "driver/compare/report.h"
#include "driver/compare/summary.h"

namespace prologo::driver {

using compare::kNoLine;
using compare::Mark;
using compare::Row;
using listing::CodeLine;

namespace {

constexpr char kHead[] = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>prologo compare</title>
<style>
:root { color-scheme: light dark; --line: #767676; --quiet: #595959; --differs: #ffe2b8;
  --masked: #e3eefa; }
@media (prefers-color-scheme: dark) {
  :root { --line: #8a8a8a; --quiet: #b0b0b0; --differs: #5a3a00; --masked: #14304d; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem; }
code, table { font-family: ui-monospace, monospace; font-size: 13px; }
table { border-collapse: collapse; margin: .6rem 0 1.6rem; }
th, td { text-align: left; padding: .1rem .6rem; vertical-align: top; }
thead th { border-bottom: 1px solid var(--line); }
tr.part th { border-top: 1px solid var(--line); color: var(--quiet); font-weight: 600; }
tr.differs { background: var(--differs); }
tr.masked { background: var(--masked); }
td.why { font-family: system-ui, sans-serif; color: var(--quiet); }
tr.differs td.why { color: inherit; }
</style></head><body>
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string cell(std::string_view text) { return "<td>" + escaped(text) + "</td>"; }

std::string row_html(const ComparedFunction& function, size_t i) {
  const Row& row = function.comparison.rows[i];
  const CodeLine* ours = row.ours == kNoLine ? nullptr : &function.ours[row.ours];
  const CodeLine* theirs = row.theirs == kNoLine ? nullptr : &function.theirs[row.theirs];
  std::string out = row.mark == Mark::Different ? "<tr class=\"differs\">"
                    : row.mark == Mark::Masked  ? "<tr class=\"masked\">"
                                                : "<tr>";
  out += cell(ours == nullptr ? "" : hex_pc(ours->pc));
  out += cell(ours == nullptr ? "" : std::to_string(ours->line));
  out += cell(ours == nullptr ? "" : listing::bytes_text(*ours));
  out += cell(mark_text(row.mark));
  out += cell(ours == nullptr ? "" : ours->text);
  out += cell(theirs == nullptr ? "" : theirs->text);
  bool shows_bytes = theirs != nullptr && row.mark == Mark::Different;
  out += cell(shows_bytes ? listing::bytes_text(*theirs) : "");
  return out + "<td class=\"why\">" + escaped(function.why[i]) + "</td></tr>\n";
}

std::string function_html(const ComparedFunction& function, const ComparisonReport& report) {
  std::string out = "<section id=\"" + escaped(function.name) + "\">\n<h2><code>" +
                    escaped(function.heading) + "</code></h2>\n<p>" +
                    (function.is_same() ? "The same" : "Differs") + ". " +
                    escaped(counts_text(function.comparison)) + "; score " +
                    std::to_string(function.comparison.score) + " (0 = same); frame <code>" +
                    frame_text(function.code.frame_bytes, function.code.args_bytes) + "</code>";
  if (function.their_frame >= 0) {
    out += std::string(function.same_frame() ? " = " : " ≠ ") + "<code>" +
           frame_text(function.their_frame, function.their_args) + "</code>";
  }
  out +=
      "</p>\n<table><thead><tr><th>pc</th><th>line</th><th>bytes</th><th></th><th>prologo</th>"
      "<th>" +
      escaped(report.theirs) + "</th><th></th><th>why</th></tr></thead><tbody>\n";
  const auto& rows = function.comparison.rows;
  for (size_t i = 0; i < rows.size(); i++) {
    if (i == 0 || rows[i].part != rows[i - 1].part) {
      out += "<tr class=\"part\"><th colspan=\"8\" scope=\"rowgroup\">" +
             std::string(listing::part_name(rows[i].part)) + "</th></tr>\n";
    }
    out += row_html(function, i);
  }
  return out + "</tbody></table></section>\n";
}

std::string index_html(const ComparisonReport& report) {
  std::string out = "<ul>\n";
  for (const ComparedFunction& function : report.functions) {
    out += "<li>" + std::string(function.is_same() ? "= " : "≠ ") + "<a href=\"#" +
           escaped(function.name) + "\"><code>" + escaped(function.name) +
           "</code></a> score " + std::to_string(function.comparison.score) + "</li>\n";
  }
  for (const std::string& name : report.only_ours) {
    out += "<li>only in prologo: <code>" + escaped(name) + "</code></li>\n";
  }
  for (const std::string& name : report.only_theirs) {
    out +=
        "<li>only in " + escaped(report.theirs) + ": <code>" + escaped(name) + "</code></li>\n";
  }
  return out + "</ul>\n";
}

}  // namespace

std::string report_page(const ComparisonReport& report) {
  std::string out = kHead;
  out += "<h1>" + escaped(report.files) + "</h1>\n<p>prologo (" + escaped(report.ours) +
         ") beside " + escaped(report.theirs) +
         ". <code>=</code> same bytes, <code>≈</code> same but for what the linker fills in, "
         "<code>≠</code> differs.</p>\n";
  out += index_html(report);
  for (const ComparedFunction& function : report.functions) {
    out += function_html(function, report);
  }
  return out + "</body></html>\n";
}

}  // namespace prologo::driver
