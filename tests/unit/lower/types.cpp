// Go types as the IR sees them: sizes, identity, the questions lowering asks.

#include "frontend/lower/types.h"

#include "tests/catch.h"

using namespace prologo;
using ir::Kind;
using lower::TypeMap;

namespace {

struct Fixture {
  ir::Types types;
  TypeMap map{types};

  const ir::Type* basic(Kind kind) { return map.basic(kind); }
};

}  // namespace

TEST_CASE("one object for one type, however it is asked for", "[lower]") {
  Fixture f;
  const ir::Type* elem = f.basic(Kind::Int);
  CHECK(f.map.slice_of(elem) == f.map.slice_of(elem));
  CHECK(f.map.of(f.map.go(f.map.array_of(elem, 3))) == f.map.array_of(elem, 3));
  CHECK(f.map.array_of(elem, 3) != f.map.array_of(elem, 4));
}

TEST_CASE("struct fields are aligned, and the whole is padded", "[lower]") {
  Fixture f;
  const ir::Type* t = f.map.struct_of(
      {{"a", f.basic(Kind::Int8)}, {"b", f.basic(Kind::Int64)}, {"c", f.basic(Kind::Int16)}},
      false);
  CHECK(t->size == 24);
  CHECK(t->fields[1].offset == 8);
  CHECK(t->fields[2].offset == 16);
  CHECK(lower::is_padded_field(t, 0));
  CHECK_FALSE(lower::is_padded_field(t, 1));
}

TEST_CASE("a last field without size keeps its address inside the struct", "[lower]") {
  Fixture f;
  const ir::Type* nothing = f.map.struct_of({}, false);
  const ir::Type* t = f.map.struct_of({{"a", f.basic(Kind::Int64)}, {"z", nothing}}, false);
  CHECK(t->size == 16);
  CHECK(f.map.struct_of({{"z", nothing}, {"a", f.basic(Kind::Int64)}}, false)->size == 8);
}

TEST_CASE("what fits into SSA values", "[lower]") {
  Fixture f;
  const ir::Type* word = f.basic(Kind::Int);
  CHECK(lower::can_be_ssa(f.map.array_of(word, 1)));
  CHECK_FALSE(lower::can_be_ssa(f.map.array_of(word, 2)));
  CHECK(lower::can_be_ssa(
      f.map.struct_of({{"a", word}, {"b", word}, {"c", word}, {"d", word}}, false)));
  CHECK_FALSE(lower::can_be_ssa(f.map.struct_of(
      {{"a", word}, {"b", word}, {"c", word}, {"d", word}, {"e", f.basic(Kind::Int8)}},
      false)));
}

TEST_CASE("how values are compared", "[lower]") {
  Fixture f;
  using lower::Alg;
  const ir::Type* word = f.basic(Kind::Int64);
  CHECK(lower::alg_of(word) == Alg::Mem64);
  CHECK(lower::alg_of(f.map.array_of(word, 3)) == Alg::Mem);
  CHECK(lower::alg_of(f.map.slice_of(word)) == Alg::None);
  CHECK(lower::alg_of(f.map.struct_of({{"s", f.basic(Kind::String)}}, false)) == Alg::String);
  CHECK(lower::alg_of(f.map.struct_of({{"a", f.basic(Kind::Int8)}, {"b", word}}, false)) ==
        Alg::Special);
  CHECK(lower::alg_of(f.map.array_of(f.basic(Kind::Float64), 2)) == Alg::Special);
}

TEST_CASE("pointers and structs of one pointer are their own data word", "[lower]") {
  Fixture f;
  const ir::Type* pointer = f.map.pointer_to(f.basic(Kind::Int));
  CHECK(lower::is_direct_interface(pointer));
  CHECK(lower::is_direct_interface(f.map.struct_of({{"p", pointer}}, false)));
  CHECK_FALSE(lower::is_direct_interface(f.basic(Kind::Uintptr)));
  CHECK_FALSE(lower::is_direct_interface(f.map.array_of(pointer, 2)));
}
