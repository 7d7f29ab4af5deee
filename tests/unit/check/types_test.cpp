// Types: sizes, link strings, hashes, identity. Expected values are those of Go 1.19.

#include "frontend/check/check.h"
#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"
#include "frontend/types/relations.h"
#include "frontend/types/sizes.h"
#include "support/md5.h"
#include "support/sha256.h"
#include "tests/catch.h"

namespace prologo::types {

namespace {

// A checked package, for the types it declares.
class Checked {
 public:
  explicit Checked(const std::string& body) {
    Tokens tokens = lex(sources_, sources_.add("test.go", "package main\n" + body));
    ast::File* files[] = {parse(tokens, arena_, diagnostics_)};
    package_ = check::check_package(files, sources_, {true, false}, diagnostics_);
    REQUIRE_FALSE(diagnostics_.has_errors());
  }

  const Type* operator[](const char* name) const {
    return package_->scope->names.at(name)->type;
  }

 private:
  SourceFiles sources_;
  ast::Arena arena_;
  Diagnostics diagnostics_;
  std::unique_ptr<check::Package> package_;
};

}  // namespace

TEST_CASE("types: hash of the link string", "[types]") {
  Checked p(
      "type T struct { a int }\n"
      "var (\n s []string\n u struct { a int }\n f func(int) error\n t T\n pt *T\n)");
  CHECK(type_hash(basic(BasicKind::Int)) == 3413333906);
  CHECK(type_hash(basic(BasicKind::String)) == 125357496);
  CHECK(type_hash(p["t"]) == 1632939839);
  CHECK(type_hash(p["pt"]) == 3808106975);
  CHECK(type_hash(p["s"]) == 3908964021);
  CHECK(type_hash(p["u"]) == 2708029894);
  CHECK(type_hash(p["f"]) == 1973156226);
}

TEST_CASE("types: link strings", "[types]") {
  Checked p(
      "type T struct{}\n type E = T\n type I interface { M(); a(b int) (T, error) }\n"
      "var (\n a map[string]*T\n b struct { x, Y int `k:\"v\"`; *T; E }\n"
      " c interface { I; String() string }\n d chan (<-chan byte)\n e any\n"
      " f func(x int, y ...rune) (z bool)\n g <-chan func()\n h [3][]chan<- int\n)");
  CHECK(link_string(p["a"]) == "map[string]*main.T");
  CHECK(link_string(p["b"]) ==
        "struct { main.x int \"k:\\\"v\\\"\"; Y int \"k:\\\"v\\\"\"; *main.T; E = main.T }");
  CHECK(link_string(p["c"]) ==
        "interface { M(); String() string; main.a(int) (main.T, error) }");
  CHECK(link_string(p["d"]) == "chan (<-chan uint8)");
  CHECK(link_string(p["e"]) == "interface {}");
  CHECK(link_string(p["f"]) == "func(int, ...int32) bool");
  CHECK(link_string(p["g"]) == "<-chan func()");
  CHECK(link_string(p["h"]) == "[3][]chan<- int");
}

TEST_CASE("types: sizes and alignment", "[types]") {
  Checked p(
      "var (\n a struct { a int8; b int64; c int8 }\n b struct { a int32; z [0]int64 }\n"
      " c struct { a int; z struct{} }\n d complex64\n e [3]struct { a, b byte }\n"
      " f struct{}\n g [1 << 40]struct{}\n h interface{}\n i []int\n)");
  CHECK(size_of(p["a"]) == 24);
  CHECK(size_of(p["b"]) == 16);
  CHECK(size_of(p["c"]) == 16);
  CHECK(size_of(p["d"]) == 8);
  CHECK(align_of(p["d"]) == 4);
  CHECK(size_of(p["e"]) == 6);
  CHECK(align_of(p["e"]) == 1);
  CHECK(size_of(p["f"]) == 0);
  CHECK(align_of(p["f"]) == 1);
  CHECK(size_of(p["g"]) == 0);
  CHECK(size_of(p["h"]) == 16);
  CHECK(size_of(p["i"]) == 24);
  CHECK(field_offsets(as<Struct>(p["a"])) == std::vector<int64_t>{0, 8, 16});
}

TEST_CASE("types: identity is structural but for defined types", "[types]") {
  Checked p(
      "type T []int\n type U []int\n type A = []int\n"
      "var (\n a []int\n b A\n t T\n u U\n f func(x int) byte\n g func(int) (r uint8)\n"
      " h func(...int) byte\n k func([]int) byte\n s struct { a int }\n"
      " r struct { a int `t` }\n i interface { A(); B() }\n j interface { B(); A() }\n)");
  CHECK(identical(p["a"], p["b"]));
  CHECK_FALSE(identical(p["a"], p["t"]));
  CHECK_FALSE(identical(p["t"], p["u"]));
  CHECK(identical(p["f"], p["g"]));
  CHECK_FALSE(identical(p["h"], p["k"]));
  CHECK_FALSE(identical(p["s"], p["r"]));
  CHECK(identical_ignoring_tags(p["s"], p["r"]));
  CHECK(identical(p["i"], p["j"]));
  CHECK(link_string(p["i"]) == link_string(p["j"]));
}

TEST_CASE("types: method sets", "[types]") {
  Checked p(
      "type B struct{}\n func (B) V() {}\n func (*B) P() {}\n"
      "type S struct { B }\n type Q struct { *B }\n type I interface { M() }\n"
      "type E struct { I; x int }\n func (E) a() {}\n"
      "var (\n s S\n ps *S\n q Q\n e E\n)");
  auto names = [&](const char* variable) {
    std::string text;
    for (const check::MethodSetEntry& entry : check::method_set(p[variable])) {
      text += std::string(entry.name) + " ";
    }
    return text;
  };
  CHECK(names("s") == "V ");
  CHECK(names("ps") == "P V ");
  CHECK(names("q") == "P V ");
  CHECK(names("e") == "M a ");
}

TEST_CASE("sha256: known digests", "[types]") {
  auto hex = [](const Sha256& digest) {
    std::string text;
    for (uint8_t byte : digest) {
      text += "0123456789abcdef"[byte >> 4];
      text += "0123456789abcdef"[byte & 15];
    }
    return text;
  };
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("md5: known digests", "[types]") {
  const auto hex = [](const Md5& digest) {
    std::string text;
    for (uint8_t byte : digest) {
      text += "0123456789abcdef"[byte >> 4];
      text += "0123456789abcdef"[byte & 15];
    }
    return text;
  };
  CHECK(hex(md5("")) == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(hex(md5("abc")) == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(hex(md5(std::string(80, 'a'))) == "b15af9cdabbaea0516866a33d8fd0f98");
}

}  // namespace prologo::types
