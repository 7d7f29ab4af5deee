#pragma once
// SSA values as people write them: "a + b", "len(s) << 3", with the names of the source's
// variables where values have them.

#include <map>
#include <string>

#include "ir/function.h"

namespace prologo::compare {

class Expressions {
 public:
  explicit Expressions(const ir::Function& fn);

  // What a value is: "a + b", "*p", "main.f(...)"; "v12" if there is no short way to say it. A
  // comparison, whose sign only the branch knows, reads "a ? b".
  std::string text(const ir::Value* v) const;

  // The variable a value is the current value of, "" if none.
  std::string name(const ir::Value* v) const;

  // "a < b" for the branch at the end of a block; "" for other ends.
  std::string condition(const ir::Block* block) const;

 private:
  std::string operand(const ir::Value* v, int depth) const;
  std::string expression(const ir::Value* v, int depth) const;
  std::string binary(const ir::Value* v, std::string_view op, int depth) const;
  std::string address(const ir::Value* v, int depth) const;
  std::string memory_place(const ir::Value* v, int depth) const;

  std::map<ir::ValueId, std::string> names_;
};

// "x64.ADDQconst" without its level: "ADDQconst".
std::string_view short_name(ir::Op op);

}  // namespace prologo::compare
