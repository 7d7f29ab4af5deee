#pragma once
// Machine bytes -> text, one instruction at a time, always from the bytes (LLVM MC decodes).
// Three notations: Go's, as `go tool objdump` prints it; Intel's; AT&T's.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace prologo::listing {

enum class Syntax : uint8_t { Go, Intel, Att };

struct Decoded {
  unsigned size = 0;  // 0: the bytes are no instruction
  std::string text;
};

// The symbol that covers an address; no name: none.
struct AddressName {
  std::string name;
  uint64_t base = 0;  // where it begins
};

using SymbolAt = std::function<AddressName(uint64_t)>;

class Disassembler {
 public:
  explicit Disassembler(Syntax syntax);
  ~Disassembler();
  Disassembler(const Disassembler&) = delete;
  Disassembler& operator=(const Disassembler&) = delete;

  // The first instruction of `bytes`, which stands at address `pc`.
  Decoded decode(std::string_view bytes, uint64_t pc, const SymbolAt& symbol_at);

 private:
  struct Machine;
  std::unique_ptr<Machine> machine_;
  Syntax syntax_;
};

}  // namespace prologo::listing
