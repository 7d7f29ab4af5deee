#pragma once
// Diagnostics on their way to people or editors.

#include <string>

#include "driver/options.h"
#include "support/diagnostic.h"

namespace prologo::driver {

// Prints them sorted, at most ten unless options.all_errors; on a terminal with the source
// line and a caret; as JSON if asked.
void print_diagnostics(Diagnostics& diagnostics, const SourceFiles& sources,
                       const Options& options);

// "prologo: message" on standard error.
void print_error(const std::string& message);

// "prologo: open FILE: no such file or directory", for an errno.
void print_open_error(const std::string& file, int code);

}  // namespace prologo::driver
