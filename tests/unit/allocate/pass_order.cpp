#include <algorithm>

#include "backend/allocate/passes.h"
#include "tests/catch.h"

namespace prologo::alloc {

TEST_CASE("the allocator's passes keep their order", "[allocate]") {
  auto place = [](std::string_view name) {
    auto passes = allocation_passes();
    auto found = std::find_if(passes.begin(), passes.end(),
                              [name](const ir::Pass& pass) { return pass.name == name; });
    REQUIRE(found != passes.end());
    return found - passes.begin();
  };
  for (const ir::PassOrder& order : allocation_order()) {
    INFO(order.first << " before " << order.second);
    CHECK(place(order.first) < place(order.second));
  }
}

}  // namespace prologo::alloc
