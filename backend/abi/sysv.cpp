// System V AMD64, the convention of C on Linux. A value of at most 16 bytes is cut into words
// ("eightbytes"); a word whose leaves are all floating point goes to an X register, any other
// to an integer register, so several leaves can share one register. Larger values, and values
// for which not all registers are left, lie in memory in word-sized steps. Several Go results
// are returned as the struct of them; a struct that does not fit two registers is written
// through a hidden pointer that takes the first integer register.

#include <algorithm>

#include "backend/abi/abi.h"
#include "support/text.h"

namespace prologo::abi {

using namespace ir::reg;

namespace {

constexpr int64_t kWord = 8;
constexpr int64_t kLargest = 16;

constexpr std::string_view kInRegisters = "one register for each eight bytes";
constexpr std::string_view kNoSize = "a value without size is not passed";
constexpr std::string_view kTooLarge = "larger than sixteen bytes: in memory";
constexpr std::string_view kTooFew = "not enough registers left for all of it";
constexpr std::string_view kHidden = "written through the hidden pointer in the first register";

// The registers of one direction and how many of them are taken.
class Registers {
 public:
  Registers(std::span<const ir::Register> ints, std::span<const ir::Register> floats)
      : ints_(ints), floats_(floats) {}

  void take_hidden_pointer() { next_int_++; }

  // Registers for the leaves, which lie `base` bytes into the value that is classified.
  // False, and nothing taken, if there are too few left.
  bool assign(const std::vector<ir::Leaf>& leaves, std::vector<ir::Piece>& pieces);

