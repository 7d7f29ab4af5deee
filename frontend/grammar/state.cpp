#include "frontend/grammar/state.h"

namespace prologo::grammar {

// Tokens that begin a statement: inside functions, good places to resume after an error.
static constexpr TokSet kStatementStarts = set_of(
    {Tok::Break, Tok::Const, Tok::Continue, Tok::Defer, Tok::Fallthrough, Tok::For, Tok::Go,
     Tok::Goto, Tok::If, Tok::Return, Tok::Select, Tok::Switch, Tok::Type, Tok::Var});

State::State(const Tokens& tokens, ast::Arena& arena, Diagnostics& diagnostics, bool as_gofmt)
    : tokens_(tokens), arena_(arena), diagnostics_(diagnostics), as_gofmt_(as_gofmt) {}

const char* token_name(Tok kind) {
  switch (kind) {
    case Tok::Comma:
      return "comma";
    case Tok::Semi:
      return "semicolon or newline";
    default:
      return spelling(kind);
  }
}

// Not the same again on the same line.
void State::add_error(Pos shown, std::string message) {
  error_count_++;
  const Diagnostic& last = last_other_error_;
  if (last.pos.line == shown.line && last.pos.file == shown.file && last.message == message) {
    return;
  }
  last_other_error_ = {shown, message};
  diagnostics_.add(shown, std::move(message));
}

void State::report_lexical_errors(Iterator at) {
  size_t index = static_cast<size_t>(at - begin());
  const std::vector<LexError>& errors = tokens_.errors;
  while (next_lexical_error_ < errors.size() && errors[next_lexical_error_].token <= index) {
    const LexError& error = errors[next_lexical_error_++];
    add_error(error.pos, error.message);
  }
}

size_t State::error_count(Iterator at) {
  report_lexical_errors(at);
  return error_count_;
}

void State::error(Iterator at, Pos shown, std::string message) {
  report_lexical_errors(at);
  add_error(shown, std::move(message));
}

std::string State::unexpected(Iterator at) const {
  switch (at->kind) {
    case Tok::Name:
      return std::string(tokens_.text(*at));
    case Tok::Literal:
      return "literal " + std::string(tokens_.text(*at));
    case Tok::Operator:
      return ast::op_text(at->op());
    case Tok::AssignOp:
      return std::string(ast::op_text(at->op())) + "=";
    case Tok::IncOp:
      return std::string(ast::op_text(at->op())) + ast::op_text(at->op());
    case Tok::Semi:
      switch (at->semi()) {
        case SemiKind::Semicolon:
          return "semicolon";
        case SemiKind::Newline:
          return "newline";
        case SemiKind::Eof:
          return "EOF";
      }
      return "";
    default:
      return token_name(at->kind);
  }
}

// At the end of the file only the first error means anything; elsewhere one a line is shown.
void State::syntax_error_at(Iterator at, Pos shown, std::string message) {
  if (has_failed(at) && at->kind == Tok::Eof) {
    return;
  }
  error_count_++;
  if (shown.line == last_syntax_error_.line && shown.file == last_syntax_error_.file) {
    return;
  }
  last_syntax_error_ = shown;
  std::string text = "syntax error: ";
  if (message.starts_with("expecting ")) {
    text += "unexpected " + unexpected(at) + ", ";
  } else if (message.starts_with("in ") || message.starts_with("at ") ||
             message.starts_with("after ")) {
    text += "unexpected " + unexpected(at) + " ";
  }
  diagnostics_.add(shown, text + message);
}

void State::advance(Iterator& first, TokSet follow) {
  TokSet stop = follow | set_of(Tok::Eof);
  if (follow == 0) {
    if (first->kind != Tok::Eof) {
      ++first;
    }
    return;
  }
  if (function_level > 0) {
    stop |= kStatementStarts;
  }
  while (!contains(stop, first->kind)) {
    ++first;
  }
}

void State::want(Iterator& first, Tok kind) {
  if (!got(first, kind)) {
    syntax_error(first, std::string("expecting ") + token_name(kind));
    advance(first, 0);
  }
}

bool State::got_assign(Iterator& first) {
  if (first->kind == Tok::Define) {
    syntax_error(first, "expecting =");
  } else if (first->kind != Tok::Assign) {
    return false;
  }
  ++first;
  return true;
}

void State::refuse_pragma(const ast::Pragma& pragma, bool is_late) {
  if (as_gofmt_) {
    return;
  }
  const bool is_embed = places_of(pragma.text) == kBeforeVar;
  const char* text = is_embed ? "misplaced go:embed directive" : "misplaced compiler directive";
  if (is_late) {
    diagnostics_.add_late(pragma.pos, text);
  } else {
    diagnostics_.add(pragma.pos, text);
  }
}

std::span<ast::Pragma> State::take_pragmas(Iterator at, Places place) {
  size_t index = static_cast<size_t>(at - begin());
  std::vector<ast::Pragma> taken;
  for (; next_directive_ < tokens_.directives.size(); next_directive_++) {
    const Directive& directive = tokens_.directives[next_directive_];
    if (directive.token > index) {
      break;
    }
    ast::Pragma pragma{directive.pos, arena_.intern(directive.text)};
    std::string fault = as_gofmt_ ? "" : directive_fault(directive.text);
    Places places = places_of(directive.text);
    if (!directive.alone) {
      refuse_pragma(pragma, false);
    } else if (!fault.empty()) {
      diagnostics_.add(directive.pos, fault);
    } else if (places == kAnywhere) {
      loose_pragmas_.push_back(pragma);
    } else if (places == 0 || (places & place) != 0) {
      taken.push_back(pragma);
    } else {
      refuse_pragma(pragma, place != 0);
    }
  }
  return arena_.copy(taken);
}

void State::refuse_nesting(Iterator& first) {
  syntax_error(first, "nesting too deep: more than " + std::to_string(kMaxNesting) + " levels");
  report_lexical_errors(first);
  first = eof();
}

}  // namespace prologo::grammar
