#pragma once
// The table stage name -> text-to-text function of the golden tests. Each file of tests/stages
// registers its own: `static const bool kRegistered = register_stage("tokens", run_tokens);`

#include <string>

namespace prologo::tests {

// `argument` is the folder below the stage ("abi0" in golden/layout/abi0/x.golden), "" if none.
// User errors come back as text, as the compiler prints them.
using StageFunction = std::string (*)(const std::string& argument, const std::string& input);

bool register_stage(const char* name, StageFunction function);

StageFunction find_stage(const std::string& name);

}  // namespace prologo::tests
