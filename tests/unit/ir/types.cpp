// Which types are one object: pointers the source names, what is built of one object.

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

TEST_CASE("types of one name are several objects, and so is what is built of them") {
  Types types;
  const Type* first = types.make(Kind::Map, "map[int]int");
  const Type* second = types.make(Kind::Map, "map[int]int");
  CHECK(first != second);
  CHECK(types.find("map[int]int") == first);
  CHECK(types.pointer_to(first) == types.pointer_to(first));
  CHECK(types.pointer_to(second) == types.pointer_to(second));
  CHECK(types.pointer_to(first) != types.pointer_to(second));
  CHECK(types.slice_of(first) != types.slice_of(second));
  CHECK(types.slice_of(second)->elem == second);
  CHECK(types.results({first}) != types.results({second}));
  CHECK(types.results({second}) == types.results({second}));
  CHECK(types.tuple(first, second) == types.tuple(first, second));
  CHECK(types.tuple(first, second) != types.tuple(second, first));
}
