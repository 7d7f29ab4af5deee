// The law of the text form at work: what every pass leaves of every function of the test
// programs prints as a text that reads back to the same.

#include <filesystem>
#include <sstream>
#include <string>

#include "backend/abi/abi.h"
#include "driver/pipeline.h"
#include "ir/parser.h"
#include "ir/printer.h"
#include "tests/catch.h"

using namespace prologo;

namespace {

// The first lines of two texts that are not the same.
std::string first_difference(const std::string& wanted, const std::string& got) {
  std::istringstream left(wanted);
  std::istringstream right(got);
  std::string a;
  std::string b;
  do {
    std::getline(left, a);
    std::getline(right, b);
  } while (a == b && left && right);
  return "\n- " + a + "\n+ " + b + "\n";
}

// Texts that did not read back, and how many were looked at.
struct Law {
  std::string faults;
  size_t texts = 0;
  std::string before;

  void look_at(std::string_view pass, const ir::Function& fn) {
    std::string text = ir::print(fn);
    if (text == before) {
      return;
    }
    texts++;
    ir::Module again;
    std::string error;
    const ir::Function* copy = ir::parse(text, again, abi::find, error);
    if (copy == nullptr) {
      faults += fn.name + " after " + std::string(pass) + ": " + error + "\n";
    } else if (std::string printed = ir::print(*copy); printed != text) {
      faults += fn.name + " after " + std::string(pass) + ":" + first_difference(text, printed);
    }
    before = std::move(text);
  }
};

Law check_programs(bool optimise) {
  Law law;
  for (const auto& entry : std::filesystem::directory_iterator(PROLOGO_TESTS "/programs")) {
    if (entry.path().extension() != ".go") {
      continue;
    }
    driver::Compilation compilation;
    compilation.options.no_optimise = !optimise;
    compilation.options.no_inline = !optimise;
    compilation.options.object_only = true;
    bool good = driver::compile(
        compilation, {entry.path().string()},
        [&](std::string_view pass, const ir::Function& fn) { law.look_at(pass, fn); });
    INFO(entry.path());
    CHECK(good);
  }
  return law;
}

}  // namespace

TEST_CASE("after every pass every unoptimised function reads back", "[ir]") {
  Law law = check_programs(false);
  CHECK(law.faults == "");
  CHECK(law.texts > 1000);
}

TEST_CASE("after every pass every optimised function reads back", "[ir]") {
  Law law = check_programs(true);
  CHECK(law.faults == "");
  CHECK(law.texts > 1000);
}

TEST_CASE("the variable that holds a result's address reads back", "[ir]") {
  driver::Compilation compilation;
  compilation.options.object_only = true;
  compilation.options.no_optimise = true;
  REQUIRE(driver::parse_text(compilation, "a.go",
                             "package p\nvar g *int\nfunc f() (r int) { g = &r; return 1 }\n"));
  REQUIRE(driver::check_files(compilation));
  REQUIRE(driver::lower_files(compilation));
  std::string text;
  driver::generate_code(compilation, [&](std::string_view pass, const ir::Function& fn) {
    text = pass == "build" && fn.name == "p.f" ? ir::print(fn) : text;
  });
  CHECK(text.find("\n  heap r#0 &r#1\n") != std::string::npos);
  ir::Module again;
  std::string error;
  const ir::Function* copy = ir::parse(text, again, abi::find, error);
  REQUIRE(copy != nullptr);
  REQUIRE(copy->variables[0]->heap_address != nullptr);
  CHECK(copy->variables[0]->heap_address->name == "&r");
}
