#include "frontend/lexer.h"

#include <array>
#include <boost/spirit/home/x3.hpp>
#include <cstring>

#include "frontend/lexer_literals.h"
#include "frontend/lexer_state.h"
#include "frontend/unicode.h"

namespace prologo {
namespace lexer {

namespace x3 = boost::spirit::x3;
using ast::Op;

struct StateTag;

// ---- Components: parsers without attribute that work on the State in the context ----

// Ends the token here.
struct Emit : x3::parser<Emit> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;

  constexpr Emit(Tok k, uint8_t d, bool e) : kind(k), detail(d), ends_line(e) {}

  template <typename Context, typename RContext, typename Attribute>
  bool parse(Iterator& first, Iterator const&, Context const& context, RContext&,
             Attribute&) const {
    x3::get<StateTag>(context).emit(first, kind, detail, ends_line);
    return true;
  }

  Tok kind;
  uint8_t detail;
  bool ends_line;
};

static constexpr Emit emit(Tok kind, bool ends_line = false) { return {kind, 0, ends_line}; }

static constexpr Emit emit(Tok kind, Op op, bool ends_line = false) {
  return {kind, static_cast<uint8_t>(op), ends_line};
}

// Reads on by hand: `run` moves the iterator and always succeeds.
struct Reader : x3::parser<Reader> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;

  constexpr explicit Reader(void (*f)(Iterator&, State&)) : run(f) {}

  template <typename Context, typename RContext, typename Attribute>
  bool parse(Iterator& first, Iterator const&, Context const& context, RContext&,
             Attribute&) const {
    run(first, x3::get<StateTag>(context));
    return true;
  }

  void (*run)(Iterator&, State&);
};

// ---- Identifiers ----

static constexpr size_t kKeywordCount = 25;

struct Keyword {
  std::string_view text;
  Tok kind;
};

static constexpr Keyword kKeywords[kKeywordCount] = {
#define TOKEN(kind, text)
#define KEYWORD(kind, text) {text, Tok::kind},
#include "frontend/token.def"
#undef TOKEN
#undef KEYWORD
};

// Entry i: the first keyword whose initial is not below 'a' + i.
static constexpr std::array<uint8_t, 27> kFirstKeyword = [] {
  std::array<uint8_t, 27> first{};
  for (size_t letter = 0; letter < first.size(); letter++) {
    size_t at = 0;
    while (at < kKeywordCount && static_cast<size_t>(kKeywords[at].text[0] - 'a') < letter) {
      at++;
    }
    first[letter] = static_cast<uint8_t>(at);
  }
  return first;
}();

static const Keyword* find_keyword(std::string_view text) {
  if (text.size() < 2 || text[0] < 'a' || text[0] > 'z') {
    return nullptr;
  }
  size_t letter = static_cast<size_t>(text[0] - 'a');
  for (size_t i = kFirstKeyword[letter]; i < kFirstKeyword[letter + 1]; i++) {
    if (kKeywords[i].text == text) {
      return &kKeywords[i];
    }
  }
  return nullptr;
}

static constexpr std::array<bool, 256> kIsIdentifierByte = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 128; c++) {
    table[c] = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
  }
  return table;
}();

// Beyond ASCII: letters and digits belong to it; what is neither is an error, but stays in it.
static void read_wide_part(Iterator& first, State& state) {
  while (first < state.end()) {
    unicode::Decoded next = unicode::decode(first, static_cast<size_t>(state.end() - first));
    if (next.c < 0x80) {
      if (!kIsIdentifierByte[next.c]) {
        return;
      }
    } else if (unicode::is_digit(next.c)) {
      if (first == state.token_start()) {
        state.error(first, "identifier cannot begin with digit " + unicode::name_of(next.c));
      }
    } else if (!unicode::is_letter(next.c)) {
      state.error(first, "invalid character " + unicode::name_of(next.c) + " in identifier");
    }
    first += next.length;
  }
}

static bool ends_line(Tok keyword) {
  return keyword == Tok::Break || keyword == Tok::Continue || keyword == Tok::Fallthrough ||
         keyword == Tok::Return;
}

static void read_identifier(Iterator& first, State& state) {
  while (first < state.end() && kIsIdentifierByte[static_cast<unsigned char>(*first)]) {
    first++;
  }
  if (first < state.end() && static_cast<unsigned char>(*first) >= 0x80) {
    read_wide_part(first, state);
  }
  std::string_view text(state.token_start(), static_cast<size_t>(first - state.token_start()));
  const Keyword* keyword = state.lost_bytes_since_start(first) ? nullptr : find_keyword(text);
  if (keyword != nullptr) {
    state.emit(first, keyword->kind, 0, ends_line(keyword->kind));
  } else {
    state.emit(first, Tok::Name, 0, true);
  }
}

