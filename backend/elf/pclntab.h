#pragma once
// .gopclntab in the format of Go 1.18 and 1.19 (reference/runtime.md section 11): what the
// runtime unwinds by and what `go tool objdump` reads.

#include <span>
#include <string>
#include <vector>

#include "backend/code.h"

namespace prologo::elf {

// A function of the runtime archive, in address order.
struct RuntimeFunction {
  std::string name;  // its symbol
  uint8_t func_id = 0;
  uint8_t flags = 0;
  int32_t args_bytes = 0;
  int32_t sp_delta = 0;  // the same at every return address inside
};

// A 32-bit field of the table that the linker fills in.
struct TableFixup {
  enum class Kind : uint8_t { TextOffset, FuncData } kind = Kind::TextOffset;
  size_t offset = 0;
  std::string symbol;  // TextOffset
  size_t blob = 0;     // FuncData: index into Pclntab::blobs
};

// A FUNCDATA object. Equal ones are shared.
struct FuncDataBlob {
  std::string bytes;
  bool is_stack_objects = false;         // fields at 20, 36, ... are offsets into the blob
  const ir::Symbol* function = nullptr;  // FUNCDATA 7: a 4-byte offset of this function
};

struct Pclntab {
  std::string bytes;
  std::vector<TableFixup> fixups;
  std::vector<FuncDataBlob> blobs;
};

// Functions appear in the order given, which must be that of their addresses: user code first,
// the runtime after it. `end_symbol` marks the end of text.
Pclntab build_pclntab(const SourceFiles& sources, std::span<const backend::Code> codes,
                      std::span<const RuntimeFunction> runtime, const std::string& end_symbol);

}  // namespace prologo::elf
