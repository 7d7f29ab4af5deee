#include "driver/pipeline.h"

#include "backend/abi/abi.h"
#include "backend/compile.h"
#include "backend/elf/assemble.h"
#include "driver/report.h"
#include "frontend/check/check.h"
#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"
#include "ir/dialect.h"
#include "ir/release.h"
#include "support/ensure.h"

extern "C" const char prologo_runtime_begin[];
extern "C" const char prologo_runtime_end[];

namespace prologo::driver {

std::string_view runtime_object() {
  return {prologo_runtime_begin,
          static_cast<size_t>(prologo_runtime_end - prologo_runtime_begin)};
}

bool parse_text(Compilation& compilation, const std::string& name, std::string text) {
  uint16_t file = compilation.sources.add(name, std::move(text));
  Tokens tokens = lex(compilation.sources, file);
  std::vector<ast::Block*> bodies;
  ast::File* tree =
      parse(tokens, *compilation.syntax, compilation.diagnostics, {.whole_bodies = &bodies});
  compilation.bodies.insert(compilation.bodies.end(), bodies.begin(), bodies.end());
  if (tree == nullptr || compilation.diagnostics.has_syntax_errors()) {
    return false;
  }
  compilation.files.push_back(tree);
  return true;
}

bool parse_files(Compilation& compilation, const std::vector<std::string>& paths) {
  compilation.progress.phase("parse");
  bool good = true;
  for (const std::string& path : paths) {
    std::string text;
    std::string error;
    if (!read_file(path, text, error)) {
      compilation.diagnostics.add({}, "open " + path + ": " + error);
      return false;
    }
    good = parse_text(compilation, path, std::move(text)) && good;
  }
  if (compilation.diagnostics.has_syntax_errors()) {
    check::check_jumps(compilation.bodies, compilation.sources, compilation.diagnostics);
  }
  return good;
}

bool check_files(Compilation& compilation) {
  compilation.progress.phase("check");
  check::Options options;
  options.allow_bodyless = compilation.options.object_only;
  options.require_main = !compilation.options.object_only;
  compilation.package = check::check_package(compilation.files, compilation.sources, options,
                                             compilation.diagnostics);
  return !compilation.diagnostics.has_errors();
}

// The ABI of functions without a pragma; without one and with the reason in `error` if there is
// none of that name, or not in that release.
static AbiChoice default_abi(const Options& options, std::string& error) {
  const ir::Dialect* dialect = ir::find_dialect(options.dialect);
  std::string name = options.abi_given ? options.abi : "";
  AbiChoice choice;
  if (is_abi_file(name) && !dialect->g_from_tls) {
    choice = find_abi(name, error);
  } else {
    choice.abi = abi::find_in_release(name, dialect->g_from_tls);
  }
  if (choice.abi != nullptr) {
    choice.abi = can_compile(*choice.abi, error) ? choice.abi : nullptr;
  } else if (error.empty() && find_abi(name, error).abi != nullptr) {
    error = options.dialect + " has no ABI " + name;
  }
  return choice;
}

bool is_known_abi(const Options& options) {
  std::string error;
  if (default_abi(options, error).abi != nullptr) {
    return true;
  }
  print_error(error);
  return false;
}

static void release_syntax(Compilation& compilation) {
  compilation.files.clear();
  compilation.bodies.clear();
  compilation.package->release_bodies();
  compilation.syntax->release_nodes();
}

bool lower_files(Compilation& compilation, lower::Step last) {
  compilation.progress.phase("lower");
  lower::Options options;
  options.optimise = !compilation.options.no_optimise;
  options.inline_calls = options.optimise && !compilation.options.no_inline;
  std::string error;
  compilation.abi = default_abi(compilation.options, error);
  options.abi = compilation.abi.abi;
  ENSURE(options.abi != nullptr);
  options.value_abi = options.abi->values;
  options.runtime_abi = &abi::kAbiInternal;
  options.find_abi = abi::find;
  if (ir::find_dialect(compilation.options.dialect)->g_from_tls) {
    options.find_abi = [](std::string_view name) { return abi::find_in_release(name, true); };
  }
  options.require_main = !compilation.options.object_only;
  compilation.module.package = compilation.package->name;
  compilation.module.dialect = ir::find_dialect(compilation.options.dialect);
  compilation.module.sources = &compilation.sources;
  compilation.lowering = std::make_unique<lower::PackageLowering>(
      *compilation.package, compilation.module, compilation.unit, options,
      compilation.diagnostics);
  if (!compilation.lowering->translate()) {
    return false;
  }
  if (compilation.code_only && !compilation.lowering->needs_syntax()) {
    release_syntax(compilation);
  }
  return compilation.lowering->run(last);
}

static void release_front_end(Compilation& compilation) {
  compilation.lowering.reset();
  compilation.unit = lower::Unit();
  compilation.package.reset();
  compilation.files.clear();
  compilation.bodies.clear();
  compilation.syntax.reset();
}

static void refuse_frame(Diagnostics& diagnostics, Pos pos, const backend::FrameSizes& sizes) {
  constexpr int kMegabyte = 20;
  auto error = diagnostics.error(pos.with_mark(StatementMark::Maybe));
  error << "stack frame too large (>1GB): " << (sizes.locals >> kMegabyte) << " MB locals + "
        << (sizes.args >> kMegabyte) << " MB args";
  if (sizes.callee != 0) {
    error << " + " << (sizes.callee >> kMegabyte) << " MB callee";
  }
}

bool generate_code(Compilation& compilation, const PassObserver& observer) {
  compilation.progress.phase("compile");
  x64::Encoder encoder;
  backend::CompileOptions options;
  options.after_pass = observer;
  auto& functions = compilation.module.functions;
  size_t done = 0;
  compilation.lowering->build([&] {
    for (; done < functions.size(); done++) {
      ir::Function& fn = *functions[done];
      compilation.progress.step(done, compilation.unit.funcs.size(), fn.name);
      if (observer) {
        observer("build", fn);
      }
      compilation.codes.push_back(backend::compile(fn, encoder, options));
      if (const auto& sizes = compilation.codes.back().too_large) {
        refuse_frame(compilation.diagnostics, fn.pos, *sizes);
      }
      if (compilation.code_only) {
        ir::release_body(fn);
        if (!compilation.options.assembly) {
          compilation.codes.back().instructions = std::vector<backend::Instruction>();
        }
      }
    }
  });
  if (compilation.code_only) {
    release_front_end(compilation);
  }
  return !compilation.diagnostics.has_errors();
}

bool compile(Compilation& compilation, const std::vector<std::string>& paths,
             const PassObserver& observer) {
  if (!parse_files(compilation, paths) || !check_files(compilation) ||
      !lower_files(compilation)) {
    return false;
  }
  // Beyond this point the program is correct Go; only a stack frame can still be too large.
  return generate_code(compilation, observer);
}

std::string object_file(const Compilation& compilation) {
  elf::AssembleOptions options;
  options.with_pclntab = !compilation.options.object_only;
  options.with_dwarf = compilation.options.debug_info;
  if (compilation.options.verb == "build" && compilation.options.assembly) {
    bool is_intel = compilation.options.syntax == "intel";
    options.text = is_intel ? listing::Syntax::Intel : listing::Syntax::Att;
  }
  return elf::assemble(compilation.module, compilation.codes, options);
}

}  // namespace prologo::driver
