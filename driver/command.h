#pragma once
// Other programs: run to their end with what they print in hand.

#include <string>
#include <vector>

namespace prologo::driver {

struct CommandResult {
  bool started = false;
  int status = 0;      // exit status; 128 + signal if one ended it
  std::string output;  // standard output
  std::string errors;  // standard error, or why it did not start
};

// `environment` holds "NAME=value" entries that replace those of this process.
CommandResult run_command(const std::vector<std::string>& words,
                          const std::vector<std::string>& environment = {});

}  // namespace prologo::driver
