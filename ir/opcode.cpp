#include "ir/opcode.h"

#include <array>
#include <unordered_map>

#include "ir/opcode/registers.h"

namespace prologo::ir {

namespace {

constexpr size_t kOpCount = static_cast<size_t>(Op::Count);
constexpr size_t kBlockCount = static_cast<size_t>(BlockKind::Count);

OpInfo generic_op(std::string_view name, int arg_count, AuxKind aux, uint32_t flags,
                  std::string_view type) {
  OpInfo out;
  out.name = name;
  out.arg_count = static_cast<int8_t>(arg_count);
  out.aux = aux;
  out.flags = flags;
  out.type = type;
  return out;
}

OpInfo machine_op(OpInfo out, std::string_view assembly, int scale, RegConstraint regs) {
  out.is_machine = true;
  out.assembly = assembly;
  out.scale = static_cast<uint8_t>(scale);
  out.regs = regs;
  return out;
}

std::array<OpInfo, kOpCount> make_op_table() {
  std::array<OpInfo, kOpCount> table;
  table[static_cast<size_t>(Op::Invalid)].name = "Invalid";
  table[static_cast<size_t>(Op::LastGeneric)].name = "LastGeneric";
#define OP(op, arg_count, aux, flags, type) \
  table[static_cast<size_t>(Op::op)] = generic_op(#op, arg_count, AuxKind::aux, flags, type);
#include "ir/opcode/generic.def"
#undef OP
#define OP(op, arg_count, aux, flags, type, assembly, scale, registers)                        \
  {                                                                                            \
    static constexpr RegConstraint kRegs = parse_registers(registers);                         \
    table[static_cast<size_t>(Op::x64_##op)] = machine_op(                                     \
        generic_op("x64." #op, arg_count, AuxKind::aux, flags, type), assembly, scale, kRegs); \
  }
#include "ir/opcode/x64.def"
#undef OP
  return table;
}

std::array<BlockInfo, kBlockCount> make_block_table() {
  std::array<BlockInfo, kBlockCount> table;
  table[0].name = "Invalid";
#define BLOCK(kind, controls, machine) \
  table[static_cast<size_t>(BlockKind::kind)] = BlockInfo{#kind, controls, machine};
#include "ir/opcode/blocks.def"
#undef BLOCK
  return table;
}

}  // namespace

const OpInfo& info(Op op) {
  static const std::array<OpInfo, kOpCount> table = make_op_table();
  return table[static_cast<size_t>(op)];
}

int go_order(Op op) {
  int number = static_cast<int>(op);
  return is_machine(op) ? number - static_cast<int>(Op::LastGeneric)
                        : number + static_cast<int>(Op::Count);
}

Op find_op(std::string_view name) {
  static const std::unordered_map<std::string_view, Op> by_name = [] {
    std::unordered_map<std::string_view, Op> map;
    for (size_t i = 0; i < kOpCount; ++i) {
      map.emplace(info(static_cast<Op>(i)).name, static_cast<Op>(i));
    }
    map.erase("Invalid");
    map.erase("LastGeneric");
    return map;
  }();
  auto found = by_name.find(name);
  return found == by_name.end() ? Op::Invalid : found->second;
}

const BlockInfo& info(BlockKind kind) {
  static const std::array<BlockInfo, kBlockCount> table = make_block_table();
  return table[static_cast<size_t>(kind)];
}

BlockKind find_block_kind(std::string_view name) {
  for (size_t i = 1; i < kBlockCount; ++i) {
    if (info(static_cast<BlockKind>(i)).name == name) {
      return static_cast<BlockKind>(i);
    }
  }
  return BlockKind::Invalid;
}

}  // namespace prologo::ir
