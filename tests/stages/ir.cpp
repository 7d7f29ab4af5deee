// Stage `ir`: the folder below it names a pass; a function goes in, the function after the pass
// comes out, with what the verifier finds wrong.

#include <algorithm>

#include "backend/abi/abi.h"
#include "backend/compile.h"
#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"
#include "tests/stages.h"

namespace prologo::tests {

// Folder names have no blanks.
static std::string folder_of(std::string_view pass) {
  std::string name(pass);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

static std::string run_pass(const std::string& argument, const std::string& input) {
  ir::Module module;
  module.runtime_abi = abi::find("abiinternal");
  std::string error;
  ir::Function* fn = ir::parse(input, module, abi::find, error);
  if (fn == nullptr) {
    return error + "\n";
  }
  for (const ir::Pass& pass : backend::all_passes()) {
    if (folder_of(pass.name) != argument) {
      continue;
    }
    fn->current_pass = pass.name;
    pass.run(*fn);
    std::string out = ir::print_body(*fn);
    for (const std::string& fault : ir::verify(*fn)) {
      out += "FAULT " + fault + "\n";
    }
    return out;
  }
  return "no pass named " + argument + "\n";
}

static const bool kRegistered = register_stage("ir", run_pass);

}  // namespace prologo::tests
