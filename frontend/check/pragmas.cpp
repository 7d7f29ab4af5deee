// Directive comments that only the declarations around them can judge. Where directives may
// stand is the parser's business.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

static bool imports_unsafe(const ast::File* file) {
  return std::any_of(file->decls.begin(), file->decls.end(), [](const ast::Decl* decl) {
    auto* import = ast::as<ast::ImportDecl>(decl);
    return import != nullptr && import->path != nullptr &&
           (import->path->text == "\"unsafe\"" || import->path->text == "`unsafe`");
  });
}

static bool has_pragma(std::span<const ast::Pragma> pragmas, std::string_view text) {
  return std::any_of(pragmas.begin(), pragmas.end(),
                     [&](const ast::Pragma& pragma) { return pragma.text == text; });
}

void Checker::check_pragmas(std::span<ast::File* const> files) {
  for (const ast::File* file : files) {
    for (const ast::Pragma& pragma : file->loose_pragmas) {
      if (pragma.text.starts_with("go:linkname ") && !imports_unsafe(file)) {
        error(pragma.pos, "//go:linkname only allowed in Go files that import \"unsafe\"");
      }
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
