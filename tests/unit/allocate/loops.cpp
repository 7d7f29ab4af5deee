#include "ir/analysis/loops.h"

#include "ir/analysis/order.h"
#include "tests/unit/allocate/function_text.h"

namespace prologo::tests {

// b2 is the header of a loop that contains the loop of b3 and b4.
static const char* const kNested = R"(func nested abiinternal
  param "a" <bool>
  var a#0 param <bool> offset 0
  params a#0
ids v9 b7
b1:
  v1 = InitMem <mem>
  v2 = ArgIntReg <bool> [0] {a#0+0}
  Plain -> b2
b2: <- b1 b5
  If v2 -> b3 b6
b3: <- b2 b4
  If v2 -> b4 b5
b4: <- b3
  Plain -> b3
b5: <- b3
  Plain -> b2
b6: <- b2
  Ret v1
)";

TEST_CASE("dominators of a loop nest", "[analysis]") {
  ir::Module module;
  ir::Function& fn = function_from(module, kNested);
  ir::DominatorTree tree(fn);
  auto b = [&fn](int id) { return block_of(fn, id); };
  CHECK(tree.parent(b(1)) == nullptr);
  CHECK(tree.parent(b(5)) == b(3));
  CHECK(tree.parent(b(6)) == b(2));
  CHECK(tree.dominates(b(2), b(2)));
  CHECK_FALSE(tree.strictly_dominates(b(2), b(2)));
  CHECK(tree.strictly_dominates(b(2), b(4)));
  CHECK_FALSE(tree.dominates(b(4), b(5)));
  CHECK(tree.common_dominator(b(4), b(5)) == b(3));
  CHECK(tree.common_dominator(b(4), b(6)) == b(2));
}

TEST_CASE("the entry is last in postorder", "[analysis]") {
  ir::Module module;
  ir::Function& fn = function_from(module, kNested);
  std::vector<ir::Block*> order = ir::postorder(fn);
  REQUIRE(order.size() == 6);
  CHECK(order.back() == fn.entry);
  CHECK(order.front() == block_of(fn, 4));
}

TEST_CASE("nested loops and their depths", "[analysis]") {
  ir::Module module;
  ir::Function& fn = function_from(module, kNested);
  ir::DominatorTree tree(fn);
  ir::LoopNest nest(fn, tree);
  REQUIRE(nest.loops().size() == 2);
  const ir::Loop* inner = nest.loop_of(block_of(fn, 4));
  const ir::Loop* outer = nest.loop_of(block_of(fn, 5));
  REQUIRE(inner != nullptr);
  REQUIRE(outer != nullptr);
  CHECK(inner->header == block_of(fn, 3));
  CHECK(outer->header == block_of(fn, 2));
  CHECK(inner->outer == outer);
  CHECK(inner->depth == 2);
  CHECK(outer->depth == 1);
  CHECK(inner->is_inner);
  CHECK_FALSE(outer->is_inner);
  CHECK(inner->is_within(outer));
  CHECK_FALSE(outer->is_within(inner));
  CHECK(nest.loop_of(block_of(fn, 6)) == nullptr);
  CHECK_FALSE(inner->call_on_every_path);
  CHECK_FALSE(nest.has_irreducible());
}

TEST_CASE("a jump into a loop is no loop of its own", "[analysis]") {
  ir::Module module;
  ir::Function& fn = function_from(module, R"(func twice abiinternal
  param "a" <bool>
  var a#0 param <bool> offset 0
  params a#0
ids v9 b5
b1:
  v1 = InitMem <mem>
  v2 = ArgIntReg <bool> [0] {a#0+0}
  If v2 -> b2 b3
b2: <- b1 b3
  Plain -> b3
b3: <- b1 b2
  If v2 -> b2 b4
b4: <- b3
  Ret v1
)");
  ir::DominatorTree tree(fn);
  ir::LoopNest nest(fn, tree);
  CHECK(nest.has_irreducible());
}

}  // namespace prologo::tests
