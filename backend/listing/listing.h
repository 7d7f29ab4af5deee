#pragma once
// Listings in the columns of `go tool objdump`.

#include <regex>
#include <string>
#include <string_view>

#include "backend/listing/disassemble.h"
#include "backend/listing/program.h"

namespace prologo::listing {

struct ListingOptions {
  std::string select;  // regular expression over names; "" for all
  int first_line = 0;  // -lines a:b; 0: all
  int last_line = 0;
  Syntax syntax = Syntax::Go;
  bool with_source = false;  // the source line above its instructions
};

// Two digits a byte.
std::string hex_bytes(std::string_view bytes);

struct ListedInstruction {
  uint64_t address = 0;
  std::string bytes;  // hexadecimal
  std::string text;
  SourceLine source;
};

struct ListedFunction {
  std::string name;
  std::vector<ListedInstruction> instructions;
};

// Throws std::regex_error if the expression is wrong.
std::vector<ListedFunction> list_functions(const Program& program,
                                           const ListingOptions& options);

std::string listing_text(const std::vector<ListedFunction>& functions,
                         const ListingOptions& options);

}  // namespace prologo::listing
