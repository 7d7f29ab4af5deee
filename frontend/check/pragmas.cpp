// Directive comments that only the declarations around them can judge. Where directives may
// stand is the parser's business.

#include "frontend/check/pragmas.h"

#include <algorithm>
#include <sstream>

#include "frontend/check/checker.h"

namespace prologo::check {

static bool imports_unsafe(const ast::File* file) {
  return std::any_of(file->decls.begin(), file->decls.end(), [](const ast::Decl* decl) {
    auto* import = ast::as<ast::ImportDecl>(decl);
    return import != nullptr && import->path != nullptr &&
           (import->path->text == "\"unsafe\"" || import->path->text == "`unsafe`");
  });
}

bool has_pragma(std::span<const ast::Pragma> pragmas, std::string_view text) {
  return std::any_of(pragmas.begin(), pragmas.end(),
                     [&](const ast::Pragma& pragma) { return pragma.text == text; });
}

// `linked`: the names that directives have named so far.
void Checker::check_linkname(const ast::File* file, const ast::Pragma& pragma,
                             std::set<std::string>& linked) {
  std::istringstream words{std::string(pragma.text)};
  std::string verb;
  std::string name;
  words >> verb >> name;
  if (verb != "go:linkname") {
    return;
  }
  if (!imports_unsafe(file)) {
    return error(pragma.pos, "//go:linkname only allowed in Go files that import \"unsafe\"");
  }
  auto found = package_.scope->names.find(name);
  const bool is_code_or_data =
      found != package_.scope->names.end() &&
      (found->second->kind == ObjectKind::Func || found->second->kind == ObjectKind::Var);
  if (!is_code_or_data) {
    error(pragma.pos, "//go:linkname must refer to declared function or variable");
  } else if (!linked.insert(name).second) {
    error(pragma.pos, message("duplicate //go:linkname for ", name));
  }
}

void Checker::check_pragmas(std::span<ast::File* const> files) {
  std::set<std::string> linked;
  for (const ast::File* file : files) {
    for (const ast::Pragma& pragma : file->loose_pragmas) {
      check_linkname(file, pragma, linked);
    }
    for (const ast::Decl* decl : file->decls) {
      for (const ast::Pragma& pragma : decl->pragmas) {
        if (pragma.text.starts_with("go:embed")) {
          error(pragma.pos, "go:embed only allowed in Go files that import \"embed\"");
        }
      }
      auto* function = ast::as<ast::FuncDecl>(decl);
      if (function != nullptr && function->body != nullptr &&
          has_pragma(function->pragmas, "go:noescape")) {
        error(function->pos, "can only use //go:noescape with external func implementations");
      }
    }
  }
}

// Functions without a body must be allowed, or named by a linkname directive.
void Checker::check_bodies(std::span<ast::File* const> files) {
  if (options_.allow_bodyless) {
    return;
  }
  for (const ast::File* file : files) {
    for (const ast::Decl* decl : file->decls) {
      auto* function = ast::as<ast::FuncDecl>(decl);
      if (function == nullptr || function->body != nullptr) {
        continue;
      }
      std::string directive = "go:linkname " + std::string(function->name->name) + " ";
      bool is_linked = std::any_of(
          file->loose_pragmas.begin(), file->loose_pragmas.end(),
          [&](const ast::Pragma& pragma) { return pragma.text.starts_with(directive); });
      if (!is_linked) {
        error(function->pos, "missing function body");
      }
    }
  }
}

}  // namespace prologo::check
