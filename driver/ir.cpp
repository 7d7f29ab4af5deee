// `prologo ir`: functions before and after the passes.

#include <cstdio>
#include <regex>

#include "backend/compile.h"
#include "driver/pipeline.h"
#include "driver/report.h"
#include "driver/verbs.h"
#include "frontend/lower/tree_printer.h"
#include "ir/printer.h"

namespace prologo::driver {

static void list_passes() {
  std::printf("tree\norder\nwalk\nbuild\n");
  for (const ir::Pass& pass : backend::all_passes()) {
    std::printf("%s%s\n", std::string(pass.name).c_str(),
                pass.required ? "" : " (not with -N)");
  }
}

static bool is_pass(const std::string& name) {
  for (const ir::Pass& pass : backend::all_passes()) {
    if (pass.name == name) {
      return true;
    }
  }
  return name == "all" || name == "build";
}

// The trees before SSA: -pass=tree, order, walk.
static bool print_trees(Compilation& compilation, const std::regex& select) {
  const std::string& pass = compilation.options.pass;
  lower::Step step = pass == "tree"    ? lower::Step::Tree
                     : pass == "order" ? lower::Step::Order
                                       : lower::Step::Walk;
  if (!lower_files(compilation, step)) {
    return false;
  }
  for (const lower::Func* fn : compilation.unit.funcs) {
    if (std::regex_search(fn->name, select)) {
      std::printf("%s\n", lower::print_func(*fn).c_str());
    }
  }
  return true;
}

static bool print_passes(Compilation& compilation, const std::regex& select) {
  const std::string wanted =
      compilation.options.pass.empty() ? "build" : compilation.options.pass;
  if (!lower_files(compilation)) {
    return false;
  }
  generate_code(compilation, [&](std::string_view pass, const ir::Function& fn) {
    if ((wanted == "all" || wanted == pass) && std::regex_search(fn.name, select)) {
      if (wanted == "all") {
        std::printf("# after %s\n", std::string(pass).c_str());
      }
      std::printf("%s\n", ir::print(fn).c_str());
    }
  });
  return true;
}

int run_ir(const Options& options) {
  if (options.list) {
    list_passes();
    return kGood;
  }
  bool is_tree = options.pass == "tree" || options.pass == "order" || options.pass == "walk";
  if (!options.pass.empty() && !is_tree && !is_pass(options.pass)) {
    print_error("unknown pass " + options.pass + "; prologo ir -list lists them");
    return kUsage;
  }
  if (options.arguments.empty()) {
    print_error("ir: no Go file\nRun 'prologo help ir' for usage.");
    return kUsage;
  }
  if (!is_known_abi(options)) {
    return kUsage;
  }
  Compilation compilation;
  compilation.options = options;
  compilation.options.object_only = true;  // a package need not be a program
  std::regex select(options.select);
  bool good = parse_files(compilation, options.arguments) && check_files(compilation) &&
              (is_tree ? print_trees(compilation, select) : print_passes(compilation, select));
  if (!good) {
    print_diagnostics(compilation.diagnostics, compilation.sources, options);
  }
  return good ? kGood : kProgramErrors;
}

}  // namespace prologo::driver
