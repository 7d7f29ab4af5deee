#pragma once
// The table under a comparison: a row a function, totals by part.

#include "driver/compare/report.h"

namespace prologo::driver {

std::string count_text(const compare::PartCount& count);  // "5/5"
// "prologue 5/5   body 1/2   epilogue 3/3   grow 7/7"; parts without code are left out.
std::string counts_text(const compare::Comparison& comparison);

std::string summary_text(const ComparisonReport& report, const TextStyle& style);

}  // namespace prologo::driver
