#pragma once
// The engine that applies rewrite rules until none fires. Its order of visits and the moment at
// which dead values let go of their arguments decide which rules fire, and in what order new
// values get their numbers (reference/optimised.md section 3).

#include "ir/function.h"

namespace prologo::ir {

enum class DeadValues : uint8_t { Leave, Remove };

using BlockRules = bool (*)(Block*);
using ValueRules = bool (*)(Value*);

// Each function tries its rules on one block or value and says whether it changed it.
void apply_rules(Function& fn, BlockRules rewrite_block, ValueRules rewrite_value,
                 DeadValues dead);

// The value behind a chain of copies; the copies are made to point at it directly.
Value* copy_source(Value* copy);

// Ops that tend to vanish: a source line should not begin at one if something better follows.
bool is_poor_statement(Op op);
// Where the statement mark of values[i] = v should go: i, or a later better value of that line.
size_t next_good_statement(const Value* v, size_t i, const Block* b);

// rewrite.cpp's rules of the generic level, written by tools/rulegen.
bool rewrite_generic_block(Block* b);
bool rewrite_generic_value(Value* v);

}  // namespace prologo::ir
