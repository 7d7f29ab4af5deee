#pragma once
// The way from source files to machine code, on one page (pipeline.cpp). Every verb that
// compiles goes through here and stops where it needs to.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/code.h"
#include "driver/abi_choice.h"
#include "driver/options.h"
#include "driver/progress.h"
#include "frontend/ast.h"
#include "frontend/check/info.h"
#include "frontend/lower/lower.h"
#include "ir/module.h"
#include "support/diagnostic.h"

namespace prologo::driver {

// One compilation and everything it owns.
struct Compilation {
  Options options;
  SourceFiles sources;
  Diagnostics diagnostics;
  Progress progress;
  std::optional<ast::Arena> syntax{std::in_place};
  std::vector<ast::File*> files;
  std::vector<ast::Block*> bodies;  // of functions, without syntax errors
  std::unique_ptr<check::Package> package;
  ir::Module module;
  lower::Unit unit;
  AbiChoice abi;
  std::unique_ptr<lower::PackageLowering> lowering;
  std::vector<backend::Code> codes;
  // Nothing but the code will be asked for: trees and SSA go as soon as they are used up.
  bool code_only = false;
};

// Called after each pass over a function ("build" first) with the pass's name.
using PassObserver = std::function<void(std::string_view pass, const ir::Function&)>;

// Each returns false if the program has errors; they are in compilation.diagnostics.
bool parse_text(Compilation& compilation, const std::string& name, std::string text);
bool parse_files(Compilation& compilation, const std::vector<std::string>& paths);
bool check_files(Compilation& compilation);
bool lower_files(Compilation& compilation, lower::Step last = lower::Step::Walk);

// Machine code for all functions.
bool generate_code(Compilation& compilation, const PassObserver& observer = {});

// All of the above.
bool compile(Compilation& compilation, const std::vector<std::string>& paths,
             const PassObserver& observer = {});

// Whether -abi names an ABI; says so on standard error if not.
bool is_known_abi(const Options& options);

// The object file with the code and the data, for a whole program with its function table; for
// `build -S` the assembly of the object.
std::string object_file(const Compilation& compilation);

// The runtime's object file.
std::string_view runtime_object();

}  // namespace prologo::driver