// ---- White space and comments ----

static void read_blanks(Iterator& first, State& state) {
  for (; first < state.end(); first++) {
    if (*first == '\n') {
      if (state.needs_semi()) {
        return;
      }
      state.new_line(first + 1);
    } else if (*first != ' ' && *first != '\t' && *first != '\r') {
      return;
    }
  }
}

// A newline that is not white space.
static void read_newline(Iterator& first, State& state) {
  first++;
  state.emit(first, Tok::Semi, static_cast<uint8_t>(SemiKind::Newline), false);
  state.new_line(first);
}

static bool is_directive(std::string_view text) {
  return text.starts_with("go:") || text.starts_with("line ") || text.starts_with("prologo:");
}

static void read_line_comment(Iterator& first, State& state) {
  size_t left = static_cast<size_t>(state.end() - first);
  const void* newline = left > 0 ? std::memchr(first, '\n', left) : nullptr;
  Iterator end = newline != nullptr ? static_cast<Iterator>(newline) : state.end();
  std::string_view text(first, static_cast<size_t>(end - first));
  first = end;
  if (is_directive(text)) {
    if (text.ends_with('\r')) {
      text.remove_suffix(1);
    }
    state.directive(text, true, end);
  }
}

// With a newline inside, the comment acts like one.
static void read_block_comment(Iterator& first, State& state) {
  Iterator inside = first;
  for (;; first++) {
    if (first == state.end()) {
      state.error_in_token(0, "comment not terminated");
      break;
    }
    if (*first == '\n') {
      state.new_line(first + 1);
    } else if (*first == '*' && first + 1 < state.end() && first[1] == '/') {
      first += 2;
      std::string_view text(inside, static_cast<size_t>(first - inside) - 2);
      if (text.starts_with("line ")) {
        state.directive(text, false, first);
      }
      break;
    }
  }
  if (state.line() > state.token_line() && state.needs_semi()) {
    state.emit(first, Tok::Semi, static_cast<uint8_t>(SemiKind::Newline), false);
  }
}

static void read_invalid(Iterator& first, State& state) {
  state.error(first,
              "invalid character " + unicode::name_of(static_cast<unsigned char>(*first)));
  first++;
}

static void read_integer(Iterator& first, State& state) { read_number(first, state, false); }

static void read_fraction(Iterator& first, State& state) { read_number(first, state, true); }

// ---- The token grammar, one rule an initial character ----

static auto assignable(Op op) {
  return '=' >> emit(Tok::AssignOp, op) | emit(Tok::Operator, op);
}

// "+" | "++" | "+="
static auto const plus = '+' >> ('+' >> emit(Tok::IncOp, Op::Add, true) | assignable(Op::Add));
// "-" | "--" | "-="
static auto const minus = '-' >> ('-' >> emit(Tok::IncOp, Op::Sub, true) | assignable(Op::Sub));
// "*" | "*="
static auto const star = '*' >>
                         ('=' >> emit(Tok::AssignOp, Op::Mul) | emit(Tok::Star, Op::Mul));
// comment | "/" | "/="
static auto const slash = '/' >> ('/' >> Reader(read_line_comment) |
                                  '*' >> Reader(read_block_comment) | assignable(Op::Div));
// "%" | "%="
static auto const percent = '%' >> assignable(Op::Rem);
// "&&" | "&^" | "&^=" | "&" | "&="
static auto const ampersand = '&' >> ('&' >> emit(Tok::Operator, Op::AndAnd) |
                                      '^' >> assignable(Op::AndNot) | assignable(Op::And));
// "||" | "|" | "|="
static auto const bar = '|' >> ('|' >> emit(Tok::Operator, Op::OrOr) | assignable(Op::Or));
// "^" | "^="
static auto const caret = '^' >> assignable(Op::Xor);
// "<=" | "<<" | "<<=" | "<-" | "<"
static auto const less = '<' >>
                         ('=' >> emit(Tok::Operator, Op::Leq) | '<' >> assignable(Op::Shl) |
                          '-' >> emit(Tok::Arrow) | emit(Tok::Operator, Op::Lss));
// ">=" | ">>" | ">>=" | ">"
static auto const greater = '>' >> ('=' >> emit(Tok::Operator, Op::Geq) |
                                    '>' >> assignable(Op::Shr) | emit(Tok::Operator, Op::Gtr));
