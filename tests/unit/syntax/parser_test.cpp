// The parser: positions of nodes, error suppression, depth, memory of names.

#include "frontend/grammar/parser.h"

#include "frontend/ast_printer.h"
#include "frontend/lexer.h"
#include "tests/catch.h"

namespace prologo {

namespace {

struct Parsed {
  SourceFiles sources;
  Diagnostics diagnostics;
  ast::Arena arena;
  ast::File* file = nullptr;

  explicit Parsed(const std::string& text, const ParseOptions& options = {}) {
    Tokens tokens = lex(sources, sources.add("test.go", text));
    file = parse(tokens, arena, diagnostics, options);
  }

  std::string first_error() const {
    return diagnostics.has_errors() ? diagnostics.list()[0].message : "";
  }

  // The initial value of the first variable.
  const ast::Expr* value() const { return ast::as<ast::VarDecl>(file->decls[0])->values[0]; }
};

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; i++) {
    out += text;
  }
  return out;
}

}  // namespace

TEST_CASE("syntax: expressions print as Go shows them") {
  for (const char* text : {"a + b*c",
                           "-x",
                           "<-c",
                           "f(x, y...)",
                           "x.y.z",
                           "a[1:2:3]",
                           "a[:]",
                           "x.(T)",
                           "(a)",
                           "[]int",
                           "[...]T{…}",
                           "T{}",
                           "map[string]int",
                           "chan<- int",
                           "<-chan int",
                           "chan (<-chan int)",
                           "func(a, b int) string",
                           "func(int) (x, y T)",
                           "func() {…}",
                           "struct{a, b int; T}",
                           "interface{m(int) string; error}",
                           "g[K, V]",
                           "*p",
                           "&T{…}",
                           "1_000",
                           "`raw`",
                           "'a'"}) {
    std::string source = text;
    for (size_t at; (at = source.find("…")) != std::string::npos;) {
      bool is_body = source[at - 2] == ' ';
      source.replace(at, std::string("…").size(), is_body ? "return" : "1");
    }
    Parsed parsed("package p\nvar x = " + source + "\n");
    std::string expected = text == std::string("a + b*c") ? "a + b * c" : text;
    CHECK(parsed.first_error() == "");
    CHECK(ast::expr_text(parsed.value()) == expected);
  }
}

TEST_CASE("syntax: start_pos goes to the left operand, but not through slices") {
  Parsed calls("package p\nvar x = a.b(c)[1].(T) + d\n");
  CHECK(calls.value()->pos.column == 23);
  CHECK(ast::start_pos(calls.value()).column == 9);
  Parsed slices("package p\nvar x = a[1:2]\n");
  CHECK(ast::start_pos(slices.value()).column == 10);
}

TEST_CASE("syntax: the tree does not refer to the source") {
  Parsed parsed("package p\nvar name = \"text\"\n");
  const char* begin = parsed.sources[1].text.data();
  const char* end = begin + parsed.sources[1].text.size();
  auto* decl = ast::as<ast::VarDecl>(parsed.file->decls[0]);
  const char* name = decl->names[0]->name.data();
  const char* literal = ast::as<ast::BasicLit>(decl->values[0])->text.data();
  CHECK((name < begin || name >= end));
  CHECK((literal < begin || literal >= end));
}

TEST_CASE("syntax: equal names share their text") {
  Parsed parsed("package p\nvar a, b = b, a\n");
  auto* decl = ast::as<ast::VarDecl>(parsed.file->decls[0]);
  auto* value = ast::as<ast::Ident>(decl->values[0]);
  CHECK(decl->names[1]->name.data() == value->name.data());
}

TEST_CASE("syntax: fields declared together share their type") {
  Parsed parsed("package p\nfunc f(a, b int, c int)\n");
  auto params = ast::as<ast::FuncDecl>(parsed.file->decls[0])->signature->params;
  CHECK(params[0]->type == params[1]->type);
  CHECK(params[1]->type != params[2]->type);
}

TEST_CASE("syntax: no tree without a package clause") {
  CHECK(Parsed("func f() {}\n").file == nullptr);
  CHECK(Parsed("").first_error() == "syntax error: package statement must be first");
  CHECK(Parsed("package p; var x = #1").file != nullptr);
  CHECK(Parsed("package #p").file == nullptr);
  CHECK(Parsed("package p; #").file == nullptr);
}

TEST_CASE("syntax: at the end of the file only the first error counts") {
  CHECK(Parsed("package p\nfunc f() {\n\tg(1,").diagnostics.count() == 1);
}

TEST_CASE("syntax: one syntax error a line") {
  CHECK(Parsed("package p\nfunc f() { a b; c d; e f }\n").diagnostics.count() == 1);
}

TEST_CASE("syntax: 100000 levels are refused, in every way of nesting") {
  struct Form {
    const char* before;
    const char* level;
  };

  for (Form form : {Form{"var x = ", "("},
                    Form{"var x = ", "!"},
                    Form{"var x ", "*"},
                    Form{"var x ", "[]"},
                    Form{"var x ", "struct{a "},
                    Form{"var x ", "func(a "},
                    Form{"func f() ", "{"},
                    Form{"func f() {", "if x {"},
                    Form{"func f() { if x {}", " else if x {}"},
                    Form{"var x = T", "{"},
                    Form{"var x = ", "f("},
                    Form{"var x = ", "a["},
                    Form{"var x = f", "()"},
                    Form{"var x = f", ".a"},
                    Form{"var x = 1", " + 1"},
                    Form{"var x ", "T["},
                    Form{"var x = ", "func(){ x := "},
                    Form{"func f() {", "L: "},
                    Form{"func f() {", "select { default: "},
                    Form{"var x ", "map[int]"}}) {
    Parsed parsed("package p\n" + std::string(form.before) + repeat(form.level, 100000) + "\n");
    CAPTURE(form.before, form.level);
    CHECK(parsed.first_error() == "syntax error: nesting too deep: more than 10000 levels");
    CHECK(parsed.diagnostics.count() == 1);
  }
}

TEST_CASE("syntax: 9000 levels are accepted") {
  Parsed parsed("package p\nvar x = " + repeat("(", 9000) + "1" + repeat(")", 9000) + "\n");
  CHECK(parsed.first_error() == "");
}

TEST_CASE("syntax: gofmt judges receivers and constants otherwise than the compiler") {
  const std::string receivers = "package p\nfunc (a, b T) m() {}\n";
  CHECK(Parsed(receivers).first_error() == "method has multiple receivers");
  CHECK(Parsed(receivers, {.as_gofmt = true}).first_error() == "");
  const std::string constant = "package p\nconst c int\n";
  CHECK(Parsed(constant).first_error() == "");
  CHECK(Parsed(constant, {.as_gofmt = true}).first_error() ==
        "missing init expr for const declaration");
}

}  // namespace prologo
