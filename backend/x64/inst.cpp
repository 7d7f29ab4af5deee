// Machine instructions: constructors of operands and the listing syntax.
#include "backend/x64/inst.h"

#include <array>
#include <unordered_map>

#include "support/ensure.h"

namespace prologo::x64 {

static constexpr std::array<std::string_view, static_cast<size_t>(Mnemonic::Count)> kNames = {
#define INST(name, shapes) #name,
#include "backend/x64/inst.def"
#undef INST
};

std::string_view name(Mnemonic m) { return kNames[static_cast<size_t>(m)]; }

Mnemonic find_mnemonic(std::string_view text) {
  static const auto kByName = [] {
    std::unordered_map<std::string_view, Mnemonic> map;
    for (size_t i = 0; i < kNames.size(); ++i) {
      map.emplace(kNames[i], static_cast<Mnemonic>(i));
    }
    return map;
  }();
  auto it = kByName.find(text);
  ENSURE_MSG(it != kByName.end(), "unknown mnemonic " + std::string(text));
  return it->second;
}

Operand reg(Register r) {
  ENSURE(r < 32);
  Operand out;
  out.kind = Operand::Kind::Reg;
  out.reg = r;
  return out;
}

Operand imm(int64_t value) {
  Operand out;
  out.kind = Operand::Kind::Immediate;
  out.value = value;
  return out;
}

Operand mem(Register base, int64_t displacement) {
  Operand out;
  out.kind = Operand::Kind::Memory;
  out.reg = base;
  out.value = displacement;
  return out;
}

Operand mem(const ir::Symbol* s, int64_t displacement) {
  Operand out;
  out.kind = Operand::Kind::Memory;
  out.symbol = s;
  out.value = displacement;
  return out;
}

Operand mem_indexed(Register base, Register index, int scale, int64_t displacement) {
  Operand out = mem(base, displacement);
  out.index = index;
  out.scale = static_cast<uint8_t>(scale);
  return out;
}

Operand thread_local_mem(int64_t displacement) {
  Operand out = mem(ir::kNoRegister, displacement);
  out.is_thread_local = true;
  return out;
}

Operand symbol(const ir::Symbol* s, int64_t addend) {
  Operand out;
  out.kind = Operand::Kind::Symbol;
  out.symbol = s;
  out.value = addend;
  return out;
}

Operand label(Label l) {
  Operand out;
  out.kind = Operand::Kind::Target;
  out.label = l;
  return out;
}

Label InstList::new_label() {
  labels.push_back(-1);
  return static_cast<Label>(labels.size() - 1);
}

void InstList::bind(Label l) { labels[l] = static_cast<int32_t>(insts.size()); }

static std::string memory_to_string(const Operand& m) {
  std::string out;
  if (m.symbol != nullptr) {
    out += m.symbol->name;
    if (m.value != 0) {
      out += (m.value > 0 ? "+" : "") + std::to_string(m.value);
    }
    return out + "(SB)";
  }
  if (m.is_thread_local) {
    return "FS:" + std::to_string(m.value);
  }
  if (m.variable != nullptr && m.frame != Operand::Frame::None) {
    out += m.variable->name + (m.value < 0 ? "" : "+");
  }
  if (m.value != 0 || m.frame != Operand::Frame::None) {
    out += std::to_string(m.value);
  }
  if (m.frame == Operand::Frame::Param) {
    out += "(FP)";
  } else if (m.reg != ir::kNoRegister) {
    out += "(" + std::string(ir::register_name(m.reg)) + ")";
  }
  if (m.index != ir::kNoRegister) {
    out += "(" + std::string(ir::register_name(m.index)) + "*" + std::to_string(m.scale) + ")";
  }
  return out;
}

std::string to_string(const Operand& o) {
  switch (o.kind) {
    case Operand::Kind::None:
      return "";
    case Operand::Kind::Reg:
      return std::string(ir::register_name(o.reg));
    case Operand::Kind::Immediate:
      return "$" + std::to_string(o.value);
    case Operand::Kind::Memory:
      return memory_to_string(o);
    case Operand::Kind::Symbol:
      return o.symbol->name + (o.value != 0 ? "+" + std::to_string(o.value) : "") + "(SB)";
    case Operand::Kind::Target:
      return "L" + std::to_string(o.label);
  }
  UNREACHABLE("operand kind");
}

// Comparisons read left to right in Go's syntax; everything else names its sources first.
static bool is_compare(Mnemonic m) {
  return m == Mnemonic::CMPB || m == Mnemonic::CMPW || m == Mnemonic::CMPL ||
         m == Mnemonic::CMPQ;
}

std::string to_string(const Inst& inst) {
  std::string out(name(inst.op));
  if (inst.op == Mnemonic::XCHGL) {
    return out + " AX, AX";
  }
  std::vector<std::string> parts;
  for (const Operand* o : {&inst.a, &inst.b, &inst.c}) {
    if (o->kind != Operand::Kind::None) {
      parts.push_back(to_string(*o));
    }
  }
  for (size_t i = 0; i < parts.size(); ++i) {
    out +=
        (i == 0 ? " " : ", ") + (is_compare(inst.op) ? parts[i] : parts[parts.size() - 1 - i]);
  }
  return out;
}

}  // namespace prologo::x64
