#pragma once
// An instruction's text without what depends on addresses and encodings, so that texts of
// different programs can be compared: IP-relative operands read "sym", displacements and
// immediates are signed. Recorded references in the oracle's format hold such texts.

#include <string>
#include <string_view>
#include <vector>

namespace prologo::listing {

// Stands for a symbol in the texts given to `normal_text`.
constexpr std::string_view kSymbolMark = "\x01";

struct Operation {
  std::string prefix;  // "LOCK ", "REP; "
  std::string name;    // "MOVQ"
  std::vector<std::string> operands;
};

Operation split_operation(std::string_view text);

// Jumps are the caller's business.
std::string normal_text(std::string_view text);

bool is_padding(const Operation& operation);

// Calls, jumps and loops.
bool is_branch(std::string_view mnemonic);

// The displacement of "0x18(SP)"; false if the operand is none based on SP alone.
bool stack_slot(std::string_view operand, int64_t& displacement);

// The number of "$0x18".
bool immediate_value(std::string_view operand, int64_t& value);

}  // namespace prologo::listing
