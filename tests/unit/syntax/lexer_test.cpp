// The lexer: semicolon insertion, positions, input that is not clean text.

#include "frontend/lexer.h"

#include "tests/catch.h"

namespace prologo {

static Tokens lex_text(SourceFiles& sources, const std::string& text) {
  return lex(sources, sources.add("test.go", text));
}

static std::vector<Tok> kinds_of(const std::string& text) {
  SourceFiles sources;
  std::vector<Tok> kinds;
  for (const Token& token : lex_text(sources, text).list) {
    kinds.push_back(token.kind);
  }
  return kinds;
}

static bool ends_line(const std::string& text) {
  std::vector<Tok> kinds = kinds_of(text + "\n");
  return kinds[kinds.size() - 2] == Tok::Semi;
}

TEST_CASE("syntax: tokens that end a line") {
  for (const char* text : {"x", "1", "1.5", "2i", "'a'", "\"s\"", "`s`", "break", "continue",
                           "fallthrough", "return", "++", "--", ")", "]", "}"}) {
    CAPTURE(text);
    CHECK(ends_line(text));
  }
}

TEST_CASE("syntax: tokens that do not end a line") {
  for (const char* text : {"+", "=", ":=", "(", "[", "{", ",", ".", "...", ":", "<-", "*", "!",
                           "if", "goto", "func", "else", "range", "+="}) {
    CAPTURE(text);
    CHECK_FALSE(ends_line(text));
  }
}

TEST_CASE("syntax: one explicit semicolon is one token") {
  CHECK(kinds_of("x;\n") == std::vector<Tok>{Tok::Name, Tok::Semi, Tok::Eof});
}

TEST_CASE("syntax: the end of the file ends a line too") {
  SourceFiles sources;
  Tokens tokens = lex_text(sources, "x");
  REQUIRE(tokens.list.size() == 3);
  CHECK(tokens.list[1].kind == Tok::Semi);
  CHECK(tokens.list[1].semi() == SemiKind::Eof);
}

TEST_CASE("syntax: text without any token") {
  CHECK(kinds_of("") == std::vector<Tok>{Tok::Eof});
  CHECK(kinds_of(" \t\r\n/* c */ // d") == std::vector<Tok>{Tok::Eof});
}

TEST_CASE("syntax: a byte order mark is passed over at the start only") {
  SourceFiles sources;
  Tokens clean = lex_text(sources, "\xEF\xBB\xBFx");
  CHECK(clean.errors.empty());
  CHECK(clean.list[0].column == 4);
  Tokens inside = lex_text(sources, "x \xEF\xBB\xBF y");
  REQUIRE(inside.errors.size() == 1);
  CHECK(inside.errors[0].message == "invalid BOM in the middle of the file");
  CHECK(inside.errors[0].pos.column == 3);
}

TEST_CASE("syntax: bytes that are dropped still count as columns") {
  SourceFiles sources;
  Tokens tokens = lex_text(sources, std::string("a\n\0\0b \xFF c", 9));
  REQUIRE(tokens.list.size() == 6);
  CHECK(tokens.list[2].line == 2);
  CHECK(tokens.list[2].column == 3);
  CHECK(tokens.list[3].column == 7);
  REQUIRE(tokens.errors.size() == 2);
  CHECK(tokens.errors[0].message == "invalid NUL character");
  CHECK(tokens.errors[1].message == "invalid UTF-8 encoding");
  CHECK(tokens.errors[1].pos.column == 5);
}

TEST_CASE("syntax: a million NUL bytes are one error a line") {
  SourceFiles sources;
  CHECK(lex_text(sources, std::string(1000000, '\0')).errors.size() == 1);
}

TEST_CASE("syntax: //line moves positions to another file") {
  SourceFiles sources;
  Tokens tokens = lex_text(sources, "a\n//line b.go:10:4\nc\nd\n//line e.go:7\nf\n");
  Pos c = tokens.pos(tokens.list[2]);
  CHECK(sources.describe(c) == "b.go:10:4");
  CHECK(sources.describe(tokens.pos(tokens.list[4])) == "b.go:11:1");
  CHECK(sources.describe(tokens.pos(tokens.list[6])) == "e.go:7");
}

TEST_CASE("syntax: columns stop at 65535") {
  SourceFiles sources;
  Tokens tokens = lex_text(sources, std::string(70000, ' ') + "x");
  CHECK(tokens.list[0].column == 65535);
}

TEST_CASE("syntax: directive comments know what follows and whether they stand alone") {
  SourceFiles sources;
  Tokens tokens = lex_text(sources, "x //go:a\n//prologo:b c\r\ny // go:no\n");
  REQUIRE(tokens.directives.size() == 2);
  CHECK(tokens.directives[0].text == "go:a");
  CHECK_FALSE(tokens.directives[0].alone);
  CHECK(tokens.directives[1].text == "prologo:b c");
  CHECK(tokens.directives[1].alone);
  CHECK(tokens.list[tokens.directives[1].token].kind == Tok::Name);
}

}  // namespace prologo
