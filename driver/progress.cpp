#include "driver/progress.h"

#include <unistd.h>

#include <cstdio>

namespace prologo::driver {

constexpr auto kPatience = std::chrono::seconds(1);
constexpr auto kInterval = std::chrono::milliseconds(100);
constexpr int kWidth = 79;  // a line that wraps could not be renewed

void Progress::follow(const Options& options) {
  is_verbose_ = options.verbose && !options.quiet;
  is_live_ = !is_verbose_ && !options.quiet && !options.json && isatty(STDERR_FILENO) != 0;
  started_ = Clock::now();
  phase_started_ = started_;
}

void Progress::phase(std::string_view name) {
  end_phase();
  phase_ = name;
  phase_started_ = Clock::now();
}

void Progress::step(size_t done, size_t total, std::string_view what) {
  if (!is_live_) {
    return;
  }
  const auto now = Clock::now();
  if (now - started_ < kPatience || now - shown_ < kInterval) {
    return;
  }
  shown_ = now;
  const std::string line = phase_ + " " + std::to_string(done) + "/" + std::to_string(total) +
                           " " + std::string(what);
  std::fprintf(stderr, "\r\033[K%.*s", kWidth, line.c_str());
  std::fflush(stderr);
  has_line_ = true;
}

void Progress::finish() {
  end_phase();
  clear_line();
}

void Progress::end_phase() {
  if (is_verbose_ && !phase_.empty()) {
    const std::chrono::duration<double> time = Clock::now() - phase_started_;
    std::fprintf(stderr, "%-8s %.3f s\n", phase_.c_str(), time.count());
  }
  phase_.clear();
}

void Progress::clear_line() {
  if (has_line_) {
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    has_line_ = false;
  }
}

}  // namespace prologo::driver
