#pragma once
// Why our code is as it is: for each instruction the rule behind it, from what the compiler
// knew when it made it (frame, calling convention, SSA value, branch), never from its text
// alone.

#include <string>
#include <vector>

#include "backend/code.h"
#include "backend/compare/alignment.h"
#include "backend/compare/expressions.h"

namespace prologo::compare {

class Reasons {
 public:
  // Both must outlive this.
  Reasons(const backend::Code& code, const std::vector<CodeLine>& lines);

  // The rule behind line i.
  std::string rule(size_t i) const;

  // The same where the line differs from another compiler's: what decided it.
  std::string rule_of_difference(size_t i, const CodeLine* theirs, Kind kind) const;

  // "main.add(a, b int) int"
  std::string heading() const;

  // "spill AX→8(SP), BX→16(SP), morestack_noctxt, reload, JMP 00" for the whole growth path.
  std::string grow_summary() const;

  // Whose arguments the area at the bottom of the frame is for.
  std::string outgoing() const;

 private:
  const backend::Instruction* instruction(size_t i) const;
  std::string padding(size_t i) const;
  std::string prologue(size_t i) const;
  std::string budget() const;
  std::string epilogue(size_t i) const;
  std::string grow(size_t i) const;
  std::string around_body(size_t i, backend::Part part) const;
  std::string of_value(size_t i, const ir::Value* v) const;
  std::string call(const ir::Value* v) const;
  std::string store(const ir::Value* v) const;
  std::string comparison(const ir::Value* v) const;
  std::string branch(size_t i, const ir::Block* block) const;
  std::string slot_rule(const CodeLine& line) const;
  // The variable at that distance from SP in the body, "" if none.
  std::string variable_at(int64_t displacement) const;
  std::string parameter_at(int64_t entry_displacement) const;

  const backend::Code& code_;
  const ir::Function& fn_;
  const std::vector<CodeLine>& lines_;
  Expressions expressions_;
};

}  // namespace prologo::compare
