#include "backend/allocate/liveness.h"

#include "backend/allocate/allocate.h"
#include "tests/unit/allocate/function_text.h"

namespace prologo::tests {

// p is live across the first call and dead at the second; q, never written on the way to the
// first call, has to be cleared.
static const char* const kTwoCalls = R"(func two abiinternal
  param "p" <*int>
  var p#0 param <*int> offset 0
  var q#1 auto <*int> offset -8 used
  params p#0
call 1 main.g(SB) abiinternal
ids v20 b2
b1:
  v2 = ArgIntReg <*int> [0] {p#0+0}
  v1 = InitMem <mem>
  v3 = SP <uintptr>
  v4 = x64.MOVQstore <mem> {p#0} v3 v2 v1
  v5 = x64.CALLstatic <mem> [0] {call 1 main.g(SB)} v4
  v6 = x64.MOVQload <*int> {p#0} v3 v5
  v7 = x64.MOVQload <*int> {q#1} v3 v5
  v8 = x64.MOVQstore <mem> v6 v7 v5
  v9 = x64.CALLstatic <mem> [0] {call 1 main.g(SB)} v8
  Ret v9
)";

TEST_CASE("stack maps name the pointers live at each call", "[allocate]") {
  ir::Module module;
  ir::Function& fn = function_from(module, kTwoCalls);
  alloc::allocate_registers(fn);
  alloc::Liveness live = alloc::find_liveness(fn);
  using namespace std::string_literals;
  // Three maps of one bit: at entry p, at the first call both, at the second none.
  CHECK(live.args_maps == "\x03\0\0\0\x01\0\0\0\x01\x01\0"s);
  CHECK(live.locals_maps == "\x03\0\0\0\x01\0\0\0\0\x01\0"s);
  CHECK(live.stack_maps.at(5) == 1);
  CHECK(live.stack_maps.at(9) == 2);
  CHECK(fn.variables[1]->needs_zero);
  CHECK(live.stack_objects.empty());
}

TEST_CASE("variables whose address is taken are stack objects", "[allocate]") {
  ir::Module module;
  ir::Function& fn = function_from(module, kTwoCalls);
  fn.variables[1]->address_taken = true;
  alloc::allocate_registers(fn);
  alloc::Liveness live = alloc::find_liveness(fn);
  using namespace std::string_literals;
  CHECK(live.stack_objects ==
        "\x01\0\0\0\0\0\0\0"    // one
        "\xf8\xff\xff\xff"      // 8 bytes below the top
        "\x08\0\0\0\x08\0\0\0"  // 8 bytes, all of them a pointer
        "\x18\0\0\0\x01"s);     // its bitmap, behind the record
}

TEST_CASE("a traceback shows parameters where they are kept", "[allocate]") {
  ir::Module module;
  ir::Function& fn = function_from(module, kTwoCalls);
  alloc::allocate_registers(fn);
  using namespace std::string_literals;
  CHECK(alloc::find_liveness(fn).arg_info == "\0\x08\xff"s);
}

}  // namespace prologo::tests
