#pragma once
// One function a verb. Each returns the process's exit status: 0 good, 1 the program has
// errors, 2 wrong usage.

#include "driver/options.h"

namespace prologo::driver {

constexpr int kGood = 0;
constexpr int kProgramErrors = 1;
constexpr int kUsage = 2;

int run_build(const Options& options);
int run_run(const Options& options);
int run_ir(const Options& options);
int run_check(const Options& options);
int run_abi(const Options& options);
int run_explain(const Options& options);
int run_asm(const Options& options);
int run_compare(const Options& options);
int run_version(const Options& options);
int run_help(const Options& options);

}  // namespace prologo::driver
