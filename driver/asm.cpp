// `prologo asm`: machine code of a program, an object, or a Go file compiled for the purpose.

#include <cstdio>
#include <nlohmann/json.hpp>

#include "backend/elf/link.h"
#include "backend/listing/listing.h"
#include "driver/pipeline.h"
#include "driver/report.h"
#include "driver/temporary.h"
#include "driver/verbs.h"
#include "support/source.h"

namespace prologo::driver {

using listing::ListedFunction;

static bool listing_options(const Options& options, listing::ListingOptions& out) {
  out.select = options.select;
  if (out.select.empty() && options.arguments[0].ends_with(".go")) {
    out.select = "^main\\.";  // the file's own functions, not the runtime's
  }
  out.with_source = options.assembly;
  out.syntax = options.syntax == "intel" ? listing::Syntax::Intel
               : options.syntax == "att" ? listing::Syntax::Att
                                         : listing::Syntax::Go;
  if (options.lines.empty()) {
    return true;
  }
  int matched = std::sscanf(options.lines.c_str(), "%d:%d", &out.first_line, &out.last_line);
  if (matched == 1) {
    out.last_line = out.first_line;
  }
  return matched >= 1 && out.first_line > 0;
}

static void print_json(const std::vector<ListedFunction>& functions) {
  for (const ListedFunction& function : functions) {
    nlohmann::ordered_json object;
    object["schema"] = "prologo/1";
    object["func"] = function.name;
    object["code"] = nlohmann::ordered_json::array();
    for (const auto& instruction : function.instructions) {
      nlohmann::ordered_json row;
      row["pc"] = instruction.address;
      row["bytes"] = instruction.bytes;
      row["text"] = instruction.text;
      row["file"] = instruction.source.file;
      row["line"] = instruction.source.line;
      object["code"].push_back(std::move(row));
    }
    std::printf("%s\n", object.dump().c_str());
  }
}

static int list(const listing::Program& program, const Options& options) {
  listing::ListingOptions chosen;
  if (!listing_options(options, chosen)) {
    print_error("invalid value \"" + options.lines + "\" for flag -lines: want first:last");
    return kUsage;
  }
  std::vector<ListedFunction> functions = listing::list_functions(program, chosen);
  if (functions.empty() && !options.quiet) {
    print_error("no function matches");
    return kProgramErrors;
  }
  if (options.json) {
    print_json(functions);
  } else {
    std::fputs(listing::listing_text(functions, chosen).c_str(), stdout);
  }
  return kGood;
}

// A Go file is compiled and linked as `build` would, so that addresses and call targets are
// those of the program; the program's bytes come back.
static bool compile_program(const Options& options, std::string& bytes, int& status) {
  Compilation compilation;
  compilation.options = options;
  status = kProgramErrors;
  if (!is_known_abi(options)) {
    status = kUsage;
    return false;
  }
  if (!compile(compilation, options.arguments)) {
    print_diagnostics(compilation.diagnostics, compilation.sources, options);
    return false;
  }
  TemporaryFolder folder;
  std::string program = folder.path() + "/program";
  std::string error;
  if (!elf::link(object_file(compilation), runtime_object(), program, {}, error) ||
      !read_file(program, bytes, error)) {
    print_error("link: " + error);
    return false;
  }
  return true;
}

int run_asm(const Options& options) {
  if (options.arguments.empty()) {
    print_error("asm: no file\nRun 'prologo help asm' for usage.");
    return kUsage;
  }
  std::string bytes;
  std::string error;
  const std::string& path = options.arguments[0];
  if (path.ends_with(".go")) {
    int status = kGood;
    if (!compile_program(options, bytes, status)) {
      return status;
    }
  } else if (!read_file(path, bytes, error)) {
    print_error(path + ": " + error);
    return kProgramErrors;
  }
  listing::Program program;
  if (!program.load(std::move(bytes), error)) {
    print_error(path + ": " + error);
    return kProgramErrors;
  }
  return list(program, options);
}

}  // namespace prologo::driver
