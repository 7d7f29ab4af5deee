// A convention as the text of an ABI file.

#include <sstream>

#include "backend/abi/abi_file.h"
#include "backend/abi/abi_words.h"
#include "support/text.h"

namespace prologo::abi {

static std::string list_text(std::span<const ir::Register> registers) {
  std::vector<std::string> names;
  for (ir::Register r : registers) {
    names.push_back(quote(ir::register_name(r)));
  }
  return "[" + join(names, ", ") + "]";
}

static std::string array_text(int64_t longest) {
  return longest == ir::kAnyArray ? "any"
         : longest == 0           ? "none"
                                  : "length<=" + std::to_string(longest);
}

static std::string fixed_text(const ir::Abi& abi) {
  std::string g = abi.g == ir::GLocation::InRegister
                      ? std::string(ir::register_name(abi.g_register))
                      : "tls";
  std::string zero =
      abi.zero == ir::kNoRegister ? "none" : std::string(ir::register_name(abi.zero));
  return "{ closure = " + quote(ir::register_name(abi.closure_context)) + ", g = " + quote(g) +
         ", zero = " + quote(zero) + ", frame = \"BP\", scratch = " + list_text(abi.scratch) +
         " }";
}

std::string dump_abi(const ir::Abi& abi) {
  std::ostringstream out;
  out << "name = " << quote(abi.name) << "\ndoc = " << quote(abi.doc) << "\n";
  if (abi.values != nullptr) {
    out << "values = " << quote(abi.values->name) << "\n";
  }
  out << "[registers]\n";
  out << "names = " << quote(word_of(kNamesWords, abi.c_names)) << "\n";
  out << "int = " << list_text(abi.int_regs) << "\n";
  out << "float = " << list_text(abi.float_regs) << "\n";
  out << "int_results = " << list_text(abi.int_results) << "\n";
  out << "float_results = " << list_text(abi.float_results) << "\n";
  out << "callee_saved = " << list_text(abi.callee_saved) << "\n";
  out << "fixed = " << fixed_text(abi) << "\n";
  out << "[arguments]\n";
  out << "order = " << quote(word_of(kOrderWords, abi.order)) << "\n";
  out << "split = " << quote(word_of(kSplitWords, abi.split)) << "\n";
  out << "array = " << quote(array_text(abi.longest_array)) << "\n";
  out << "backfill = " << (abi.backfill ? "true" : "false") << "\n";
  out << "spill = " << quote(word_of(kSpillWords, abi.spill)) << "\n";
  out << "[results]\n";
  out << "pool = " << quote(word_of(kPoolWords, abi.results)) << "\n";
  if (abi.results == ir::ResultPool::HiddenPointer) {
    out << "over = " << abi.hidden_over << "\n";
  }
  out << "[frame]\n";
  out << "check = " << quote(word_of(kCheckWords, abi.stack_check)) << "\n";
  out << "bp = " << quote(word_of(kBpWords, abi.frame_pointer)) << "\n";
  out << "align = " << abi.stack_align << "\n";
  return out.str();
}

}  // namespace prologo::abi
