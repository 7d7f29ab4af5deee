#pragma once
// Functions of the x64 level from text, for the allocator's unit tests.

#include <string>

#include "backend/abi/abi.h"
#include "ir/parser.h"
#include "tests/catch.h"

namespace prologo::tests {

inline ir::Function& function_from(ir::Module& module, const std::string& text) {
  std::string error;
  ir::Function* fn = ir::parse(text, module, abi::find, error);
  INFO(error);
  REQUIRE(fn != nullptr);
  return *fn;
}

inline ir::Block* block_of(ir::Function& fn, int id) {
  for (ir::Block* b : fn.blocks) {
    if (b->id == id) {
      return b;
    }
  }
  return nullptr;
}

inline ir::Value* value_of(ir::Function& fn, int id) {
  for (ir::Block* b : fn.blocks) {
    for (ir::Value* v : b->values) {
      if (v->id == id) {
        return v;
      }
    }
  }
  return nullptr;
}

}  // namespace prologo::tests
