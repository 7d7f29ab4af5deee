#include "frontend/grammar/parser.h"

#include <utility>

#include "frontend/grammar/rules.h"

namespace prologo {
namespace grammar {

static constexpr TokSet kDeclarationStarts =
    set_of({Tok::Const, Tok::Type, Tok::Var, Tok::Func});

static bool is_bodyless_function(const ast::Decl* decl) {
  auto* fn = ast::as<ast::FuncDecl>(decl);
  return fn != nullptr && fn->body == nullptr;
}

// PackageClause = "package" PackageName ";" .
static bool read_package_clause(Iterator& first, State& state, ast::File* file) {
  file->pos = state.pos(first);
  if (!state.got(first, Tok::Package)) {
    state.syntax_error(first, "package statement must be first");
    return false;
  }
  file->pragmas = state.take_pragmas(first, kBeforePackage);
  file->package_name = run(name, first, state);
  state.want(first, Tok::Semi);
  return !state.has_failed(first);
}

// TopLevelDecl = Declaration | FunctionDecl | MethodDecl .
static bool read_top_level(Iterator& first, State& state) {
  if (state.got(first, Tok::Func)) {
    if (ast::Decl* fn = read_func_decl(first, state)) {
      state.pending.push_back(fn);
    }
    return true;
  }
  if (contains(kDeclarationStarts, first->kind)) {
    Tok keyword = first->kind;
    ++first;
    read_declarations(first, state, keyword);
    return true;
  }
  bool is_stray_body =
      first->kind == Tok::Lbrace && !state.pending.empty() &&
      is_bodyless_function(static_cast<const ast::Decl*>(state.pending.back()));
  state.syntax_error(first, is_stray_body ? "unexpected semicolon or newline before {"
                                          : "non-declaration statement outside function body");
  state.advance(first, kDeclarationStarts);
  return false;
}

// SourceFile = PackageClause { ImportDecl ";" } { TopLevelDecl ";" } .
static ast::File* read_file(State& state) {
  Iterator first = state.begin();
  ast::File* file = state.arena().make<ast::File>();
  if (!read_package_clause(first, state, file)) {
    return nullptr;
  }
  while (state.got(first, Tok::Import)) {
    read_declarations(first, state, Tok::Import);
    state.want(first, Tok::Semi);
  }
  while (first->kind != Tok::Eof) {
    if (!read_top_level(first, state)) {
      continue;
    }
    state.clear_pragmas(first);
    if (first->kind != Tok::Eof && !state.got(first, Tok::Semi)) {
      state.syntax_error(first, "after top level declaration");
      state.advance(first, kDeclarationStarts);
    }
  }
  state.clear_pragmas(first);
  state.report_lexical_errors(first);
  file->decls = take_pending<ast::Decl>(state, 0);
  file->loose_pragmas = state.loose_pragmas();
  file->eof = state.pos(first);
  file->line_count = state.tokens().line_count;
  return file;
}

}  // namespace grammar

ast::File* parse(const Tokens& tokens, ast::Arena& arena, Diagnostics& diagnostics,
                 const ParseOptions& options) {
  grammar::State state(tokens, arena, diagnostics, options.as_gofmt);
  state.stack_base = static_cast<const char*>(__builtin_frame_address(0));
  state.stack_use = grammar::kFirstStackUse;
  ast::File* file = grammar::read_file(state);
  if (options.whole_bodies != nullptr) {
    *options.whole_bodies = std::move(state.whole_bodies);
  }
  return file;
}

}  // namespace prologo
