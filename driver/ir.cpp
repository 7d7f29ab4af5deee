// `prologo ir`: functions before and after the passes.

#include <cstdio>
#include <nlohmann/json.hpp>
#include <regex>

#include "backend/compile.h"
#include "driver/line_diff.h"
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
    if (!std::regex_search(fn->name, select)) {
      continue;
    }
    if (compilation.options.json) {
      nlohmann::ordered_json object = {{"schema", "prologo/1"},
                                       {"func", fn->name},
                                       {"pass", pass},
                                       {"text", lower::print_func(*fn)}};
      std::printf("%s\n", object.dump().c_str());
    } else {
      std::printf("%s\n", lower::print_func(*fn).c_str());
    }
  }
  return true;
}

static nlohmann::ordered_json value_json(const ir::Value* value) {
  nlohmann::ordered_json object = {{"id", value->id},
                                   {"op", ir::info(value->op).name},
                                   {"type", value->type == nullptr ? "" : value->type->name}};
  object["args"] = nlohmann::ordered_json::array();
  for (const ir::Value* arg : value->args) {
    object["args"].push_back(arg->id);
  }
  object["line"] = value->pos.line;
  object["text"] = ir::print(*value);
  return object;
}

static void print_json(std::string_view pass, const ir::Function& fn) {
  nlohmann::ordered_json object = {
      {"schema", "prologo/1"}, {"func", fn.name}, {"abi", fn.abi->name}, {"pass", pass}};
  object["blocks"] = nlohmann::ordered_json::array();
  for (const ir::Block* block : fn.blocks) {
    nlohmann::ordered_json one = {{"id", block->id}, {"end", ir::print(*block)}};
    one["succs"] = nlohmann::ordered_json::array();
    for (const ir::Edge& edge : block->succs) {
      one["succs"].push_back(edge.block->id);
    }
    one["values"] = nlohmann::ordered_json::array();
    for (const ir::Value* value : block->values) {
      one["values"].push_back(value_json(value));
    }
    object["blocks"].push_back(std::move(one));
  }
  constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;
  std::printf("%s\n", object.dump(-1, ' ', false, kReplace).c_str());
}

// Shows functions as the passes go by.
class PassPrinter {
 public:
  PassPrinter(const Options& options, const std::regex& select)
      : options_(options), select_(select), wanted_(options.pass) {
    if (wanted_.empty()) {
      wanted_ = options.diff ? "all" : "build";
    }
  }

  void after(std::string_view pass, const ir::Function& fn) {
    if (!std::regex_search(fn.name, select_)) {
      return;
    }
    bool is_wanted = wanted_ == "all" || wanted_ == pass;
    if (options_.diff) {
      std::string text = ir::print_body(fn);
      // "build" has nothing before it.
      if (is_wanted && pass != "build") {
        print_change(pass, fn, text);
      }
      before_ = std::move(text);
    } else if (is_wanted && options_.json) {
      print_json(pass, fn);
    } else if (is_wanted) {
      std::printf("%s%s\n", heading(pass).c_str(), ir::print(fn).c_str());
    }
  }

 private:
  std::string heading(std::string_view pass) const {
    return wanted_ == "all" ? "# after " + std::string(pass) + "\n" : "";
  }

  void print_change(std::string_view pass, const ir::Function& fn,
                    const std::string& text) const {
    std::string change = line_diff(before_, text);
    if (options_.json) {
      nlohmann::ordered_json object = {
          {"schema", "prologo/1"}, {"func", fn.name}, {"pass", pass}, {"diff", change}};
      std::printf("%s\n", object.dump().c_str());
    } else if (!change.empty() || wanted_ != "all") {
      std::printf("# %s: %s\n%s\n", fn.name.c_str(), std::string(pass).c_str(),
                  change.empty() ? "nothing changed\n" : change.c_str());
    }
  }

  const Options& options_;
  const std::regex& select_;
  std::string wanted_;
  std::string before_;
};

static bool print_passes(Compilation& compilation, const std::regex& select) {
  if (!lower_files(compilation)) {
    return false;
  }
  PassPrinter printer(compilation.options, select);
  return generate_code(compilation, [&](std::string_view pass, const ir::Function& fn) {
    printer.after(pass, fn);
  });
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
