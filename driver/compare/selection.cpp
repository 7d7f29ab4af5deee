#include "driver/compare/selection.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace prologo::driver {

using compare::Row;
using listing::CodeLine;

namespace {

std::set<std::string> words_of(const std::string& only) {
  std::set<std::string> words;
  std::istringstream in(only);
  for (std::string word; std::getline(in, word, ',');) {
    words.insert(word);
    if (word == "prologue") {
      words.insert({"epilogue", "grow"});  // what surrounds the body
    }
  }
  return words;
}

bool is_call(const ComparedFunction& function, const Row& row) {
  auto calls = [](const std::vector<CodeLine>& lines, size_t i) {
    return i != compare::kNoLine && lines[i].operation.name == "CALL";
  };
  return calls(function.ours, row.ours) || calls(function.theirs, row.theirs);
}

}  // namespace

bool is_selection(const std::string& only, std::string& wrong) {
  static const std::set<std::string> kKnown = {"prologue", "body",  "epilogue",
                                               "grow",     "frame", "call"};
  for (const std::string& word : words_of(only)) {
    if (!kKnown.contains(word)) {
      wrong = word;
      return false;
    }
  }
  return true;
}

void keep_only(const std::string& only, ComparedFunction& function) {
  if (only.empty()) {
    return;
  }
  std::set<std::string> words = words_of(only);
  function.frame_counts = words.contains("frame");
  auto& rows = function.comparison.rows;
  std::erase_if(rows, [&](const Row& row) {
    bool is_judged = words.contains(std::string(listing::part_name(row.part))) ||
                     (words.contains("call") && is_call(function, row));
    return !is_judged;
  });
  compare::count_rows(function.comparison);
}

}  // namespace prologo::driver
