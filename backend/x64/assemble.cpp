// Branches start short and grow; padding keeps jumps away from 32-byte boundaries. Both depend
// on addresses, so the list is laid out again until nothing changes. The order of decisions
// inside one round is Go's, because it decides which branches end up long.
#include "backend/x64/assemble.h"

#include <algorithm>

#include "support/ensure.h"

namespace prologo::x64 {
namespace {

constexpr int kBoundary = 32;

// Families that a processor fuses with a conditional jump that follows.
enum class Fusion : uint8_t { None, TestAnd, CompareAddSub, Step };

Fusion fusion_family(Mnemonic m) {
  switch (m) {
    case Mnemonic::TESTB:
    case Mnemonic::TESTW:
    case Mnemonic::TESTL:
    case Mnemonic::TESTQ:
    case Mnemonic::ANDB:
    case Mnemonic::ANDW:
    case Mnemonic::ANDL:
    case Mnemonic::ANDQ:
      return Fusion::TestAnd;
    case Mnemonic::CMPB:
    case Mnemonic::CMPW:
    case Mnemonic::CMPL:
    case Mnemonic::CMPQ:
    case Mnemonic::ADDB:
    case Mnemonic::ADDW:
    case Mnemonic::ADDL:
    case Mnemonic::ADDQ:
    case Mnemonic::SUBB:
    case Mnemonic::SUBW:
    case Mnemonic::SUBL:
    case Mnemonic::SUBQ:
      return Fusion::CompareAddSub;
    case Mnemonic::INCL:
    case Mnemonic::INCQ:
    case Mnemonic::DECL:
    case Mnemonic::DECQ:
      return Fusion::Step;
    default:
      return Fusion::None;
  }
}

bool can_fuse(Fusion family, const Inst& first, Mnemonic jump) {
  if (family != Fusion::Step && first.a.kind != Operand::Kind::Reg &&
      first.b.kind != Operand::Kind::Reg) {
    return false;  // memory with an immediate
  }
  if (family == Fusion::TestAnd) {
    return true;
  }
  switch (jump) {
    case Mnemonic::JOS:
    case Mnemonic::JOC:
    case Mnemonic::JMI:
    case Mnemonic::JPL:
    case Mnemonic::JPS:
    case Mnemonic::JPC:
      return false;
    case Mnemonic::JCS:
    case Mnemonic::JCC:
    case Mnemonic::JHI:
    case Mnemonic::JLS:
      return family == Fusion::CompareAddSub;
    default:
      return true;
  }
}

bool is_jump(const Inst& inst) {
  return inst.is_branch() || inst.op == Mnemonic::JMP || inst.op == Mnemonic::CALL ||
         inst.op == Mnemonic::RET || inst.op == Mnemonic::DUFFZERO ||
         inst.op == Mnemonic::DUFFCOPY;
}

struct Item {
  Encoding encoding;  // of everything but branches to labels
  uint32_t pc = 0;
  uint32_t padding = 0;  // before it
  int size = 0;          // as of the last round
  bool is_long = false;
  bool is_backward = false;
  size_t fuses_with = 0;  // index of the conditional jump it is fused with; 0: none
};

class Layout {
 public:
  Layout(Encoder& encoder, const ir::Dialect& dialect, const InstList& list)
      : encoder_(encoder), dialect_(dialect), list_(list) {}

  void run() {
    prepare();
    int rounds = 0;
    while (lay_out()) {
      ENSURE_MSG(++rounds < 1000, "branch sizes do not settle");
    }
  }

  void write(backend::Code& code);
  std::vector<uint32_t> label_pcs() const;

 private:
  void prepare();
  bool lay_out();
  size_t fused_jump(size_t i) const;
  uint32_t padding_at(uint32_t pc, size_t i) const;
  int branch_size(Item& item, const Inst& inst, uint32_t pc);
  bool grow_forward_branches(size_t target);
  uint32_t target_pc(const Inst& inst) const;
  void write_item(size_t i, backend::Code& code);

  int32_t target(const Inst& inst) const {
    int32_t position = list_.labels[inst.a.label];
    ENSURE_MSG(position >= 0, "branch to an unbound label");
    return position;
  }

