// `prologo abi`: where calling conventions put the parameters and results of a signature or of
// the functions of a file; what conventions there are; and whether a file describes one.

#include "backend/abi/abi.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <regex>

#include "backend/abi/comparison.h"
#include "backend/abi/stub.h"
#include "driver/pipeline.h"
#include "driver/report.h"
#include "driver/verbs.h"
#include "frontend/lower/types.h"

namespace prologo::driver {

namespace {

using Json = nlohmann::ordered_json;

// The conventions named in "-abi=a,b.toml", or all built-in ones for the default.
bool choose(const Options& options, std::vector<AbiChoice>& chosen) {
  std::string names = options.abi_given ? options.abi : "";
  if (names.empty()) {
    for (const ir::Abi* one : abi::all()) {
      chosen.push_back({one, nullptr});
    }
  }
  while (!names.empty()) {
    size_t comma = names.find(',');
    std::string error;
    chosen.push_back(find_abi(names.substr(0, comma), error));
    if (chosen.back().abi == nullptr) {
      print_error(error);
      return false;
    }
    names = comma == std::string::npos ? "" : names.substr(comma + 1);
  }
  return true;
}

Json place_json(const ir::Place& place) {
  Json object = {{"name", place.name}, {"type", place.type->name}, {"bytes", place.type->size}};
  object["words"] = Json::array();
  for (const ir::Piece& piece : place.pieces) {
    object["words"].push_back(
        {{"reg", ir::register_name(piece.reg)}, {"offset", piece.offset}});
  }
  if (place.stack_offset >= 0) {
    object["stack"] = place.stack_offset;
  }
  if (place.in_registers() && place.spill_offset >= 0) {
    object["spill"] = place.spill_offset;
  }
  object["rule"] = abi::reason(place);
  return object;
}

void print_json(const std::string& name, const ir::Abi& abi, const ir::CallLayout& layout) {
  Json object = {{"schema", "prologo/1"}, {"func", name}, {"abi", abi.name}};
  object["args"] = layout.args_bytes;
  object["exact"] = abi::exact_stack_bytes(layout);
  object["stack"] = layout.stack_bytes;
  object["spill"] = layout.spill_bytes;
  object["hidden_result"] = layout.hidden_result;
  object["params"] = Json::array();
  object["results"] = Json::array();
  for (const auto& place : layout.params) {
    object["params"].push_back(place_json(place));
  }
  for (const auto& place : layout.results) {
    object["results"].push_back(place_json(place));
  }
  std::printf("%s\n", object.dump().c_str());
}

void print_function(const check::Function& function, const std::vector<AbiChoice>& abis,
                    lower::TypeMap& types, const Options& options) {
  std::string name(function.object->name);
  ir::Signature signature = types.signature(function.signature);
  std::vector<abi::Column> columns;
  for (const AbiChoice& one : abis) {
    columns.push_back({one.abi, one.abi->lay_out(*one.abi, types.ir_types(), signature)});
    if (options.json) {
      print_json(name, *one.abi, columns.back().layout);
    }
  }
  if (options.json) {
    return;
  }
  std::vector<std::string> texts;
  for (const auto* params : {&signature.params, &signature.results}) {
    for (const ir::Param& param : *params) {
      texts.push_back(types::type_text(types.go(param.type)));
    }
  }
  std::printf("%s %s\n%s", name.c_str(), types::type_text(function.signature).c_str(),
              abi::comparison_table(signature, texts, columns, options.ascii).c_str());
  for (const abi::Column& column : columns) {
    // Assembly uses the convention without registers; it cannot define methods.
    if (column.abi == &abi::kAbi0 && !signature.has_receiver) {
      std::printf("stub:\n%s", abi::assembly_stub(name, column.layout).c_str());
    }
  }
  std::printf("\n");
}

void print_legends(const std::vector<AbiChoice>& abis) {
  for (const AbiChoice& one : abis) {
    std::printf("%s: %s\n%s\n", std::string(one.abi->name).c_str(),
                std::string(one.abi->doc).c_str(), abi::legend(*one.abi).c_str());
  }
}

// "func(a int) string" and "func F(a int) string" become a file that declares the function.
std::string source_of(std::string signature) {
  size_t after = signature.find_first_not_of(' ', 4);
  if (after != std::string::npos && signature[after] == '(') {
    signature.insert(after, "F");
    signature.insert(4, " ");
  }
  return "package p\n" + signature + "\n";
}

Json abi_json(const ir::Abi& abi) {
  auto names = [](std::span<const ir::Register> list) {
    Json out = Json::array();
    for (ir::Register r : list) {
      out.push_back(ir::register_name(r));
    }
    return out;
  };
  return {{"schema", "prologo/1"},
          {"abi", abi.name},
          {"doc", abi.doc},
          {"int", names(abi.int_regs)},
          {"float", names(abi.float_regs)},
          {"int_results", names(abi.int_results)},
          {"float_results", names(abi.float_results)},
          {"callee_saved", names(abi.callee_saved)},
          {"scratch", names(abi.scratch)}};
}

int list(const Options& options) {
  std::vector<AbiChoice> abis;
  if (!choose(options, abis)) {
    return kUsage;
  }
  for (const AbiChoice& one : abis) {
    if (options.json) {
      std::printf("%s\n", abi_json(*one.abi).dump().c_str());
    } else if (!options.verbose) {
      std::printf("%-12s %s\n", std::string(one.abi->name).c_str(),
                  std::string(one.abi->doc).c_str());
    }
  }
  if (options.verbose && !options.json) {
    print_legends(abis);
  }
  return kGood;
}

int dump(const std::string& name) {
  std::string error;
  AbiChoice choice = find_abi(name, error);
  if (choice.abi == nullptr) {
    print_error(error);
    return kUsage;
  }
  std::fputs(abi::dump_abi(*choice.abi).c_str(), stdout);
  return kGood;
}

void print_problem_json(const std::string& path, const abi::AbiProblem& problem) {
  Json object = {{"schema", "prologo/1"},   {"file", path},
                 {"line", problem.line},    {"column", problem.column},
                 {"message", problem.what}, {"mend", problem.mend}};
  std::printf("%s\n", object.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
}

// Says what is wrong with an ABI file, or what it describes.
int check(const Options& options) {
  std::string text;
  std::string error;
  if (!read_file(options.check_file, text, error)) {
    print_error(options.check_file + ": " + error);
    return kUsage;
  }
  std::vector<abi::AbiProblem> problems;
  auto file = abi::read_abi_file(text, problems);
  for (const abi::AbiProblem& problem : problems) {
    if (options.json) {
      print_problem_json(options.check_file, problem);
    } else {
      std::fprintf(stderr, "%s:%d:%d: %s\n\t%s\n", options.check_file.c_str(), problem.line,
                   problem.column, problem.what.c_str(), problem.mend.c_str());
    }
  }
  if (file == nullptr) {
    return kProgramErrors;
  }
  if (options.json) {
    std::printf("%s\n", abi_json(file->abi).dump().c_str());
  } else if (!options.quiet) {
    std::printf("%s: %s\n%s", file->name.c_str(), file->doc.c_str(),
                abi::legend(file->abi).c_str());
  }
  return kGood;
}

int show(const Options& options) {
  std::vector<AbiChoice> abis;
  if (!choose(options, abis)) {
    return kUsage;
  }
  Compilation compilation;
  compilation.options = options;
  compilation.options.object_only = true;  // functions without bodies are fine
  const std::string& what = options.arguments[0];
  bool good = what.starts_with("func") ? parse_text(compilation, "signature", source_of(what))
                                       : parse_files(compilation, options.arguments);
  if (!good || !check_files(compilation)) {
    print_diagnostics(compilation.diagnostics, compilation.sources, options);
    return kProgramErrors;
  }
  lower::TypeMap types(compilation.module.types);
  std::regex select(options.select);
  for (const check::Function* function : compilation.package->functions) {
    if (!function->is_generic() &&
        std::regex_search(std::string(function->object->name), select)) {
      print_function(*function, abis, types, options);
    }
  }
  if (options.verbose && !options.json) {
    print_legends(abis);
  }
  return kGood;
}

}  // namespace

int run_abi(const Options& options) {
  if (options.list) {
    return list(options);
  }
  if (!options.dump.empty()) {
    return dump(options.dump);
  }
  if (!options.check_file.empty()) {
    return check(options);
  }
  if (options.arguments.empty()) {
    print_error("abi: no signature and no file\nRun 'prologo help abi' for usage.");
    return kUsage;
  }
  return show(options);
}

}  // namespace prologo::driver
