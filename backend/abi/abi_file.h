#pragma once
// A calling convention as a file. What the file does not say is inherited from its base:
//
//     name = "teach4"
//     base = "abiinternal"
//     [registers]
//     int = ["AX", "CX", "DX", "R8"]
//
// The built-in conventions can be written as such files, and read back they are the same.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ir/abi.h"

namespace prologo::abi {

// What is wrong with a file, and what would mend it.
struct AbiProblem {
  int line = 0;
  int column = 0;
  std::string what;
  std::string mend;
};

// A convention and the storage of its table.
struct AbiFile {
  std::string name;
  std::string doc;
  std::vector<ir::Register> int_regs, float_regs, int_results, float_results;
  std::vector<ir::Register> callee_saved, scratch;
  ir::Abi abi;

  // Points the table's names and lists at the storage above.
  void bind();
};

// Null if there are problems; they are in the order of the file's lines.
std::unique_ptr<AbiFile> read_abi_file(std::string_view text,
                                       std::vector<AbiProblem>& problems);

// A convention as the text of a file that does not lean on its base.
std::string dump_abi(const ir::Abi& abi);

}  // namespace prologo::abi
