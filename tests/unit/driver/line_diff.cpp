// What a pass changed, as lines.
#include "driver/line_diff.h"

#include "tests/catch.h"

using prologo::driver::line_diff;

TEST_CASE("line_diff shows changes with three lines around them") {
  CHECK(line_diff("a\nb\nc\n", "a\nb\nc\n").empty());
  CHECK(line_diff("a\nb\nc\n", "a\nx\nc\n") == " a\n-b\n+x\n c\n");
  CHECK(line_diff("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\n") == "@@\n 3\n 4\n 5\n-6\n");
  CHECK(line_diff("", "a\n") == "+a\n");
}
