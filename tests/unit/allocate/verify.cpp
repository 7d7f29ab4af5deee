#include "backend/allocate/verify.h"

#include "backend/allocate/allocate.h"
#include "tests/unit/allocate/function_text.h"

namespace prologo::tests {

static const char* const kDifference = R"(type "int,mem" results size 0 align 1
  field "" "int" 0
  field "" "mem" 0
func difference abiinternal
  param "a" <int>
  param "b" <int>
  result "r" <int>
  var a#0 param <int> offset 0
  var b#1 param <int> offset 8
  var r#2 result <int> registers
  params a#0 b#1
  results r#2
ids v9 b2
b1:
  v2 = ArgIntReg <int> [0] {a#0+0}
  v3 = ArgIntReg <int> [1] {b#1+0}
  v1 = InitMem <mem>
  v4 = x64.SUBQ <int> v3 v2
  v5 = MakeResult <int,mem> v4 v1
  Ret v5
)";

static ir::Location in(ir::Register r) { return {.kind = ir::Location::Kind::Reg, .reg = r}; }

TEST_CASE("a right allocation passes the verifier", "[allocate]") {
  ir::Module module;
  ir::Function& fn = function_from(module, kDifference);
  alloc::allocate_registers(fn);
  CHECK(alloc::verify_allocation(fn) == "");
}

TEST_CASE("the verifier misses a value whose register was overwritten", "[allocate]") {
  ir::Module module;
  ir::Function& fn = function_from(module, kDifference);
  alloc::allocate_registers(fn);
  fn.homes[2] = in(ir::reg::BX);  // both parameters in BX
  CHECK(alloc::verify_allocation(fn).find("not in its place any more") != std::string::npos);
}

TEST_CASE("the verifier knows which registers an operation takes", "[allocate]") {
  ir::Module module;
  ir::Function& fn = function_from(module, kDifference);
  alloc::allocate_registers(fn);
  for (const ir::Value* v : fn.entry->values) {
    if (v->op == ir::Op::x64_SUBQ) {
      fn.homes[v->id] = in(ir::reg::SI);  // it is where the first argument was, or nowhere
    }
  }
  CHECK(alloc::verify_allocation(fn).find("where the first argument was") != std::string::npos);
}

TEST_CASE("a value without a place is a fault", "[allocate]") {
  ir::Module module;
  ir::Function& fn = function_from(module, kDifference);
  alloc::allocate_registers(fn);
  fn.homes[3] = {};
  CHECK(alloc::verify_allocation(fn).find("has no place") != std::string::npos);
}

}  // namespace prologo::tests
