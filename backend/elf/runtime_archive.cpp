#include "backend/elf/runtime_archive.h"

#include "runtime/layout.h"

namespace prologo::elf {

namespace {

using namespace prologo::runtime;  // the table's names

const std::vector<RuntimeFunction>& all_functions() {
  static const std::vector<RuntimeFunction> table = {
#define ASMFUNC(name, id, frame, args, flags) {name, id, flags, args, frame},
#include "runtime/asm_functions.def"
#undef ASMFUNC
  };
  return table;
}

}  // namespace

std::vector<RuntimeFunction> runtime_functions(const std::set<std::string>& referenced) {
  std::vector<RuntimeFunction> functions;
  for (const RuntimeFunction& fn : all_functions()) {
    bool is_optional = (fn.flags & kFuncFlagOptional) != 0;
    // A function value refers to the closure symbol "NAME·f".
    bool is_used = !is_optional || referenced.contains(fn.name) ||
                   referenced.contains(fn.name + "\u00b7f");
    if ((fn.flags & kFuncFlagAbsent) == 0 && is_used) {
      functions.push_back(fn);
      functions.back().flags &= static_cast<uint8_t>(~kFuncFlagOptional);
    }
  }
  return functions;
}

}  // namespace prologo::elf
