#include "ir/release.h"

namespace prologo::ir {

// Assignment of an empty container gives its memory back; clear() would keep it.
template <typename Container>
static void empty(Container& container) {
  container = Container();
}

void release_body(Function& fn) {
  fn.entry = nullptr;
  empty(fn.blocks);
  empty(fn.homes);
  empty(fn.names);
  empty(fn.name_splits);
  empty(fn.aux_numbers);
  empty(fn.value_storage);
  empty(fn.block_storage);
  empty(fn.parts);
  empty(fn.free_values);
  empty(fn.free_blocks);
  empty(fn.constants);
}

}  // namespace prologo::ir
