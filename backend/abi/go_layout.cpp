// A value goes into registers whole or not at all: all its leaves take the next registers, or
// it takes the next place on the stack and no register is used up. Seen from FP, the first byte
// above the return address:
//
//     FP + 0               stack parameters, in order, each at its own alignment
//     FP + results_offset  stack results
//     FP + stack_bytes     spill room: one home for each register parameter
//     FP + args_bytes      end of what the caller reserves

#include "backend/abi/go_layout.h"

#include "support/ensure.h"
#include "support/text.h"

namespace prologo::abi {

namespace {

constexpr int64_t kWord = 8;

constexpr std::string_view kInRegisters = "its leaves take the next registers";
constexpr std::string_view kNoRegisters = "this ABI passes everything on the stack";
constexpr std::string_view kNoSize = "a value without size takes no register";
constexpr std::string_view kArray = "an array longer than one cannot be in registers";
constexpr std::string_view kTooFewInt = "not enough integer registers left for all of it";
constexpr std::string_view kTooFewFloat = "not enough float registers left for all of it";

// One pass over the parameters or over the results; registers start afresh for each.
class Sequence {
 public:
  Sequence(ir::Types& types, std::span<const ir::Register> ints,
           std::span<const ir::Register> floats, int64_t stack)
      : types_(types), ints_(ints), floats_(floats), stack_(stack) {}

  ir::Place place(const ir::Param& param);

  int64_t stack() const { return stack_; }

 private:
  std::string_view why_not_registers(const ir::Type* type, const std::vector<ir::Leaf>& leaves);

  ir::Types& types_;
  std::span<const ir::Register> ints_;
  std::span<const ir::Register> floats_;
  size_t next_int_ = 0;
  size_t next_float_ = 0;
  int64_t stack_;
};

}  // namespace

static bool has_long_array(const ir::Type* type) {
  if (type->kind == ir::Kind::Array) {
    return type->length > 1 || (type->length == 1 && has_long_array(type->elem));
  }
  if (type->kind == ir::Kind::Struct) {
    for (const ir::Field& field : type->fields) {
      if (has_long_array(field.type)) {
        return true;
      }
    }
  }
  return false;
}

// The rule that puts a value on the stack, or "" if registers can take it.
std::string_view Sequence::why_not_registers(const ir::Type* type,
                                             const std::vector<ir::Leaf>& leaves) {
  if (ints_.empty() && floats_.empty()) {
    return kNoRegisters;
  }
  if (type->size == 0) {
    return kNoSize;
  }
  if (has_long_array(type)) {
    return kArray;
  }
  size_t floats = 0;
  for (const ir::Leaf& leaf : leaves) {
    floats += leaf.type->is_float() ? 1 : 0;
  }
  if (next_int_ + (leaves.size() - floats) > ints_.size()) {
    return kTooFewInt;
  }
  if (next_float_ + floats > floats_.size()) {
    return kTooFewFloat;
  }
  return "";
}

ir::Place Sequence::place(const ir::Param& param) {
  ir::Place place;
  place.name = param.name;
  place.type = param.type;
  // The leaves of a long array are of no interest, and there may be very many of them.
  std::vector<ir::Leaf> leaves;
  if (param.type->size > 0 && !has_long_array(param.type)) {
    leaves = types_.leaves(param.type);
  }
  place.rule = why_not_registers(param.type, leaves);
  if (!place.rule.empty()) {
    stack_ = align_to(stack_, param.type->align);
    place.stack_offset = stack_;
    stack_ += param.type->size;
    return place;
  }
  place.rule = kInRegisters;
  for (const ir::Leaf& leaf : leaves) {
    ir::Register reg = leaf.type->is_float() ? floats_[next_float_++] : ints_[next_int_++];
    place.pieces.push_back({leaf.offset, leaf.type, reg});
  }
  return place;
}

// Gives each register parameter its home in the spill room; returns the room's size.
static int64_t assign_spills(std::vector<ir::Place>& params, int64_t base) {
  int64_t spill = 0;
  for (ir::Place& place : params) {
    if (place.in_registers()) {
      spill = align_to(spill, place.type->align);
      place.spill_offset = base + spill;
      spill += place.type->size;
    }
  }
  return align_to(spill, kWord);
}

ir::CallLayout lay_out_go(const ir::Abi& abi, ir::Types& types,
                          const ir::Signature& signature) {
  ir::CallLayout layout;
  Sequence params(types, abi.int_regs, abi.float_regs, 0);
  for (const ir::Param& param : signature.params) {
    layout.params.push_back(params.place(param));
  }
  layout.results_offset = align_to(params.stack(), kWord);
  Sequence results(types, abi.int_results, abi.float_results, layout.results_offset);
  for (const ir::Param& result : signature.results) {
    layout.results.push_back(results.place(result));
  }
  layout.stack_bytes = align_to(results.stack(), kWord);
  layout.spill_bytes =
      abi.caller_spill_area ? assign_spills(layout.params, layout.stack_bytes) : 0;
  layout.args_bytes = layout.stack_bytes + layout.spill_bytes;
  return layout;
}

}  // namespace prologo::abi
