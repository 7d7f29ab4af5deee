#pragma once
// The checker's door: syntax trees of one package in, everything lowering needs out. Errors are
// reported in Go's words; the package is usable only if there were none.

#include <memory>
#include <span>
#include <string>

#include "frontend/ast.h"
#include "frontend/check/info.h"
#include "support/diagnostic.h"
#include "support/source.h"

namespace prologo::check {

struct Options {
  bool allow_bodyless = false;  // functions may be declared without a body
  bool require_main = true;     // package main must have a function main
};

// The trees must outlive the package; their annotations are filled in.
std::unique_ptr<Package> check_package(std::span<ast::File* const> files,
                                       const SourceFiles& sources, const Options& options,
                                       Diagnostics& diagnostics);

// Reports what is wrong with labels and jumps of function bodies; check_package does so itself,
// but Go's parser does it also where syntax errors elsewhere keep the package from being
// checked.
void check_jumps(std::span<ast::Block* const> bodies, const SourceFiles& sources,
                 Diagnostics& diagnostics);

// Every declared object with its type, constants with their values, methods, the order of
// initialisation: one a line, for tests and dumps.
std::string package_text(const Package& package);

}  // namespace prologo::check
