#pragma once
// The other side of a comparison: the code of Go's functions, made now or recorded before.

#include <map>
#include <string>
#include <vector>

#include "backend/listing/function_code.h"

namespace prologo::driver {

struct ReferenceFunction {
  std::vector<listing::CodeLine> lines;
  int64_t frame_bytes = -1;  // -1: not known
  int64_t args_bytes = -1;
  bool is_generated = false;
};

struct Reference {
  std::string compiler;  // "go1.19.8", or the name of the file if it does not say
  std::map<std::string, ReferenceFunction> functions;
};

// How a set of records is told from others in the same file.
struct RecordKey {
  std::string compiler;
  std::string abi;
  bool optimised = true;
  bool inlines = true;
};

void add_function(Reference& reference, const listing::FunctionCode& code,
                  listing::Disassembler& go);

// Reads a file of records: our own (one JSON object a line; those of the key's ABI and mode are
// taken) or the oracle's (one object of normalised listings by function). On failure returns
// false with the reason.
bool read_reference(const std::string& path, const RecordKey& key, listing::Disassembler& go,
                    Reference& reference, std::string& error);

// One line of a file of records.
std::string record_text(const listing::FunctionCode& code, const RecordKey& key,
                        listing::Disassembler& go);

}  // namespace prologo::driver
