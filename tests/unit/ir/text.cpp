// Laws of the text form and the verifier.

#include <filesystem>

#include "backend/abi/abi.h"
#include "backend/compile.h"
#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"
#include "tests/catch.h"
#include "tests/golden.h"

using namespace prologo;
using namespace prologo::ir;

static const char* const kFunction = R"(
type "main.T" struct size 16 align 8 named
  field "n" "int" 0
  field "next" "*main.T" 8
symbol main.table(SB) readonly size 16 align 8 bytes "ab\x00\"c\a\u00ad\U000e0001"
  reloc 8 pointer main.f(SB) 0
func main.f abiinternal optimise pos (3:6)
  param "p" <*main.T>
  result "~r0" <int>
  var p#0 param <*main.T> (3:8) offset 8 registers used
  var ~r0#1 result <int> (3:12) offset 0 used
  var "x y"#2 auto <[3]int> (4:2) offset -24 addrtaken
  params p#0
  results ~r0#1
  name p#0 <*main.T> 0 v3
call 1 main.(*T).m(SB) abiinternal receiver
  param "t" <*main.T>
  result "" <int>
ids v20 b9 v18 v19 b7
b1:
  v1 (?) = InitMem <mem>
  v2 (?) = SP <uintptr>
  v3 (+3:8) = Arg <*main.T> {p#0}
  v4 (?) = Const64F <float64> [-0]
  v5 (?) = ConstString <string> {"a } b"}
  v6 (f2:4:5) = LocalAddr <*[3]int> {"x y"#2} v2 v1
  v7 (-4:9) = StaticLECall <results{int,mem}> [8] {call 1 main.(*T).m(SB)} v3 v1
  v8 (4:9) = SelectN <mem> [1] v7
  v9 (4:9) = SelectN <int> [0] v7
  v10 (5:3) = IsNonNil <bool> v3
  If (5:3) v10 -> b3 b3 (likely)
b3: <- b1.1 b1.0
  v11 (6:1) = Phi <int> v9 v9
  v12 (6:1) = MakeResult <results{int,mem}> v11 v8
  Ret (6:1) v12
)";

TEST_CASE("what is printed reads back to the same text", "[ir]") {
  Module module;
  std::string error;
  Function* fn = parse(kFunction, module, abi::find, error);
  INFO(error);
  REQUIRE(fn != nullptr);
  CHECK(verify(*fn).empty());
  std::string text = print(*fn);
  Module again;
  Function* copy = parse(text, again, abi::find, error);
  INFO(error);
  REQUIRE(copy != nullptr);
  CHECK(print(*copy) == text);
  // Order of edges, freed numbers, layouts.
  CHECK(copy->blocks[1]->preds[0].index == 1);
  CHECK(copy->free_values.back()->id == 19);
  CHECK(copy->layout.results[0].pieces.size() == 1);
}

TEST_CASE("every golden input of the passes reads back", "[ir]") {
  namespace fs = std::filesystem;
  int files = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(PROLOGO_TESTS) / "golden/ir")) {
    if (entry.path().extension() != ".golden") {
      continue;
    }
    ++files;
    tests::Golden golden = tests::read_golden(fs::path(PROLOGO_TESTS) / "golden", entry.path());
    Module module;
    std::string error;
    Function* fn = parse(golden.input, module, abi::find, error);
    INFO(entry.path() << " " << error);
    REQUIRE(fn != nullptr);
    std::string text = print(*fn);
    Module again;
    Function* copy = parse(text, again, abi::find, error);
    REQUIRE(copy != nullptr);
    CHECK(print(*copy) == text);
  }
  CHECK(files > 0);
}

TEST_CASE("errors in the text say where and what", "[ir]") {
  auto error_of = [](const std::string& text) {
    Module module;
    std::string error;
    CHECK(parse(text, module, nullptr, error) == nullptr);
    return error;
  };
  CHECK(error_of("func f\nb1:\n  v1 = Add63 <int> v2 v3\n") ==
        "line 3: unknown operation Add63");
  CHECK(error_of("func f\nb1:\n  v1 = Neg64 <int> v2\n  Ret v1\n")
            .find("v2 is used but not defined") != std::string::npos);
  CHECK(error_of("func f\nb1:\n  Plain -> b2\n").find("no block b2") != std::string::npos);
  CHECK(error_of("func f\n").find("without blocks") != std::string::npos);
}

TEST_CASE("the verifier lists all faults", "[ir]") {
  Module module;
  std::string error;
  Function* fn = parse(kFunction, module, abi::find, error);
  REQUIRE(fn != nullptr);
  Value* phi = fn->blocks[1]->values[0];
  phi->args.pop_back();               // use count of v9, argument count of the phi
  fn->blocks[0]->succs[0].index = 0;  // an edge
  std::vector<std::string> faults = verify(*fn);
  CHECK(faults.size() >= 3);
}

TEST_CASE("passes come in an order that keeps their requirements", "[ir]") {
  const std::vector<Pass>& passes = backend::all_passes();
  auto place = [&](std::string_view name) {
    for (size_t i = 0; i < passes.size(); ++i) {
      if (passes[i].name == name) {
        return static_cast<int>(i);
      }
    }
    return -1;
  };
  for (const PassOrder& order : backend::all_orders()) {
    INFO(order.first << " before " << order.second);
    int first = place(order.first);
    int second = place(order.second);
    CHECK((first < 0 || second < 0 || first < second));
  }
}