// "==" | "="
static auto const equals = '=' >> ('=' >> emit(Tok::Operator, Op::Eql) | emit(Tok::Assign));
// "!=" | "!"
static auto const bang = '!' >>
                         ('=' >> emit(Tok::Operator, Op::Neq) | emit(Tok::Operator, Op::Not));
// "~"
static auto const tilde = '~' >> emit(Tok::Operator, Op::Tilde);
// ":=" | ":"
static auto const colon = ':' >> ('=' >> emit(Tok::Define) | emit(Tok::Colon));
// "..." | "." digits | "."
static auto const dot = "..." >> emit(Tok::DotDotDot) |
                        '.' >> (&x3::char_('0', '9') >> Reader(read_fraction) | emit(Tok::Dot));
static auto const bracket = '(' >> emit(Tok::Lparen) | ')' >> emit(Tok::Rparen, true) |
                            '[' >> emit(Tok::Lbrack) | ']' >> emit(Tok::Rbrack, true) |
                            '{' >> emit(Tok::Lbrace) | '}' >> emit(Tok::Rbrace, true);
static auto const separator = ',' >> emit(Tok::Comma) |
                              ';' >> Emit(Tok::Semi, static_cast<uint8_t>(SemiKind::Semicolon),
                                          false);
static auto const quoted = '"' >> Reader(read_string) | '\'' >> Reader(read_rune) |
                           '`' >> Reader(read_raw_string);

// Chooses the rule by the first character. Fails at the end of the text only.
struct NextToken : x3::parser<NextToken> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;

  template <typename Context, typename RContext, typename Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext,
             Attribute& attribute) const {
    auto with = [&](auto const& rule) {
      return rule.parse(first, last, context, rcontext, attribute);
    };
    State& state = x3::get<StateTag>(context);
    read_blanks(first, state);
    if (first == last) {
      return false;
    }
    state.begin_token(first);
    if (kIsIdentifierByte[static_cast<unsigned char>(*first)]) {
      return with(*first <= '9' ? kInteger : kIdentifier);
    }
    return by_character(*first, with);
  }

  // Identifiers and numbers have been told apart from these by the caller.
  template <typename With>
  static bool by_character(char first_char, With const& with) {
    switch (first_char) {
      case '(':
      case ')':
      case '[':
      case ']':
      case '{':
      case '}':
        return with(bracket);
      case ',':
      case ';':
        return with(separator);
      case '.':
        return with(dot);
      case '\n':
        return with(kNewline);
      case '=':
        return with(equals);
      case ':':
        return with(colon);
      case '"':
      case '\'':
      case '`':
        return with(quoted);
      case '/':
        return with(slash);
      case '*':
        return with(star);
      case '&':
        return with(ampersand);
      case '!':
        return with(bang);
      case '<':
        return with(less);
      case '>':
        return with(greater);
      case '+':
        return with(plus);
      case '-':
        return with(minus);
      case '|':
        return with(bar);
      case '%':
        return with(percent);
      case '^':
        return with(caret);
      case '~':
        return with(tilde);
      default:
        return with(static_cast<unsigned char>(first_char) >= 0x80 ? kIdentifier : kInvalid);
    }
  }

  static constexpr Reader kInteger{read_integer};
  static constexpr Reader kIdentifier{read_identifier};
  static constexpr Reader kNewline{read_newline};
  static constexpr Reader kInvalid{read_invalid};
};

// SourceText = { token | comment | white_space } .
static auto const source_text = *NextToken();

}  // namespace lexer

// Offsets are 32 bits wide.
static constexpr size_t kMaxSourceSize = 0xFFFFFF00;

Tokens lex(SourceFiles& files, uint16_t file) {
  Tokens tokens;
  if (files[file].text.size() > kMaxSourceSize) {
    tokens.file = file;
    tokens.list.push_back({});
    tokens.errors.push_back({0, {1, file, 1}, "file too large"});
    return tokens;
  }
  lexer::State state(files, file, tokens);
  lexer::Iterator first = state.begin();
  lexer::x3::unused_type none;
  auto context = lexer::x3::make_context<lexer::StateTag>(state);
  lexer::source_text.parse(first, state.end(), context, none, none);
  state.finish();
  return tokens;
}

void report_lexical_errors(const Tokens& tokens, Diagnostics& diagnostics) {
  for (const LexError& error : tokens.errors) {
    diagnostics.add(error.pos, error.message);
  }
}

}  // namespace prologo
