#pragma once
// What the grammar's components share: the arena, the errors, and the little context that Go's
// syntax depends on. Components get it through the X3 parse context.

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/ast.h"
#include "frontend/grammar/directives.h"
#include "frontend/token.h"
#include "support/diagnostic.h"

namespace prologo::grammar {

using Iterator = const Token*;

// A set of token kinds.
using TokSet = uint64_t;

constexpr TokSet set_of(Tok kind) { return TokSet{1} << static_cast<unsigned>(kind); }

constexpr TokSet set_of(std::initializer_list<Tok> kinds) {
  TokSet set = 0;
  for (Tok kind : kinds) {
    set |= set_of(kind);
  }
  return set;
}

constexpr bool contains(TokSet set, Tok kind) { return (set & set_of(kind)) != 0; }

class State {
 public:
  State(const Tokens& tokens, ast::Arena& arena, Diagnostics& diagnostics, bool as_gofmt);

  Iterator begin() const { return tokens_.list.data(); }

  Iterator eof() const { return &tokens_.list.back(); }

  const Tokens& tokens() const { return tokens_; }

  ast::Arena& arena() { return arena_; }

  bool as_gofmt() const { return as_gofmt_; }

  Pos pos(Iterator at) const { return tokens_.pos(*at); }

  // A node that stands at the given token.
  template <typename T>
  T* make(Iterator at) {
    T* node = arena_.make<T>();
    node->pos = pos(at);
    return node;
  }

  ast::Ident* make_ident(Iterator at, std::string_view name) {
    ast::Ident* ident = make<ast::Ident>(at);
    ident->name = arena_.intern(name);
    return ident;
  }

  // ---- Errors, in the words and with the suppressions of cmd/compile ----

  // "syntax error: " + message; one that begins with "in ", "at ", "after " or "expecting " is
  // put behind "unexpected <the token at `at`>". `pos` is where it is shown.
  void syntax_error(Iterator at, std::string message) {
    syntax_error_at(at, pos(at), std::move(message));
  }

  void syntax_error_at(Iterator at, Pos shown, std::string message);

  // Without "syntax error: ".
  void error(Iterator at, Pos shown, std::string message);

  // How many errors there are in the tokens up to `at`, also those not worth showing.
  size_t error_count(Iterator at);

  // Whether there is an error in the tokens up to `at`.
  bool has_failed(Iterator at) { return error_count(at) > 0; }

  // Reports the lexical errors in all tokens up to `at`.
  void report_lexical_errors(Iterator at);

  // Skips to a token of `follow`; inside functions also to one that begins a statement. With an
  // empty set skips one token.
  void advance(Iterator& first, TokSet follow);

  bool got(Iterator& first, Tok kind) {
    if (first->kind != kind) {
      return false;
    }
    ++first;
    return true;
  }

  // The token must come now. If not, complains and skips one.
  void want(Iterator& first, Tok kind);

  // "=", with ":=" taken for it after a complaint.
  bool got_assign(Iterator& first);

  // ---- Directive comments ----

  // Those read since the last call, for the declaration that begins at `at`; those that may not
  // stand before such a one are reported.
  std::span<ast::Pragma> take_pragmas(Iterator at, Places place);

  // Those read since are misplaced: nothing here can bear them.
  void clear_pragmas(Iterator at) {
    if (next_directive_ < tokens_.directives.size()) {
      take_pragmas(at, 0);
    }
  }

  // A pragma that turned out to be of no use where it stands; late, if a declaration bears it.
  void refuse_pragma(const ast::Pragma& pragma, bool is_late);

  std::span<ast::Pragma> loose_pragmas() { return arena_.copy(loose_pragmas_); }

  // ---- Nesting ----

  // Deeper than this is refused, so that no later stage runs out of stack.
  static constexpr int kMaxNesting = 10000;

  // A chain of operators makes a tree as deep as the chain is long: whether one of `length` is
  // too much here. If so it is refused.
  bool is_too_deep(Iterator& first, int length) {
    if (length + nesting < kMaxNesting) {
      return false;
    }
    refuse_nesting(first);
    return true;
  }

  // Gives up on the file: moves to its end, where follow-up errors are not reported.
  void refuse_nesting(Iterator& first);

  int nesting = 0;
  const char* stack_base = nullptr;  // where the stack in use was entered
  size_t stack_use = 0;              // how much of it may be used

  int function_level = 0;  // > 0: inside a function body
  // >= 0: `{` after a name begins a composite literal; < 0: it begins a block (an `if` header).
  int expression_level = 0;

  std::vector<ast::Block*> whole_bodies;  // of functions, without errors in them

  // The left side of the simple statement being read.
  ast::List<ast::Expr> operands;

  // ---- Lists under construction ----

  std::vector<void*> pending;  // nodes of the lists being read, innermost last
  bool list_is_done = false;   // the element just read must be the last one
  Pos list_end;                // of the closing token of the last list read

 private:
  std::string unexpected(Iterator at) const;
  void add_error(Pos shown, std::string message);
  const Tokens& tokens_;
  ast::Arena& arena_;
  Diagnostics& diagnostics_;
  bool as_gofmt_;
  size_t error_count_ = 0;
  Pos last_syntax_error_;
  Diagnostic last_other_error_;
  size_t next_lexical_error_ = 0;
  size_t next_directive_ = 0;
  std::vector<ast::Pragma> loose_pragmas_;
};

// Undoes a change of a level at the end of a scope.
class Scoped {
 public:
  Scoped(int& variable, int value) : variable_(variable), saved_(variable) { variable = value; }

  Scoped(const Scoped&) = delete;
  Scoped& operator=(const Scoped&) = delete;

  ~Scoped() { variable_ = saved_; }

 private:
  int& variable_;
  int saved_;
};

// "comma" and "semicolon or newline" are words, the rest show as they are written.
const char* token_name(Tok kind);

}  // namespace prologo::grammar
