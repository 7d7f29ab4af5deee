// Leaks of parameters keep the fewest dereferences seen.

#include "frontend/lower/escape/escape.h"
#include "tests/catch.h"

using prologo::lower::Leaks;

TEST_CASE("the shortest way of a leak counts", "[lower]") {
  Leaks leaks;
  CHECK(leaks.heap() == -1);
  leaks.add_heap(2);
  leaks.add_heap(3);
  CHECK(leaks.heap() == 2);
  leaks.add_heap(0);
  CHECK(leaks.heap() == 0);
}

TEST_CASE("a leak to the heap covers weaker leaks to results", "[lower]") {
  Leaks leaks;
  leaks.add_heap(1);
  leaks.add_result(0, 0);
  leaks.add_result(1, 1);
  leaks.optimise();
  CHECK(leaks.result(0) == 0);
  CHECK(leaks.result(1) == -1);
}
