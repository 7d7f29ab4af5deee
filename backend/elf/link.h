#pragma once
// The last step: the system linker joins the object and the runtime to a static program.

#include <string>
#include <string_view>

namespace prologo::elf {

struct LinkOptions {
  std::string linker = "ld";      // ld, ld.lld, mold, or a path
  bool strip = false;             // -s
  bool keep_local_names = false;  // names that are not global stay in the symbol table
  bool trace = false;             // -x: print the command
};

// Links to a file beside `output` and renames it, so that a program appears whole or not at
// all. Returns false with the linker's words in `error`.
bool link(std::string_view object, std::string_view runtime, const std::string& output,
          const LinkOptions& options, std::string& error);

}  // namespace prologo::elf
