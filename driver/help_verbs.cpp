// `prologo help` and `prologo version`.

#include <cstdio>
#include <nlohmann/json.hpp>

#include "driver/report.h"
#include "driver/verbs.h"

namespace prologo::driver {

constexpr const char* kVersion = "0.1";
constexpr const char* kGoRelease = "go1.19";

int run_help(const Options& options) {
  std::string verb = options.arguments.empty() ? "" : options.arguments[0];
  if (!verb.empty() && !is_verb(verb)) {
    print_error("unknown help topic " + verb + "\nRun 'prologo help'.");
    return kUsage;
  }
  std::fputs(help_text(verb).c_str(), stdout);
  return kGood;
}

int run_version(const Options& options) {
  if (options.json) {
    nlohmann::ordered_json object = {
        {"schema", "prologo/1"}, {"version", kVersion}, {"go", kGoRelease}};
    std::printf("%s\n", object.dump().c_str());
  } else {
    std::printf("prologo version %s, follows %s linux/amd64\n", kVersion, kGoRelease);
  }
  return kGood;
}

}  // namespace prologo::driver
