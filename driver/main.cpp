// prologo: the program. Chooses the verb; everything else is the verb's business.

#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <regex>

#include "driver/report.h"
#include "driver/verbs.h"
#include "support/deep_stack.h"
#include "support/ensure.h"

namespace prologo::driver {

// What -s selects by, before any verb makes use of it.
static bool is_regex(const std::string& text) {
  try {
    std::regex compiled(text);
    return true;
  } catch (const std::regex_error& error) {
    print_error("invalid regular expression " + text + ": " + error.what());
    return false;
  }
}

static int dispatch(const std::vector<std::string>& words) {
  static const std::map<std::string, int (*)(const Options&)> verbs = {
      {"build", run_build},     {"run", run_run},         {"check", run_check},
      {"asm", run_asm},         {"ir", run_ir},           {"abi", run_abi},
      {"explain", run_explain}, {"compare", run_compare}, {"version", run_version},
      {"help", run_help}};
  Options options;
  std::string error;
  std::string verb = words.empty() ? "help" : words[0];
  if (verb == "-h" || verb == "-help" || verb == "--help") {
    verb = "help";
  }
  if (!verbs.contains(verb)) {
    print_error("unknown verb " + verb + "\nRun 'prologo help' for usage.");
    return kUsage;
  }
  if (!parse_options(words, options, error)) {
    print_error(error + "\nRun 'prologo help " + verb + "' for usage.");
    return kUsage;
  }
  if (!is_regex(options.select)) {
    return kUsage;
  }
  options.verb = options.verb.starts_with("-") ? "help" : options.verb;
  return verbs.at(options.verb)(options);
}

// Output that does not arrive is a failure, also if it was lost before the last of it.
static bool flush_output() {
  std::fflush(stdout);
  if (std::ferror(stdout) != 0) {
    print_error("cannot write to standard output");
    return false;
  }
  return true;
}

}  // namespace prologo::driver

int main(int argc, char* argv[]) {
  // The stages recurse over the syntax, which may be nested ten thousand levels deep.
  constexpr size_t kStackBytes = size_t{1} << 30;
  int status = 0;
  prologo::run_on_new_stack(kStackBytes, [&] {
    prologo::report_crashes();
    try {
      status = prologo::driver::dispatch({argv + 1, argv + argc});
    } catch (const std::exception& error) {
      UNREACHABLE(error.what());
    }
  });
  return prologo::driver::flush_output() || status != 0 ? status : 1;
}
