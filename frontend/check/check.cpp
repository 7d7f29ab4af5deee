#include "frontend/check/check.h"

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

Checker::Checker(const SourceFiles& sources, const Options& options, Diagnostics& diagnostics,
                 Package& package)
    : sources_(sources), options_(options), diagnostics_(diagnostics), package_(package) {
  package_.instances = std::make_shared<Instances>(package_.arena);
  package_.instances->hooks = this;
}

void Checker::check_main() {
  auto found = package_.scope->names.find("main");
  bool has_main =
      found != package_.scope->names.end() && found->second->kind == ObjectKind::Func;
  if (options_.require_main && package_.name == "main" && !has_main) {
    error(Pos(), "function main is undeclared in the main package");
  }
}

void Checker::check_printed() {
  for (auto& [call, type] : unprintable_) {
    error(call->pos, message("illegal types for operand: print\n\t", type));
  }
}

void Checker::run(std::span<ast::File* const> files) {
  std::vector<ast::File*> accepted;
  for (ast::File* file : files) {
    std::string_view name = file->package_name == nullptr ? "" : file->package_name->name;
    if (package_.name.empty()) {
      package_.name = name;
      if (name == "_") {
        error(file->package_name->pos, "invalid package name _");
      }
    }
    if (name != package_.name) {
      error(file->pos, message("package ", name, "; expected ", package_.name));
    } else {
      accepted.push_back(file);
    }
  }
  package_.path = package_.name;
  package_.files = accepted;
  package_.scope = package_.arena.make<Scope>();
  package_.scope->outer = universe();
  env_.scope = package_.scope;
  collect_objects(accepted);
  check_package_objects();
  process_delayed(0);
  find_init_cycles();
  report_unused_imports();
  record_remaining_untyped();
  if (!has_error_) {
    report_instantiation_cycle();
  }
  if (diagnostics_.has_prompt_errors()) {
    return;
  }
  diagnostics_.confirm_late();
  for (Named* named : package_.named_types) {
    named->underlying = underlying(named);
  }
  walk_bodies();
  check_pragmas(accepted);
  check_bodies(accepted);
  for (Pos pos : types_in_generic_functions_) {
    error(pos, "type declarations inside generic functions are not currently supported");
  }
  if (diagnostics_.has_errors()) {
    return;
  }
  check_printed();
  check_main();
  order_initialization();
}

std::unique_ptr<Package> check_package(std::span<ast::File* const> files,
                                       const SourceFiles& sources, const Options& options,
                                       Diagnostics& diagnostics) {
  auto package = std::make_unique<Package>();
  Checker checker(sources, options, diagnostics, *package);
  checker.run(files);
  package->instances->finish();
  return package;
}

void Package::release_bodies() {
  files.clear();
  ranges.clear();
  scopes.clear();
  block_scopes.clear();
  expressions.clear();
}

}  // namespace prologo::check
