#pragma once
// What a long compilation is doing. On a terminal one line, renewed, from the first second on;
// with -v a line for each phase and its time. Everything goes to standard error.

#include <chrono>
#include <string>
#include <string_view>

#include "driver/options.h"

namespace prologo::driver {

class Progress {
 public:
  Progress() = default;  // says nothing until follow() is called
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  ~Progress() { finish(); }

  void follow(const Options& options);
  // Ends the phase before and begins this one: "parse", "check", ...
  void phase(std::string_view name);
  // Within a phase: `done` of `total` units of work, now at `what`.
  void step(size_t done, size_t total, std::string_view what);
  // Ends the last phase and takes the line away.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  void end_phase();
  void clear_line();

  bool is_live_ = false;  // the renewed line
  bool is_verbose_ = false;
  bool has_line_ = false;
  std::string phase_;
  Clock::time_point started_;
  Clock::time_point phase_started_;
  Clock::time_point shown_;
};

}  // namespace prologo::driver
