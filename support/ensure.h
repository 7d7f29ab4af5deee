#pragma once
// Checks of the compiler's own invariants. A failure is a bug of ours: it says what to report
// and ends the process with status 3. Errors of the user's program are Diagnostics instead.

#include <string>
#include <string_view>

namespace prologo {

// What the compiler is busy with, for the report: "pass regalloc, function main.f".
// Returns the previous text so that a scope can restore it.
std::string set_activity(std::string what);

[[noreturn]] void fail_internal(const char* file, int line, std::string_view what);

// From here on a crash of this thread ends the process as a failed check does.
void report_crashes();

}  // namespace prologo

#define ENSURE(cond)                                       \
  do {                                                     \
    if (!(cond)) {                                         \
      ::prologo::fail_internal(__FILE__, __LINE__, #cond); \
    }                                                      \
  } while (false)

#define ENSURE_MSG(cond, message)                              \
  do {                                                         \
    if (!(cond)) {                                             \
      ::prologo::fail_internal(__FILE__, __LINE__, (message)); \
    }                                                          \
  } while (false)

#define UNREACHABLE(message) ::prologo::fail_internal(__FILE__, __LINE__, (message))
