#include "backend/allocate/desired.h"

#include "tests/catch.h"

namespace prologo::alloc {

using namespace ir::reg;
constexpr ir::Register kNone = ir::kNoRegister;

TEST_CASE("the latest wish comes first", "[allocate]") {
  DesiredRegisters desired;
  desired.add(7, AX);
  desired.add(7, BX);
  desired.add(7, CX);
  CHECK(desired.get(7) == Preferences{CX, BX, AX, kNone});
  desired.add(7, AX);
  CHECK(desired.get(7) == Preferences{AX, CX, BX, kNone});
}

TEST_CASE("a fifth wish pushes out the oldest", "[allocate]") {
  DesiredRegisters desired;
  for (ir::Register r : {AX, BX, CX, DX, SI}) {
    desired.add(7, r);
  }
  CHECK(desired.get(7) == Preferences{SI, DX, CX, BX});
}

TEST_CASE("taking a wish leaves its register to be avoided", "[allocate]") {
  DesiredRegisters desired;
  desired.add(7, AX);
  CHECK(desired.take(7) == Preferences{AX, kNone, kNone, kNone});
  CHECK(desired.get(7) == kNoPreferences);
  CHECK(desired.avoid() == bit(AX));
}

TEST_CASE("a clobber ends wishes and avoidance", "[allocate]") {
  DesiredRegisters desired;
  desired.add(7, AX);
  desired.add(7, BX);
  desired.add(8, AX);
  desired.clobber(bit(AX));
  CHECK(desired.get(7) == Preferences{BX, kNone, kNone, kNone});
  CHECK(desired.get(8) == kNoPreferences);
  CHECK(desired.avoid() == bit(BX));
}

TEST_CASE("merging keeps the order of the wishes merged in", "[allocate]") {
  DesiredRegisters a;
  a.add(7, AX);
  DesiredRegisters b;
  b.add(7, BX);
  b.add(7, CX);
  a.merge(b);
  CHECK(a.get(7) == Preferences{CX, BX, AX, kNone});
  CHECK(a.avoid() == (bit(AX) | bit(BX) | bit(CX)));
}

}  // namespace prologo::alloc
