// What the checker leaves in the tree: the promises of check/info.h.

#include "frontend/check/check.h"
#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"
#include "frontend/types/relations.h"
#include "tests/catch.h"

namespace prologo::check {

namespace {

// Checks a function body and gives access to its statements.
class Body {
 public:
  explicit Body(const std::string& declarations, const std::string& statements) {
    std::string text = "package p\n" + declarations + "\nfunc f() {\n" + statements + "\n}\n";
    Tokens tokens = lex(sources_, sources_.add("test.go", text));
    ast::File* file = parse(tokens, arena_, diagnostics_);
    ast::File* files[] = {file};
    package_ = check_package(files, sources_, {true, false}, diagnostics_);
    for (const Diagnostic& error : diagnostics_.list()) {
      UNSCOPED_INFO(error.message);
    }
    REQUIRE_FALSE(diagnostics_.has_errors());
    function_ = ast::as<ast::FuncDecl>(file->decls.back());
  }

  const ast::Stmt* stmt(size_t i) const { return function_->body->stmts[i]; }

  // The i-th statement's right side.
  const ast::Expr* rhs(size_t i) const { return ast::as<ast::AssignStmt>(stmt(i))->rhs[0]; }

 private:
  SourceFiles sources_;
  ast::Arena arena_;
  Diagnostics diagnostics_;
  std::unique_ptr<Package> package_;
  const ast::FuncDecl* function_ = nullptr;
};

}  // namespace

static std::string type_of(const ast::Expr* expr) { return types::type_text(expr->type); }

TEST_CASE("annotations: untyped operands get their final type", "[check]") {
  Body b("var s uint\nvar x byte\nvar i interface{}",
         "x = 1 << s\ni = 'a'\ni = s == 1\ni = nil\nx = x + 1");
  auto* shift = ast::as<ast::Binary>(b.rhs(0));
  CHECK(type_of(shift) == "byte");
  CHECK(type_of(shift->x) == "byte");
  CHECK(type_of(b.rhs(1)) == "rune");
  CHECK(type_of(b.rhs(2)) == "bool");
  CHECK(type_of(ast::as<ast::Binary>(b.rhs(2))->y) == "uint");
  CHECK(type_of(b.rhs(3)) == "interface{}");
  CHECK(b.rhs(3)->info->mode == Mode::Nil);
  CHECK(type_of(ast::as<ast::Binary>(b.rhs(4))->y) == "byte");
}

TEST_CASE("annotations: constants are folded at their root", "[check]") {
  Body b("var x float64\nvar n int", "x = 1 << 3\nn = len([4]int{}) * 2");
  CHECK(type_of(b.rhs(0)) == "float64");
  CHECK(constant::float64_value(b.rhs(0)->info->value) == 8);
  CHECK(b.rhs(1)->info->mode == Mode::Constant);
  CHECK(constant::int64_value(b.rhs(1)->info->value) == 8);
}

TEST_CASE("annotations: selections spell out embedded fields and dereferences", "[check]") {
  Body b(
      "type A struct { n int }\nfunc (*A) p() {}\nfunc (A) v() {}\n"
      "type B struct { *A }\ntype C struct { B }\nvar c C\nvar pc *C\nvar n int\nvar a A",
      "n = c.n\nn = pc.n\na.p()\npc.v()");
  const Selection* first = b.rhs(0)->info->selection;
  REQUIRE(first->path.size() == 3);
  CHECK(first->path[0].field->name == "B");
  CHECK_FALSE(first->path[0].through_pointer);
  CHECK_FALSE(first->path[1].through_pointer);
  CHECK(first->path[2].through_pointer);
  CHECK(first->is_indirect);
  CHECK(b.rhs(1)->info->selection->path[0].through_pointer);

  auto selection = [&](size_t i) {
    auto* call = ast::as<ast::Call>(ast::as<ast::ExprStmt>(b.stmt(i))->x);
    CHECK(call->info->call == CallKind::Function);
    return call->fun->info->selection;
  };
  CHECK(selection(2)->takes_address);
  CHECK(selection(2)->method->name == "p");
  CHECK(selection(3)->dereferences);
  CHECK(selection(3)->path.size() == 2);
}

TEST_CASE("annotations: calls tell functions, builtins and conversions apart", "[check]") {
  Body b("func two() (int, error)\nfunc g(int, error) int\nvar n int\nvar u uint8",
         "n = g(two())\nn = len(\"a\" + string(rune(n)))\nu = uint8(n)");
  CHECK(b.rhs(0)->info->call == CallKind::Function);
  CHECK(b.rhs(0)->info->spreads_results);
  CHECK(b.rhs(1)->info->call == CallKind::Builtin);
  CHECK(b.rhs(1)->info->builtin == Builtin::Len);
  CHECK(b.rhs(2)->info->call == CallKind::Conversion);
}

TEST_CASE("annotations: comma, ok", "[check]") {
  Body b("type Bool bool\nvar m map[string]int\nvar n int\nvar ok Bool",
         "n, ok = m[\"a\"]\nn = m[\"a\"]");
  CHECK(b.rhs(0)->info->comma_ok);
  CHECK(types::type_text(b.rhs(0)->info->comma_ok_type) == "Bool");
  CHECK(type_of(b.rhs(0)) == "int");
  CHECK_FALSE(b.rhs(1)->info->comma_ok);
}

TEST_CASE("annotations: jumps know their targets", "[check]") {
  Body b("", "L:\nfor {\nfor {\nbreak L\n}\n}\ngoto M\nM:\nreturn");
  auto* label = ast::as<ast::LabeledStmt>(b.stmt(0));
  auto* inner = ast::as<ast::ForStmt>(ast::as<ast::ForStmt>(label->stmt)->body->stmts[0]);
  auto* jump = ast::as<ast::BranchStmt>(inner->body->stmts[0]);
  CHECK(jump->target == label->stmt);
  CHECK(ast::as<ast::BranchStmt>(b.stmt(1))->target == b.stmt(2));
}

TEST_CASE("annotations: elided literal types", "[check]") {
  Body b("type T struct { a int }\nvar s []*T", "s = []*T{{1}, {a: 2}}");
  auto* list = ast::as<ast::CompositeLit>(b.rhs(0));
  CHECK(list->info->literal_length == 2);
  CHECK(type_of(list->elements[0]) == "*T");
  CHECK(types::type_text(list->elements[0]->info->literal_type) == "T");
}

}  // namespace prologo::check
