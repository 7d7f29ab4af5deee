#pragma once
// The values of a block in an order in which memory states come one after the other: each value
// behind the last store it depends on, nil checks in front of the others. Within one place the
// order given is kept, nil checks go by position.

#include <vector>

#include "ir/function.h"

namespace prologo::ir {

std::vector<Value*> store_order(const Function& fn, const std::vector<Value*>& values);

}  // namespace prologo::ir
