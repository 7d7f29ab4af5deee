#pragma once
// The code of one function before it is linked, whoever compiled it, and the same as lines of
// text. Bytes that the linker fills in are known as relocations, so that two compilers' code
// can be compared without the addresses.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backend/code.h"
#include "backend/listing/disassemble.h"
#include "backend/listing/normal_form.h"

namespace prologo::listing {

// A 4-byte field that the linker fills in.
struct Relocation {
  uint32_t offset = 0;
  std::string target;
  int64_t addend = 0;            // of target + addend - (offset + 4)
  bool is_thread_local = false;  // holds the distance of g from the thread pointer
};

struct FunctionCode {
  std::string name;
  std::string bytes;
  std::vector<Relocation> relocs;               // by offset
  std::vector<std::pair<uint32_t, int>> lines;  // source line from a pc on
  std::string file;
  int64_t frame_bytes = -1;  // -1: unknown
  int64_t args_bytes = -1;
  bool no_split = false;
  bool is_generated = false;  // made by the compiler for uses that there may not be: a wrapper
};

enum class CodePart : uint8_t { Prologue, Body, Epilogue, Grow };
constexpr size_t kCodeParts = 4;

std::string_view part_name(CodePart part);

struct CodeLine {
  static constexpr int kNoField = -1;
  static constexpr int64_t kNoJump = -1;

  uint32_t pc = 0;
  std::string bytes;     // machine bytes, the linker's fields zero; empty if not known
  int field = kNoField;  // where in them the linker's field begins
  std::string target;    // the symbol of that field
  int64_t addend = 0;    // what is added to it in the text
  std::string text;     // as go tool objdump, but jumps inside the function go to pcs: "JBE 26"
  std::string normal;   // without addresses: jumps go to "L7", the instruction of that number
  Operation operation;  // the normal form taken apart
  int64_t jump = kNoJump;  // pc of a jump's target inside the function
  int line = 0;            // of the source
  bool is_padding = false;
  CodePart part = CodePart::Body;
};

// What our back end made.
FunctionCode function_code(const backend::Code& code);

// Decodes a function. `go` must be a disassembler in Go's notation.
std::vector<CodeLine> code_lines(const FunctionCode& code, Disassembler& go);

// One instruction in another notation.
std::string decode_line(const CodeLine& line, Disassembler& disassembler);

// "498b6610", "e8········" where the linker fills in.
std::string bytes_text(const CodeLine& line);

}  // namespace prologo::listing
