// `prologo help` and `prologo version`.

#include <cstdio>
#include <nlohmann/json.hpp>

#include "driver/report.h"
#include "driver/verbs.h"
#include "ir/dialect.h"

namespace prologo::driver {

constexpr const char* kVersion = "0.1";
constexpr const char* kGoRelease = "go1.19";

// The table of ir/dialect.def.
static void print_dialects() {
  const ir::Dialect* newest = &ir::dialects().front();
  for (const ir::Dialect& dialect : ir::dialects()) {
    newest = dialect.is_checked ? &dialect : newest;
  }
  std::printf("-dialect=REL: code as that Go release makes it, %s to %s (default %s).\n\n",
              std::string(ir::dialects().front().name).c_str(),
              std::string(newest->name).c_str(),
              std::string(ir::default_dialect().name).c_str());
  for (const ir::DialectSwitch& row : ir::dialect_switches()) {
    std::string releases = "1." + std::to_string(row.first);
    if (row.last == ir::kNewestRelease) {
      releases += " -";
    } else if (row.last != row.first) {
      releases += " - 1." + std::to_string(row.last);
    }
    std::printf("  %-34s %-12s %s\n", std::string(row.name).c_str(), releases.c_str(),
                std::string(row.what).c_str());
  }
}

int run_help(const Options& options) {
  std::string verb = options.arguments.empty() ? "" : options.arguments[0];
  if (verb == "dialect") {
    print_dialects();
    return kGood;
  }
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