  Encoder& encoder_;
  const ir::Dialect& dialect_;
  const InstList& list_;
  std::vector<Item> items_;
  std::vector<std::vector<size_t>> forward_to_;  // branches to each position from before it
  uint32_t end_ = 0;
};

void Layout::prepare() {
  size_t count = list_.insts.size();
  items_.resize(count);
  forward_to_.resize(count + 1);
  for (size_t i = 0; i < count; ++i) {
    const Inst& inst = list_.insts[i];
    if (inst.is_branch()) {
      size_t to = static_cast<size_t>(target(inst));
      items_[i].is_backward = to <= i;
      if (!items_[i].is_backward) {
        forward_to_[to].push_back(i);
      }
    } else {
      items_[i].encoding = encoder_.encode(inst);
    }
    items_[i].fuses_with = fused_jump(i);
  }
}

// The conditional jump behind i that i is fused with, or 0.
size_t Layout::fused_jump(size_t i) const {
  Fusion family = fusion_family(list_.insts[i].op);
  if (family == Fusion::None) {
    return 0;
  }
  size_t next = i + 1;
  while (next < list_.insts.size() && list_.insts[next].op == Mnemonic::MARK) {
    ++next;
  }
  if (next == list_.insts.size()) {
    return 0;
  }
  const Inst& jump = list_.insts[next];
  bool fuses =
      jump.is_branch() && jump.op != Mnemonic::JMP && can_fuse(family, list_.insts[i], jump.op);
  return fuses ? next : 0;
}

uint32_t Layout::padding_at(uint32_t pc, size_t i) const {
  if (!dialect_.pads_jumps || (items_[i].fuses_with == 0 && !is_jump(list_.insts[i]))) {
    return 0;
  }
  size_t jump = items_[i].fuses_with;
  int size = items_[i].size + (jump != 0 ? items_[jump].size : 0);
  int offset = static_cast<int>(pc % kBoundary);
  return offset + size >= kBoundary ? static_cast<uint32_t>(kBoundary - offset) : 0;
}

int Layout::branch_size(Item& item, const Inst& inst, uint32_t pc) {
  int long_size = inst.op == Mnemonic::JMP ? 5 : 6;
  if (item.is_backward) {
    int64_t distance = static_cast<int64_t>(items_[target(inst)].pc) - (pc + 2);
    item.is_long = distance < -128;
  }
  return item.is_long ? long_size : 2;
}

// Branches from before that now turn out too far get their long form in the next round.
bool Layout::grow_forward_branches(size_t position) {
  bool grew = false;
  uint32_t pc = position < items_.size() ? items_[position].pc : end_;
  for (size_t from : forward_to_[position]) {
    Item& branch = items_[from];
    if (!branch.is_long && pc - (branch.pc + static_cast<uint32_t>(branch.size)) > 127) {
      branch.is_long = true;
      grew = true;
    }
  }
  return grew;
}

bool Layout::lay_out() {
  bool again = false;
  uint32_t pc = 0;
  for (size_t i = 0; i < items_.size(); ++i) {
    Item& item = items_[i];
    item.padding = padding_at(pc, i);
    pc += item.padding;
    item.pc = pc;
    again |= grow_forward_branches(i);
    const Inst& inst = list_.insts[i];
    int size = inst.is_branch() ? branch_size(item, inst, pc)
                                : static_cast<int>(item.encoding.bytes.size());
    if (size != item.size) {
      item.size = size;
      again |= dialect_.pads_jumps && (item.fuses_with != 0 || is_jump(inst));
    }
    pc += static_cast<uint32_t>(size);
  }
  end_ = pc;
  again |= grow_forward_branches(items_.size());
  return again;
}

uint32_t Layout::target_pc(const Inst& inst) const {
  size_t position = static_cast<size_t>(target(inst));
  return position < items_.size() ? items_[position].pc : end_;
}

void add_reloc(const Inst& inst, const Encoding& encoding, uint32_t pc, backend::Code& code) {
  if (encoding.field < 0) {
    return;
  }
  for (const Operand* o : {&inst.a, &inst.b, &inst.c}) {
    if (o->symbol == nullptr) {
      continue;
    }
    bool is_call = o->kind == Operand::Kind::Symbol;
    code.relocs.push_back({.offset = pc + static_cast<uint32_t>(encoding.field),
                           .kind = is_call ? backend::CodeReloc::Kind::Call32
                                           : backend::CodeReloc::Kind::PcRelative32,
                           .target = o->symbol,
                           .addend = o->value - (is_call ? 0 : encoding.trailing)});
    return;
  }
}

bool is_frame_word(const Operand& o) {
  return o.kind == Operand::Kind::Memory && o.reg == ir::reg::SP &&
         o.index == ir::kNoRegister && o.symbol == nullptr;
}

// Destinations stand first; only comparisons read theirs.
void note_slot(const Inst& inst, backend::Instruction& out) {
  for (const Operand* o : {&inst.a, &inst.b, &inst.c}) {
    if (is_frame_word(*o)) {
      std::string_view mnemonic = name(inst.op);
      bool only_reads = mnemonic.starts_with("CMP") || mnemonic.starts_with("TEST") ||
                        mnemonic.starts_with("UCOMI") || mnemonic.starts_with("BT") ||
                        mnemonic.starts_with("CALL") || mnemonic.starts_with("PUSH");
      out.slot = static_cast<int32_t>(o->value);
      out.writes_slot = o == &inst.a && !only_reads;
      out.variable = o->variable;
      return;
    }
  }
}

void Layout::write_item(size_t i, backend::Code& code) {
  const Item& item = items_[i];
  const Inst& inst = list_.insts[i];
  if (inst.op == Mnemonic::MARK) {
    return;
  }
  if (item.padding != 0) {
    Pos pos = i > 0 ? list_.insts[i - 1].pos : inst.pos;
    code.instructions.push_back({.pc = item.pc - item.padding,
                                 .size = static_cast<uint8_t>(item.padding),
                                 .part = backend::Part::Padding,
                                 .pos = pos});
    code.bytes += encoder_.padding(static_cast<int>(item.padding));
  }
  code.instructions.push_back({.pc = item.pc,
                               .size = static_cast<uint8_t>(item.size),
                               .part = inst.part,
                               .pos = inst.pos,
                               .value = inst.value,
                               .block = inst.block});
  note_slot(inst, code.instructions.back());
  if (inst.part == backend::Part::Body) {
    code.prologue_end = std::min(code.prologue_end, item.pc);
  }
  if (!inst.is_branch()) {
    code.bytes += item.encoding.bytes;
    add_reloc(inst, item.encoding, item.pc, code);
    return;
  }
  Encoding encoding = encoder_.encode(inst, !item.is_long);
  ENSURE(static_cast<int>(encoding.bytes.size()) == item.size);
  int64_t distance = static_cast<int64_t>(target_pc(inst)) - (item.pc + item.size);
  int width = item.is_long ? 4 : 1;
  for (int b = 0; b < width; ++b) {
    encoding.bytes[encoding.bytes.size() - width + b] = static_cast<char>(distance >> (8 * b));
  }
  code.bytes += encoding.bytes;
}

// Adds `value` from `pc` on unless it already holds.
template <typename T>
void extend(std::vector<backend::PcEntry<T>>& table, uint32_t pc, const T& value) {
  if (!table.empty() && table.back().value == value) {
    return;
  }
  if (!table.empty() && table.back().pc == pc) {
    table.back().value = value;
    return;
  }
  table.push_back({pc, value});
}

void Layout::write(backend::Code& code) {
  int32_t delta = 0;
  int32_t stack_map = -1;
  int32_t unsafe_point = -1;
  int32_t arg_live = -1;
  auto keep = [](int32_t& current, int32_t next) {
    current = next == Inst::kSame ? current : next;
  };
  for (size_t i = 0; i < items_.size(); ++i) {
    const Inst& inst = list_.insts[i];
    uint32_t pc = items_[i].pc;
    write_item(i, code);
    keep(stack_map, inst.stack_map);
    keep(unsafe_point, inst.unsafe_point);
    keep(arg_live, inst.arg_live);
    if (inst.op != Mnemonic::MARK) {
      extend(code.lines, i == 0 ? 0 : pc, inst.pos);
    }
    extend(code.sp_delta, i == 0 ? 0 : pc, delta);
    extend(code.stack_map, i == 0 ? 0 : pc, stack_map);
    extend(code.unsafe_point, i == 0 ? 0 : pc, unsafe_point);
    extend(code.arg_live, i == 0 ? 0 : pc, arg_live);
    delta += inst.sp_change;
  }
}

std::vector<uint32_t> Layout::label_pcs() const {
  std::vector<uint32_t> out;
  for (int32_t position : list_.labels) {
    bool inside = position >= 0 && static_cast<size_t>(position) < items_.size();
    out.push_back(inside ? items_[position].pc : end_);
  }
  return out;
}

}  // namespace

std::vector<uint32_t> assemble(Encoder& encoder, const ir::Dialect& dialect,
                               const InstList& list, backend::Code& code) {
  Layout layout(encoder, dialect, list);
  layout.run();
  layout.write(code);
  return layout.label_pcs();
}

}  // namespace prologo::x64