 private:
  std::span<const ir::Register> ints_;
  std::span<const ir::Register> floats_;
  size_t next_int_ = 0;
  size_t next_float_ = 0;
};

}  // namespace

static bool is_float_word(const std::vector<ir::Leaf>& leaves, int64_t word) {
  for (const ir::Leaf& leaf : leaves) {
    if (leaf.offset / kWord == word && !leaf.type->is_float()) {
      return false;
    }
  }
  return true;
}

bool Registers::assign(const std::vector<ir::Leaf>& leaves, std::vector<ir::Piece>& pieces) {
  ir::Register word_reg[kLargest / kWord] = {ir::kNoRegister, ir::kNoRegister};
  size_t ints = next_int_;
  size_t floats = next_float_;
  for (const ir::Leaf& leaf : leaves) {
    int64_t word = leaf.offset / kWord;
    if (word_reg[word] == ir::kNoRegister) {
      bool is_float = is_float_word(leaves, word);
      if (is_float ? floats >= floats_.size() : ints >= ints_.size()) {
        return false;
      }
      word_reg[word] = is_float ? floats_[floats++] : ints_[ints++];
    }
  }
  for (const ir::Leaf& leaf : leaves) {
    pieces.push_back({leaf.offset, leaf.type, word_reg[leaf.offset / kWord],
                      static_cast<uint8_t>(leaf.offset % kWord)});
  }
  next_int_ = ints;
  next_float_ = floats;
  return true;
}

// The leaves, and the byte Go adds behind a last field without size: C has neither, so the
// equivalent C struct must name that byte, and it makes its word an integer word.
static std::vector<ir::Leaf> c_leaves(ir::Types& types, const ir::Type* type) {
  std::vector<ir::Leaf> leaves = types.leaves(type);
  if (type->size > kWord && type->size <= kLargest &&
      (leaves.empty() || leaves.back().offset < kWord)) {
    leaves.push_back({kWord, types.basic(ir::Kind::Uint8)});
  }
  return leaves;
}

static void place_param(ir::Types& types, Registers& registers, ir::Place& place,
                        int64_t& stack) {
  if (place.type->size == 0) {
    place.rule = kNoSize;
    place.stack_offset = stack;
    return;
  }
  if (place.type->size <= kLargest &&
      registers.assign(c_leaves(types, place.type), place.pieces)) {
    place.rule = kInRegisters;
    return;
  }
  place.rule = place.type->size > kLargest ? kTooLarge : kTooFew;
  place.stack_offset = stack;
  stack += align_to(place.type->size, kWord);
}

// Where each result lies in the struct of all results; returns the struct's size.
static int64_t struct_of_results(const ir::Signature& signature,
                                 std::vector<int64_t>& offsets) {
  int64_t size = 0;
  int64_t align = 1;
  for (const ir::Param& result : signature.results) {
    size = align_to(size, result.type->align);
    offsets.push_back(size);
    size += result.type->size;
    align = std::max(align, result.type->align);
  }
  return align_to(size, align);
}

static void place_results(const ir::Abi& abi, ir::Types& types, ir::CallLayout& layout,
                          const ir::Signature& signature) {
  std::vector<int64_t> offsets;
  int64_t size = struct_of_results(signature, offsets);
  std::vector<ir::Piece> pieces;
  std::vector<size_t> counts;
  if (size <= kLargest) {
    std::vector<ir::Leaf> all;
    for (size_t i = 0; i < offsets.size(); i++) {
      std::vector<ir::Leaf> leaves = c_leaves(types, signature.results[i].type);
      counts.push_back(leaves.size());
      for (ir::Leaf& leaf : leaves) {
        all.push_back({leaf.offset + offsets[i], leaf.type});
      }
    }
    Registers(abi.int_results, abi.float_results).assign(all, pieces);
  }
  layout.hidden_result = size > kLargest;
  auto next = pieces.begin();
  for (size_t i = 0; i < offsets.size(); i++) {
    ir::Place place;
    place.name = signature.results[i].name;
    place.type = signature.results[i].type;
    place.stack_offset = layout.hidden_result || place.type->size == 0 ? offsets[i] : -1;
    place.rule = layout.hidden_result    ? kHidden
                 : place.type->size == 0 ? kNoSize
                                         : kInRegisters;
    for (size_t k = 0; !layout.hidden_result && k < counts[i]; k++, ++next) {
      place.pieces.push_back(
          {next->offset - offsets[i], next->type, next->reg, next->reg_offset});
    }
    layout.results.push_back(std::move(place));
  }
}

static ir::CallLayout lay_out_sysv(const ir::Abi& abi, ir::Types& types,
                                   const ir::Signature& signature) {
  ir::CallLayout layout;
  place_results(abi, types, layout, signature);
  Registers registers(abi.int_regs, abi.float_regs);
  if (layout.hidden_result) {
    registers.take_hidden_pointer();
  }
  for (const ir::Param& param : signature.params) {
    ir::Place place;
    place.name = param.name;
    place.type = param.type;
    place_param(types, registers, place, layout.stack_bytes);
    layout.params.push_back(std::move(place));
  }
  // The caller keeps the memory for hidden results behind the stack parameters.
  layout.results_offset = layout.stack_bytes;
  layout.args_bytes = layout.results_offset;
  if (layout.hidden_result) {
    for (ir::Place& place : layout.results) {
      place.stack_offset += layout.results_offset;
      layout.args_bytes = place.stack_offset + place.type->size;
    }
    layout.args_bytes = align_to(layout.args_bytes, kWord);
  }
  return layout;
}

static constexpr ir::Register kInts[] = {DI, SI, DX, CX, R8, R9};
static constexpr ir::Register kFloats[] = {X0, X1, X2, X3, X4, X5, X6, X7};
static constexpr ir::Register kIntResults[] = {AX, DX};
static constexpr ir::Register kFloatResults[] = {X0, X1};
static constexpr ir::Register kCalleeSaved[] = {BX, R12, R13, R14, R15};
static constexpr ir::Register kScratch[] = {R10, R11};

constinit const ir::Abi kSysV = {
    .name = "sysv",
    .int_regs = kInts,
    .float_regs = kFloats,
    .int_results = kIntResults,
    .float_results = kFloatResults,
    .callee_saved = kCalleeSaved,
    .closure_context = R10,
    .g = ir::GLocation::ThreadLocal,
    .g_register = ir::kNoRegister,
    .zero = ir::kNoRegister,
    .scratch = kScratch,
    .stack_align = 16,
    .stack_check = ir::StackCheck::None,
    .caller_spill_area = false,
    .values = &kAbiInternal,
    .lay_out = lay_out_sysv,
};

}  // namespace prologo::abi
