// `prologo abi`: where calling conventions put the parameters and results of a signature or of
// the functions of a file.

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <regex>

#include "backend/abi/abi.h"
#include "backend/abi/layout_printer.h"
#include "driver/pipeline.h"
#include "driver/report.h"
#include "driver/verbs.h"
#include "frontend/lower/types.h"

namespace prologo::driver {

namespace {

// The conventions named in "-abi=a,b", or all for the default.
bool choose(const Options& options, std::vector<const ir::Abi*>& chosen) {
  if (!options.abi_given) {
    chosen.assign(abi::all().begin(), abi::all().end());
    return true;
  }
  std::string_view names = options.abi;
  while (!names.empty()) {
    size_t comma = names.find(',');
    const ir::Abi* found = abi::find(names.substr(0, comma));
    if (found == nullptr) {
      print_error("unknown ABI " + std::string(names.substr(0, comma)));
      return false;
    }
    chosen.push_back(found);
    names = comma == std::string_view::npos ? "" : names.substr(comma + 1);
  }
  return true;
}

nlohmann::ordered_json place_json(const ir::Place& place) {
  nlohmann::ordered_json object = {{"name", place.name}, {"type", place.type->name}};
  object["words"] = nlohmann::ordered_json::array();
  for (const ir::Piece& piece : place.pieces) {
    object["words"].push_back({{"reg", ir::register_name(piece.reg)}, {"offset", piece.offset}});
  }
  if (!place.in_registers()) {
    object["stack"] = place.stack_offset;
  } else if (place.spill_offset >= 0) {
    object["spill"] = place.spill_offset;
  }
  object["rule"] = place.rule;
  return object;
}

void print_json(const std::string& name, const ir::Abi& abi, const ir::CallLayout& layout) {
  nlohmann::ordered_json object = {
      {"schema", "prologo/1"}, {"func", name}, {"abi", abi.name}};
  object["args"] = layout.args_bytes;
  object["stack"] = layout.stack_bytes;
  object["spill"] = layout.spill_bytes;
  for (const auto& place : layout.params) {
    object["params"].push_back(place_json(place));
  }
  for (const auto& place : layout.results) {
    object["results"].push_back(place_json(place));
  }
  std::printf("%s\n", object.dump().c_str());
}

void print_function(const check::Function& function, const std::vector<const ir::Abi*>& abis,
                    lower::TypeMap& types, const Options& options) {
  std::string name(function.object->name);
  ir::Signature signature = types.signature(function.signature);
  if (!options.json) {
    std::printf("%s %s\n", name.c_str(), types::type_text(function.signature).c_str());
  }
  for (const ir::Abi* one : abis) {
    ir::CallLayout layout = one->lay_out(*one, types.ir_types(), signature);
    if (options.json) {
      print_json(name, *one, layout);
    } else {
      std::printf("%s\n%s", std::string(one->name).c_str(), abi::print_layout(layout).c_str());
    }
  }
  if (!options.json) {
    std::printf("\n");
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

}  // namespace

int run_abi(const Options& options) {
  if (options.list) {
    for (const ir::Abi* one : abi::all()) {
      std::printf("%s\n", std::string(one->name).c_str());
    }
    return kGood;
  }
  std::vector<const ir::Abi*> abis;
  if (options.arguments.empty()) {
    print_error("abi: no signature and no file\nRun 'prologo help abi' for usage.");
    return kUsage;
  }
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
  return kGood;
}

}  // namespace prologo::driver
