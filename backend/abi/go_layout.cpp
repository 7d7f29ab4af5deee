// A value goes into registers whole or not at all: all its leaves take the next registers, or
// it takes the next place on the stack and no register is used up. (Under Split::Greedy the
// leaves that find no register go to the stack alone.) Seen from FP, the first byte above the
// return address:
//
//     FP + 0               stack parameters, in order, each at its own alignment
//     FP + results_offset  stack results
//     FP + stack_bytes     spill room: one home for each register parameter
//     FP + args_bytes      end of what the caller reserves

#include "backend/abi/go_layout.h"

#include "backend/abi/places.h"
#include "support/text.h"

namespace prologo::abi {

namespace {

constexpr std::string_view kInRegisters = "its leaves take the next registers";
constexpr std::string_view kNoRegisters = "this ABI passes everything on the stack";
constexpr std::string_view kNoSize = "a value without size takes no register";
constexpr std::string_view kArray = "an array longer than one cannot be in registers";
constexpr std::string_view kLongArray = "an array of that length cannot be in registers";
constexpr std::string_view kTooFewInt = "not enough integer registers left for all of it";
constexpr std::string_view kTooFewFloat = "not enough float registers left for all of it";
constexpr std::string_view kStraddles =
    "its first leaves take the last registers, the rest the stack";

// The registers of one kind and how many of them are taken.
struct Pool {
  std::span<const ir::Register> registers;
  size_t next = 0;

  size_t left() const { return registers.size() - next; }
};

// One pass over the parameters or over the results; registers start afresh for each.
class Sequence {
 public:
  Sequence(const ir::Abi& abi, ir::Types& types, std::span<const ir::Register> ints,
           std::span<const ir::Register> floats, int64_t stack)
      : abi_(abi), types_(types), ints_{ints}, floats_{floats}, stack_(stack) {}

  ir::Place place(const ir::Param& param, bool may_straddle);

  void take_hidden_pointer() { ints_.next++; }

  int64_t stack() const { return stack_; }

 private:
  bool is_out_of_question(const ir::Type* type, ir::Place& place) const;
  bool is_too_few(const std::vector<ir::Leaf>& leaves, ir::Place& place);
  void lack(Pool& pool, size_t needed, std::string_view rule, ir::Place& place);
  void take_registers(const std::vector<ir::Leaf>& leaves, ir::Place& place);
  void take_stack(int64_t size, int64_t align, ir::Place& place);

  Pool& pool_of(const ir::Leaf& leaf) { return leaf.type->is_float() ? floats_ : ints_; }

  const ir::Abi& abi_;
  ir::Types& types_;
  Pool ints_;
  Pool floats_;
  int64_t stack_;
};

}  // namespace

// Values that no register takes, whatever is left.
bool Sequence::is_out_of_question(const ir::Type* type, ir::Place& place) const {
  size_t all = ints_.registers.size() + floats_.registers.size();
  if (all == 0) {
    place.rule = kNoRegisters;
  } else if (type->size == 0) {
    place.rule = kNoSize;
  } else if (has_long_array(type, abi_.longest_array)) {
    place.rule = abi_.longest_array == 1 ? kArray : kLongArray;
  } else if (has_long_array(type, static_cast<int64_t>(all))) {
    place.rule = kLongArray;  // one leaf an element at least
  }
  return !place.rule.empty();
}

void Sequence::lack(Pool& pool, size_t needed, std::string_view rule, ir::Place& place) {
  place.rule = rule;
  place.needed = static_cast<int>(needed);
  place.left = static_cast<int>(pool.left());
  if (!abi_.backfill) {
    pool.next = pool.registers.size();
  }
}

bool Sequence::is_too_few(const std::vector<ir::Leaf>& leaves, ir::Place& place) {
  size_t floats = 0;
  for (const ir::Leaf& leaf : leaves) {
    floats += leaf.type->is_float() ? 1 : 0;
  }
  if (leaves.size() - floats > ints_.left()) {
    lack(ints_, leaves.size() - floats, kTooFewInt, place);
  } else if (floats > floats_.left()) {
    lack(floats_, floats, kTooFewFloat, place);
  }
  return !place.rule.empty();
}

void Sequence::take_registers(const std::vector<ir::Leaf>& leaves, ir::Place& place) {
  for (const ir::Leaf& leaf : leaves) {
    Pool& pool = pool_of(leaf);
    if (pool.left() == 0) {
      return;
    }
    place.pieces.push_back({leaf.offset, leaf.type, pool.registers[pool.next++]});
  }
}

void Sequence::take_stack(int64_t size, int64_t align, ir::Place& place) {
  stack_ = align_to(stack_, align);
  place.stack_offset = stack_;
  stack_ += size;
}

ir::Place Sequence::place(const ir::Param& param, bool may_straddle) {
  ir::Place place;
  place.name = param.name;
  place.type = param.type;
  if (is_out_of_question(param.type, place)) {
    take_stack(param.type->size, param.type->align, place);
    return place;
  }
  std::vector<ir::Leaf> leaves = types_.leaves(param.type);
  if (!is_too_few(leaves, place)) {
    place.rule = kInRegisters;
    take_registers(leaves, place);
    return place;
  }
  if (may_straddle) {
    take_registers(leaves, place);
  }
  if (place.pieces.empty()) {
    take_stack(param.type->size, param.type->align, place);
  } else {
    place.rule = kStraddles;
    take_stack(param.type->size - leaves[place.pieces.size()].offset, kWordBytes, place);
  }
  return place;
}

ir::CallLayout lay_out_go(const ir::Abi& abi, ir::Types& types,
                          const ir::Signature& signature) {
  ir::CallLayout layout;
  Sequence params(abi, types, abi.int_regs, abi.float_regs, 0);
  bool hides_results = place_hidden_results(abi, signature, layout);
  if (hides_results) {
    params.take_hidden_pointer();
  }
  layout.params.resize(signature.params.size());
  for (size_t i : choosing_order(abi, signature.params.size())) {
    layout.params[i] = params.place(signature.params[i], abi.split == ir::Split::Greedy);
  }
  layout.results_offset = align_to(params.stack(), kWordBytes);
  if (hides_results) {
    place_hidden_memory(abi, layout);
  } else {
    Sequence results(abi, types, abi.int_results, abi.float_results, layout.results_offset);
    for (const ir::Param& result : signature.results) {
      layout.results.push_back(results.place(result, false));
    }
    layout.stack_bytes = align_to(results.stack(), kWordBytes);
  }
  finish_spills(abi, layout);
  return layout;
}

}  // namespace prologo::abi
