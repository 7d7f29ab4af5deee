// The table of stages, filled by the files of tests/stages before main.

#include "tests/stages.h"

#include <map>

namespace prologo::tests {

static std::map<std::string, StageFunction>& table() {
  static std::map<std::string, StageFunction> stages;
  return stages;
}

bool register_stage(const char* name, StageFunction function) {
  table()[name] = function;
  return true;
}

StageFunction find_stage(const std::string& name) {
  auto it = table().find(name);
  return it == table().end() ? nullptr : it->second;
}

}  // namespace prologo::tests
