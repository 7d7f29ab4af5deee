// `prologo check`: errors of a package, or only of the syntax of any number of files.

#include <iostream>

#include "driver/pipeline.h"
#include "driver/report.h"
#include "driver/verbs.h"
#include "frontend/syntax_only.h"

namespace prologo::driver {

int run_check(const Options& options) {
  if (options.arguments.empty()) {
    print_error("check: no files\nRun 'prologo help check' for usage.");
    return kUsage;
  }
  if (options.syntax_only) {
    SyntaxOnlyOptions chosen;
    chosen.all_errors = options.all_errors;
    bool good = check_syntax(options.arguments, chosen, std::cerr, std::cout);
    return good ? kGood : kProgramErrors;
  }
  Compilation compilation;
  compilation.options = options;
  if (parse_files(compilation, options.arguments) && check_files(compilation)) {
    return kGood;
  }
  print_diagnostics(compilation.diagnostics, compilation.sources, options);
  return kProgramErrors;
}

}  // namespace prologo::driver
