// Which pointer types are the source's, and so one for the whole compiler.

#include "ir/type.h"
#include "tests/catch.h"

using namespace prologo::ir;

TEST_CASE("pointer types that the source does not name are not shared") {
  Types types;
  const Type* number = types.basic(Kind::Uint16);
  const Type* named = types.pointer_to(types.basic(Kind::Uint64));
  CHECK(types.is_source_pointer(types.pointer_to(number)));
  Types later;
  const Type* known = later.pointer_to(later.basic(Kind::Uint64));
  later.end_source_pointers();
  CHECK(later.is_source_pointer(known));
  CHECK(later.is_source_pointer(later.pointer_to(later.basic(Kind::Int))));
  CHECK_FALSE(later.is_source_pointer(later.pointer_to(later.basic(Kind::Uint16))));
  CHECK(types.is_source_pointer(named));
}
