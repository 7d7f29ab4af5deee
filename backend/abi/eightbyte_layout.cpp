// A value of at most sixteen bytes is cut into words ("eightbytes"); a word whose leaves are
// all floating point goes to an X register, any other to an integer register, so several leaves
// can share one register. Larger values, and values for which not all registers are left, lie
// in memory in word-sized steps. Several Go results are returned as the struct of them.

#include "backend/abi/go_layout.h"
#include "backend/abi/places.h"
#include "support/text.h"

namespace prologo::abi {

namespace {

constexpr int64_t kLargest = 16;

constexpr std::string_view kInRegisters = "one register for each eight bytes";
constexpr std::string_view kNoSize = "a value without size is not passed";
constexpr std::string_view kTooLarge = "larger than sixteen bytes: in memory";
constexpr std::string_view kArray = "an array of that length cannot be in registers";
constexpr std::string_view kTooFew = "not enough registers left for all of it";

// The registers of one direction and how many of them are taken.
class Registers {
 public:
  Registers(std::span<const ir::Register> ints, std::span<const ir::Register> floats)
      : ints_(ints), floats_(floats) {}

  void take_hidden_pointer() { next_int_++; }

  void close() {
    next_int_ = ints_.size();
    next_float_ = floats_.size();
  }

  size_t ints_left() const { return ints_.size() - next_int_; }

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
    if (leaf.offset / kWordBytes == word && !leaf.type->is_float()) {
      return false;
    }
  }
  return true;
}

bool Registers::assign(const std::vector<ir::Leaf>& leaves, std::vector<ir::Piece>& pieces) {
  ir::Register word_reg[kLargest / kWordBytes] = {ir::kNoRegister, ir::kNoRegister};
  size_t ints = next_int_;
  size_t floats = next_float_;
  for (const ir::Leaf& leaf : leaves) {
    int64_t word = leaf.offset / kWordBytes;
    if (word_reg[word] == ir::kNoRegister) {
      bool is_float = is_float_word(leaves, word);
      if (is_float ? floats >= floats_.size() : ints >= ints_.size()) {
        return false;
      }
      word_reg[word] = is_float ? floats_[floats++] : ints_[ints++];
    }
  }
  for (const ir::Leaf& leaf : leaves) {
    pieces.push_back({leaf.offset, leaf.type, word_reg[leaf.offset / kWordBytes],
                      static_cast<uint8_t>(leaf.offset % kWordBytes)});
  }
  next_int_ = ints;
  next_float_ = floats;
  return true;
}

// The leaves, and the byte Go adds behind a last field without size: C has neither, so the
// equivalent C struct must name that byte, and it makes its word an integer word.
static std::vector<ir::Leaf> c_leaves(ir::Types& types, const ir::Type* type) {
  std::vector<ir::Leaf> leaves = types.leaves(type);
  if (type->size > kWordBytes && type->size <= kLargest &&
      (leaves.empty() || leaves.back().offset < kWordBytes)) {
    leaves.push_back({kWordBytes, types.basic(ir::Kind::Uint8)});
  }
  return leaves;
}

static ir::Place place_param(const ir::Abi& abi, ir::Types& types, Registers& registers,
                             const ir::Param& param, int64_t& stack) {
  ir::Place place;
  place.name = param.name;
  place.type = param.type;
  place.rule = place.type->size == 0                           ? kNoSize
               : place.type->size > kLargest                   ? kTooLarge
               : has_long_array(place.type, abi.longest_array) ? kArray
                                                               : std::string_view();
  if (place.rule.empty() && registers.assign(c_leaves(types, place.type), place.pieces)) {
    place.rule = kInRegisters;
    return place;
  }
  if (place.rule.empty()) {
    place.rule = kTooFew;
    place.needed = static_cast<int>(align_to(place.type->size, kWordBytes) / kWordBytes);
    place.left = static_cast<int>(registers.ints_left());
    if (!abi.backfill) {
      registers.close();
    }
  }
  place.stack_offset = stack;
  stack += align_to(place.type->size, kWordBytes);
  return place;
}

// The pieces of all results as one struct; false if registers cannot take it.
static bool assign_results(const ir::Abi& abi, ir::Types& types, const ir::Signature& signature,
                           const ResultStruct& all, std::vector<ir::Piece>& pieces,
                           std::vector<size_t>& counts) {
  if (all.size > kLargest) {
    return false;
  }
  std::vector<ir::Leaf> leaves;
  for (size_t i = 0; i < all.offsets.size(); i++) {
    std::vector<ir::Leaf> own = c_leaves(types, signature.results[i].type);
    counts.push_back(own.size());
    for (const ir::Leaf& leaf : own) {
      leaves.push_back({leaf.offset + all.offsets[i], leaf.type});
    }
  }
  return Registers(abi.int_results, abi.float_results).assign(leaves, pieces);
}

static void place_results(const ir::Abi& abi, ir::Types& types, ir::CallLayout& layout,
                          const ir::Signature& signature) {
  ResultStruct all = struct_of_results(signature);
  std::vector<ir::Piece> pieces;
  std::vector<size_t> counts;
  bool in_registers = assign_results(abi, types, signature, all, pieces, counts);
  auto next = pieces.begin();
  for (size_t i = 0; i < all.offsets.size(); i++) {
    ir::Place place;
    place.name = signature.results[i].name;
    place.type = signature.results[i].type;
    place.rule = !in_registers ? kTooFew : place.type->size == 0 ? kNoSize : kInRegisters;
    place.stack_offset =
        !in_registers || place.type->size == 0 ? layout.results_offset + all.offsets[i] : -1;
    for (size_t k = 0; in_registers && k < counts[i]; k++, ++next) {
      place.pieces.push_back(
          {next->offset - all.offsets[i], next->type, next->reg, next->reg_offset});
    }
    layout.results.push_back(std::move(place));
  }
  layout.stack_bytes =
      layout.results_offset + (in_registers ? 0 : align_to(all.size, kWordBytes));
}

ir::CallLayout lay_out_eightbytes(const ir::Abi& abi, ir::Types& types,
                                  const ir::Signature& signature) {
  ir::CallLayout layout;
  Registers registers(abi.int_regs, abi.float_regs);
  bool hides_results = place_hidden_results(abi, signature, layout);
  if (hides_results) {
    registers.take_hidden_pointer();
  }
  layout.params.resize(signature.params.size());
  for (size_t i : choosing_order(abi, signature.params.size())) {
    layout.params[i] =
        place_param(abi, types, registers, signature.params[i], layout.results_offset);
  }
  if (hides_results) {
    place_hidden_memory(abi, layout);
  } else {
    place_results(abi, types, layout, signature);
  }
  finish_spills(abi, layout);
  return layout;
}

}  // namespace prologo::abi
