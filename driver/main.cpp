// prologo: the program. Chooses the verb; everything else is the verb's business.

#include <cstdio>
#include <exception>
#include <functional>
#include <map>

#include "driver/report.h"
#include "driver/verbs.h"
#include "support/deep_stack.h"
#include "support/ensure.h"

namespace prologo::driver {

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
  options.verb = options.verb.starts_with("-") ? "help" : options.verb;
  return verbs.at(options.verb)(options);
}

}  // namespace prologo::driver

int main(int argc, char* argv[]) {
  // The stages recurse over the syntax, which may be nested ten thousand levels deep.
  constexpr size_t kStackBytes = size_t{1} << 30;
  int status = 0;
  prologo::run_on_new_stack(kStackBytes, [&] {
    try {
      status = prologo::driver::dispatch({argv + 1, argv + argc});
    } catch (const std::exception& error) {
      UNREACHABLE(error.what());
    }
  });
  return std::fflush(stdout) == 0 ? status : 1;
}
