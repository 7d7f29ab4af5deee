// The comparison for machines: one object a function, then one for the whole.
#include "driver/compare/code_json.h"
#include "driver/compare/report.h"

namespace prologo::driver {

using compare::kNoLine;
using compare::Row;
using Json = nlohmann::ordered_json;

namespace {

Json count_json(const compare::PartCount& count) { return {count.same, count.total}; }

Json row_json(const ComparedFunction& function, size_t i) {
  const Row& row = function.comparison.rows[i];
  Json object;
  object["pc"] = row.ours == kNoLine ? Json() : Json(function.ours[row.ours].pc);
  object["with_pc"] = row.theirs == kNoLine ? Json() : Json(function.theirs[row.theirs].pc);
  object["mark"] = mark_text(row.mark);
  object["kind"] = compare::kind_name(row.kind);
  if (row.theirs != kNoLine) {
    object["with"] = function.theirs[row.theirs].text;
  }
  object["why"] = function.why[i];
  return object;
}

Json compare_json(const ComparedFunction& function, const ComparisonReport& report) {
  const compare::Comparison& comparison = function.comparison;
  Json object = {
      {"with", report.theirs}, {"same", function.is_same()}, {"score", comparison.score}};
  object["instructions"] = count_json(comparison.instructions);
  object["parts"] = Json::object();
  for (size_t part = 0; part < listing::kCodeParts; part++) {
    if (comparison.parts[part].total > 0) {
      std::string name(listing::part_name(static_cast<listing::CodePart>(part)));
      object["parts"][name] = count_json(comparison.parts[part]);
    }
  }
  size_t first = first_difference(comparison);
  bool is_same = first == comparison.rows.size();
  object["first"] = is_same ? Json() : Json(pc_of_row(function, first));
  if (function.their_frame >= 0) {
    object["frame"] = {{"size", function.their_frame}, {"args", function.their_args}};
  }
  object["rows"] = Json::array();
  for (size_t i = 0; i < comparison.rows.size(); i++) {
    object["rows"].push_back(row_json(function, i));
  }
  return object;
}

}  // namespace

std::string report_json(const ComparisonReport& report) {
  listing::Disassembler go(listing::Syntax::Go);
  listing::Disassembler intel(listing::Syntax::Intel);
  constexpr auto kReplace = Json::error_handler_t::replace;
  std::string out;
  int same = 0;
  int64_t score = 0;
  for (const ComparedFunction& function : report.functions) {
    Json object = {{"schema", "prologo/1"},
                   {"func", function.name},
                   {"abi", report.abi},
                   {"opt", report.optimised},
                   {"inline", report.inlines}};
    object["frame"] = {{"size", function.code.frame_bytes},
                       {"args", function.code.args_bytes},
                       {"nosplit", function.code.no_split}};
    object["code"] = code_json(function.code, go, &intel);
    object["compare"] = compare_json(function, report);
    out += object.dump(-1, ' ', false, kReplace) + "\n";
    same += function.is_same() ? 1 : 0;
    score += function.comparison.score;
  }
  Json total = {{"schema", "prologo/1"}, {"with", report.theirs}, {"same", report.is_same()}};
  total["functions"] = {same, report.functions.size()};
  total["score"] = score;
  total["only_ours"] = report.only_ours;
  total["only_with"] = report.only_theirs;
  total["not_needed"] = report.not_needed;
  return out + total.dump(-1, ' ', false, kReplace) + "\n";
}

std::string refusal_json(const std::string& reason) {
  Json object = {{"schema", "prologo/1"}, {"error", "could not compare: " + reason}};
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace prologo::driver
