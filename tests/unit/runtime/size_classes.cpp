// What an allocation really holds: programs see it as the capacity after append.

#include "runtime/size_class.h"
#include "tests/catch.h"

using namespace prologo::runtime;

TEST_CASE("runtime: size classes") {
  CHECK(allocation_bytes(1) == 8);
  CHECK(allocation_bytes(8) == 8);
  CHECK(allocation_bytes(9) == 16);
  CHECK(allocation_bytes(33) == 48);
  CHECK(allocation_bytes(1024) == 1024);
  CHECK(allocation_bytes(1025) == 1152);
  CHECK(allocation_bytes(32768) == 32768);
  CHECK(allocation_bytes(32769) == 40960);
  for (uint64_t bytes = 1; bytes <= kMaxSmall; bytes++) {
    int index = size_class(bytes);
    REQUIRE(kSizeClasses[index].bytes >= bytes);
    REQUIRE(kSizeClasses[index - 1].bytes < bytes);
  }
}
