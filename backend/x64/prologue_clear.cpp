// What the prologue clears: variables with pointers that the collector may see before they are
// set.

#include "backend/x64/surround.h"
#include "ir/module.h"
#include "runtime/layout.h"
#include "support/ensure.h"

namespace prologo::x64 {

using namespace ir::reg;

// Variables the collector may look at before they are set, from the highest down; ranges less
// than two words apart are cleared as one.
void Surround::clear_pointers() {
  std::vector<const ir::Variable*> dirty;
  for (const auto& v : fn_.variables) {
    if (v->needs_zero && v->used && v->cls == ir::Variable::Class::Auto) {
      dirty.push_back(v.get());
    }
  }
  std::stable_sort(dirty.begin(), dirty.end(),
                   [](const auto* a, const auto* b) { return a->offset > b->offset; });
  int64_t low = 0;
  int64_t high = 0;
  for (const ir::Variable* v : dirty) {
    if (low != high && v->offset + v->type->size >= low - 16) {
      low = v->offset;
      continue;
    }
    clear_range(low, high);
    low = v->offset;
    high = low + v->type->size;
  }
  clear_range(low, high);
}

void Surround::clear_range(int64_t low, int64_t high) {
  int64_t size = high - low;
  int64_t at = frame_.top_of_locals() + low;
  if (size == 0) {
    return;
  }
  ENSURE(size % 8 == 0);
  if (size == 8) {
    Operand zero = reg(scratch(dialect_.zero_range(), 1));
    if (!zero_word_ready_) {
      put(Mnemonic::MOVQ, zero, imm(0));
      zero_word_ready_ = true;
    }
    put(Mnemonic::MOVQ, mem(SP, at), zero);
  } else if (size <= 64) {
    clear_short(at, size);
  } else if (size <= 1024) {
    clear_by_duffzero(at, size);
  } else {
    clear_by_rep(at, size);
    zero_word_ready_ = false;
  }
}

void Surround::clear_short(int64_t low, int64_t size) {
  Operand zero = reg(dialect_.has_zero_register() ? X15 : X0);
  if (!dialect_.has_zero_register() || fn_.abi->zero == ir::kNoRegister) {
    put(Mnemonic::XORPS, zero, zero);
  }
  for (int64_t i = 0; i < size / 16; ++i) {
    put(Mnemonic::MOVUPS, mem(SP, low + i * 16), zero);
  }
  if (size % 16 != 0) {
    put(Mnemonic::MOVUPS, mem(SP, low + size - 16), zero);
  }
}

void Surround::clear_by_duffzero(int64_t low, int64_t size) {
  int64_t steps = size % 64 / 16;
  int64_t entry = dialect_.duffzero_entry(size / 16);
  int64_t back = steps != 0 ? 16 * (4 - steps) : 0;
  const bool keeps_parameters = dialect_.has_zero_register();
  if (keeps_parameters) {
    put(Mnemonic::MOVQ, reg(scratch(R12, 0)), reg(DI));
  } else {
    put(Mnemonic::XORPS, reg(X0), reg(X0));
  }
  put(Mnemonic::LEAQ, reg(DI), mem(SP, low - back));
  const std::string name = std::string("runtime.") + dialect_.duffzero();
  put(Mnemonic::DUFFZERO, symbol(fn_.module->symbol(name), entry));
  if (size % 16 != 0) {
    put(Mnemonic::MOVUPS, mem(DI, -8), reg(keeps_parameters ? X15 : X0));
  }
  if (keeps_parameters) {
    put(Mnemonic::MOVQ, reg(DI), reg(scratch(R12, 0)));
  }
}

// AX, CX and DI may hold parameters; in releases that pass everything on the stack they do not.
std::vector<std::pair<Register, Register>> Surround::kept_while_clearing() const {
  std::vector<std::pair<Register, Register>> out;
  if (!dialect_.has_zero_register()) {
    return out;
  }
  std::vector<Register> free = abi::free_at_entry(*fn_.abi);
  std::erase_if(free, [](Register r) { return r == DI || r == AX || r == CX; });
  for (auto [kept, usual] : {std::pair{DI, R12}, {AX, R13}, {CX, R15}}) {
    auto in = std::find(free.begin(), free.end(), usual);
    in = in == free.end() ? free.begin() : in;
    if (in != free.end()) {
      out.emplace_back(kept, *in);
      free.erase(in);
    }
  }
  return out;
}

void Surround::clear_by_rep(int64_t low, int64_t size) {
  auto kept = kept_while_clearing();
  for (auto [from, to] : kept) {
    put(Mnemonic::MOVQ, reg(to), reg(from));
  }
  put(Mnemonic::MOVQ, reg(AX), imm(0));
  put(Mnemonic::MOVQ, reg(CX), imm(size / 8));
  put(Mnemonic::LEAQ, reg(DI), mem(SP, low));
  put(Mnemonic::REPSTOSQ);
  for (auto [from, to] : kept) {
    put(Mnemonic::MOVQ, reg(from), reg(to));
  }
}

}  // namespace prologo::x64
