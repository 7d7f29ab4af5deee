#include "frontend/grammar/gofmt_checks.h"

#include "frontend/ast_printer.h"
#include "frontend/unicode.h"

namespace prologo::grammar {

void check_const_value(Iterator at, State& state, const ast::ConstDecl& decl, bool is_first) {
  if (state.as_gofmt() && decl.values.empty() && (is_first || decl.type != nullptr)) {
    state.error(at, decl.pos, "missing init expr for const declaration");
  }
}

static bool may_be_in_path(char32_t c) {
  static constexpr std::string_view kIllegal = "!\"#$%&'()*,:;<=>?[\\]^{|}`";
  bool is_illegal = c < 0x80 ? c <= ' ' || kIllegal.find(static_cast<char>(c)) != kIllegal.npos
                             : c == unicode::kInvalid || c == 0xFFFD;
  return !is_illegal && unicode::is_printable(c);
}

// Paths with escapes are left alone: nobody writes them, and the checker decodes them.
void check_import_path(Iterator at, State& state, const ast::BasicLit& path) {
  if (!state.as_gofmt() || path.is_bad || path.lit != ast::LitKind::String) {
    return;
  }
  std::string_view rest = path.text.substr(1, path.text.size() - 2);
  if (path.text[0] == '"' && rest.find('\\') != rest.npos) {
    return;
  }
  bool is_valid = !rest.empty();
  while (!rest.empty()) {
    unicode::Decoded next = unicode::decode(rest.data(), rest.size());
    is_valid = is_valid && may_be_in_path(next.c);
    rest.remove_prefix(next.length);
  }
  if (!is_valid) {
    state.error(at, path.pos, "invalid import path: " + std::string(path.text));
  }
}

void check_defined_names(Iterator at, State& state, ast::List<ast::Expr> lhs) {
  if (!state.as_gofmt()) {
    return;
  }
  for (const ast::Expr* x : lhs) {
    if (x->kind != ast::ExprKind::Ident) {
      state.error(at, ast::start_pos(x),
                  "non-name " + ast::expr_text(x) + " on left side of :=");
    }
  }
}

void check_range_operands(Iterator at, State& state, ast::List<ast::Expr> lhs) {
  if (state.as_gofmt() && lhs.size() > 2) {
    state.error(at, ast::start_pos(lhs.back()),
                "range clause permits at most two iteration variables");
  }
}

void check_open_array(Iterator at, State& state, const ast::Expr* x) {
  if (!state.as_gofmt() || at->kind == Tok::Lbrace) {
    return;
  }
  while (auto* paren = ast::as<ast::Paren>(x)) {
    x = paren->x;
  }
  auto* array = ast::as<ast::ArrayType>(x);
  if (array != nullptr && array->length == nullptr) {
    state.error(at, array->pos, "invalid use of [...] array (outside a composite literal)");
  }
}

void check_type_argument(Iterator at, State& state, const ast::Expr* x, bool is_value) {
  if (state.as_gofmt() && is_value && !state.has_failed(at)) {
    state.error(at, ast::start_pos(x), ast::expr_text(x) + " is not a type");
  }
}

}  // namespace prologo::grammar
